/**
 * Guardians, recorded on evidence. Ending one raises the version of its row, so that a release that rested on it misses. A guardian who is
 * no customer is kept as the keyed digest of their document number; the number itself is nowhere.
 */
import { randomUUID } from 'node:crypto';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Guardianship } from '../../domain/guardianship.ts';
import type { Authorise } from '../authorise.ts';
import { checkText, report, unless } from '../check-terms.ts';
import { isShown, requireCustomer } from '../consents/consent-access.ts';
import type { Actor, RuleStore } from '../port.ts';
import type { GuardianshipDraft, Guardianships } from './port.ts';

export interface GuardianshipRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  /** Keyed: nobody finds the number by trying numbers. */
  readonly digestOfDocument: (number: string) => string;
}

export function createGuardianships(about: GuardianshipRules): Guardianships {
  return {
    async list(actor, customerId, page) {
      const scope = await about.authorise(actor, 'consent:read');
      const subject = CUSTOMER_ID.test(customerId) ? await about.rules.read('subject', customerId) : null;
      if (subject === null || !isShown(scope, subject.body)) return { items: [], hasNextPage: false };
      return about.rules.list('guardianship', { subjectId: customerId }, page);
    },
    record: (...given) => record(about, ...given),
    end: (...given) => end(about, ...given),
  };
}

async function record(about: GuardianshipRules, actor: Actor, draft: GuardianshipDraft): Promise<Fact<'guardianship'>> {
  const { customerId, relation, evidence } = draft;
  const scope = await about.authorise(actor, 'consent:record');
  report([...checkText('evidence', evidence), ...problemsOfGuardian(draft)]);
  return about.rules.transaction(async (tx) => {
    await requireCustomer(tx, scope, customerId);
    const { guardian } = draft;
    if ('customerId' in guardian) await requireCustomer(tx, scope, guardian.customerId);
    const by = actor.caller.subject;
    const body: Guardianship = {
      customerId,
      state: 'RECORDED',
      guardian:
        'customerId' in guardian ? guardian : { digest: about.digestOfDocument(guardian.documentNumber.trim()) },
      relation,
      evidence,
      recordedBy: by,
      recordedAt: tx.now,
    };
    const fact = await tx.create('guardianship', `GRD-${randomUUID()}`, body, by);
    await tx.append({ actor, action: 'RECORD_GUARDIANSHIP', fact, previous: null, customerId });
    return fact;
  });
}

function problemsOfGuardian({ customerId, guardian }: GuardianshipDraft): readonly string[] {
  if ('customerId' in guardian)
    return unless(guardian.customerId !== customerId, 'guardianId: nobody is their own guardian.');
  const { documentNumber } = guardian;
  return unless(/^[A-Za-z0-9-]{4,40}$/.test(documentNumber.trim()), 'documentNumber: 4 to 40 letters, digits and "-".');
}

async function end(
  { rules, authorise }: GuardianshipRules,
  actor: Actor,
  id: string,
  because: string,
): Promise<Fact<'guardianship'>> {
  const scope = await authorise(actor, 'consent:record');
  report(checkText('because', because));
  const whose = (await rules.read('guardianship', id))?.body.customerId ?? '';
  return rules.transaction(async (tx) => {
    const unknown = invalidInput(`id: no guardianship "${id.slice(0, 80)}" of a customer in your data scope.`);
    const subject = whose === '' ? null : await tx.read('subject', whose);
    const known = await tx.lock('guardianship', id);
    const isTheirs = subject !== null && isShown(scope, subject.body) && known?.body.customerId === whose;
    if (known === null || !isTheirs) throw unknown;
    if (known.body.state === 'ENDED') return known;
    const ended: Guardianship = { ...known.body, state: 'ENDED', endedAt: tx.now, endedBecause: because };
    const fact = await tx.change(known, ended, actor.caller.subject);
    await tx.append({ actor, action: 'END_GUARDIANSHIP', fact, previous: known, customerId: whose });
    return fact;
  });
}
