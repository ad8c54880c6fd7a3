/**
 * Legal holds: placed with an authority, a reason and an end, released with a reason. No hold without an end; an expired one counts as
 * none. A hold and an erasure of the same customer never pass each other: both lock the subject.
 */
import { randomUUID } from 'node:crypto';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import type { LegalHold } from '../../domain/legal-hold.ts';
import { isInScope } from '../authorise.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import { isText } from './decide-request.ts';
import { ERASURE } from './delete-customer.ts';
import type { RightsParts } from './parts.ts';
import type { LegalHolds, NewLegalHold } from './port.ts';

const LONGEST_MS = 10 * 366 * 86_400_000;

export function createLegalHolds(parts: Pick<RightsParts, 'rules' | 'authorise'>): LegalHolds {
  return {
    async list(actor, customerId, page) {
      const scope = await parts.authorise(actor, 'rights:read');
      const subject = CUSTOMER_ID.test(customerId) ? await parts.rules.read('subject', customerId) : null;
      if (subject === null || !isInScope(scope, subject.body)) return { items: [], hasNextPage: false };
      return parts.rules.list('legal-hold', { subjectId: customerId }, page);
    },
    place: (actor, hold) => place(parts, actor, hold),
    release: (actor, { id, because }) => release(parts, actor, id, because),
  };
}

async function place(
  { rules, authorise }: Pick<RightsParts, 'rules' | 'authorise'>,
  actor: Actor,
  hold: NewLegalHold,
): Promise<Fact<'legal-hold'>> {
  const scope = await authorise(actor, 'rights:hold');
  if (!isText(hold.authority)) throw invalidInput('authority: 1 to 500 characters: the law, court or authority.');
  if (!isText(hold.because)) throw invalidInput('because: 1 to 500 characters.');
  return rules.transaction(async (tx) => {
    const subject = CUSTOMER_ID.test(hold.customerId) ? await tx.lock('subject', hold.customerId) : null;
    if (subject?.isIntact !== true || subject.body.state === 'ERASED' || !isInScope(scope, subject.body))
      throw invalidInput('customerId: no such customer in your data scope.');
    checkEnd(hold.until, tx.now);
    await checkNoErasureRuns(tx, hold.customerId);
    const by = actor.caller.subject;
    const body: LegalHold = { ...hold, state: 'IN_FORCE', setBy: by, setAt: tx.now };
    const fact = await tx.create('legal-hold', `LH-${randomUUID()}`, body, by);
    await tx.append({ actor, action: 'PLACE_LEGAL_HOLD', fact, previous: null, customerId: hold.customerId });
    return fact;
  });
}

function checkEnd(until: Instant, now: Instant): void {
  const aheadMs = epochMsOf(until) - epochMsOf(now);
  if (aheadMs <= 0 || aheadMs > LONGEST_MS)
    throw invalidInput('until: in the future and at most ten years away; place a new hold if it is still needed then.');
}

async function checkNoErasureRuns(tx: RuleTransaction, customerId: string): Promise<void> {
  const requests = await tx.ofCustomer('rights-request', customerId);
  const runs = requests.find(
    ({ body: { right, state, steps } }) =>
      right === 'DELETION' &&
      state === 'IN_PROGRESS' &&
      steps.some((step) => step.target === ERASURE && step.state === 'PENDING'),
  );
  if (runs !== undefined)
    throw invalidInput(`customerId: the erasure ${runs.id} is being carried out; it cannot be held any more.`);
  // One that failed half-way is finished by itself: a hold that seemed to bind would be a lie.
  if (await tx.isErasureLedgered(customerId))
    throw invalidInput(
      'customerId: an erasure of this customer is in the ledger and will be finished; it cannot be held any more.',
    );
}

async function release(
  { rules, authorise }: Pick<RightsParts, 'rules' | 'authorise'>,
  actor: Actor,
  id: string,
  because: string,
): Promise<Fact<'legal-hold'>> {
  const scope = await authorise(actor, 'rights:hold');
  if (!isText(because)) throw invalidInput('because: 1 to 500 characters.');
  return rules.transaction(async (tx) => {
    const known = await tx.lock('legal-hold', id);
    const subject = known === null ? null : await tx.read('subject', known.body.customerId);
    if (known?.isIntact !== true || subject === null || !isInScope(scope, subject.body))
      throw invalidInput(`id: no legal hold "${id.slice(0, 80)}" of a customer in your data scope.`);
    if (known.body.state === 'RELEASED') throw invalidInput('id: the hold was released already.');
    const by = actor.caller.subject;
    const body: LegalHold = {
      ...known.body,
      state: 'RELEASED',
      releasedBy: by,
      releasedAt: tx.now,
      releasedBecause: because,
    };
    const fact = await tx.change(known, body, by);
    const isErased = subject.body.state === 'ERASED';
    await tx.append({
      actor,
      action: 'RELEASE_LEGAL_HOLD',
      fact,
      previous: known,
      customerId: known.body.customerId,
      isErased,
    });
    return fact;
  });
}
