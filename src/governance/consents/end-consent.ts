/**
 * How consents end. Effective before it returns: the row's new version commits with the entry, with the end of the stored records it
 * permitted and with the word to recipients, and every later release and save tests that version. A terminal state never reopens.
 */
import type { Consent } from '../../domain/consent.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import type { RecordSupply } from '../../partners/port.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import { requireCustomer, withConsent } from './consent-access.ts';
import type { ConsentRules } from './consents.ts';
import type { ConsentEnd } from './port.ts';
import { recordsToPurge } from './records-to-purge.ts';

/** Withdrawing twice is not an error. */
export async function withdrawConsent(about: ConsentRules, actor: Actor, consentId: string): Promise<Fact<'consent'>> {
  const scope = await about.authorise(actor, 'consent:record');
  return withConsent(about.rules, scope, consentId, async (tx, { known }) => {
    if (known.body.state === 'WITHDRAWN') return known;
    requireGranted(known, 'withdrawn');
    return withdraw(tx, about.recordSupplies, actor, known);
  });
}

export async function withdrawConsents(
  about: ConsentRules,
  actor: Actor,
  customerId: string,
  purpose?: string,
): Promise<readonly Fact<'consent'>[]> {
  const scope = await about.authorise(actor, 'consent:record');
  return about.rules.transaction(async (tx) => {
    await requireCustomer(tx, scope, customerId);
    const all = await tx.consentsOf(customerId);
    const meant = all.filter((one) => purpose === undefined || one.body.purpose === purpose);
    const withdrawn: Fact<'consent'>[] = [];
    for (const { id } of meant.filter(({ body }) => body.state === 'GRANTED')) {
      const known = await tx.lock('consent', id);
      if (known?.body.state !== 'GRANTED') continue;
      withdrawn.push(await withdraw(tx, about.recordSupplies, actor, known));
    }
    return withdrawn;
  });
}

export async function invalidateConsent(
  about: ConsentRules,
  actor: Actor,
  consentId: string,
  because: string,
): Promise<Fact<'consent'>> {
  const scope = await about.authorise(actor, 'consent:record');
  if (because.trim() === '' || because.length > 500) throw invalidInput('because: 1 to 500 characters.');
  return withConsent(about.rules, scope, consentId, async (tx, { known }) => {
    if (known.body.state === 'INVALIDATED') return known;
    requireGranted(known, 'invalidated');
    return endConsent(tx, about.recordSupplies, actor, {
      known,
      ends: { state: 'INVALIDATED', endedAt: tx.now, endedBecause: because },
      action: 'INVALIDATE_CONSENT',
      tells: 'CONSENT_INVALIDATED',
    });
  });
}

const withdraw = (
  tx: RuleTransaction,
  supplies: readonly RecordSupply[],
  actor: Actor,
  known: Fact<'consent'>,
): Promise<Fact<'consent'>> =>
  endConsent(tx, supplies, actor, {
    known,
    ends: { state: 'WITHDRAWN', withdrawnAt: tx.now },
    action: 'WITHDRAW_CONSENT',
    tells: 'CONSENT_WITHDRAWN',
  });

export interface Ending {
  /** Locked. */
  readonly known: Fact<'consent'>;
  readonly ends: Partial<Consent>;
  readonly action: string;
  /** What recipients hear; null: nothing, because the end was known from the beginning. */
  readonly tells: ConsentEnd | null;
}

/** The one way in which a consent ends. */
export async function endConsent(
  tx: RuleTransaction,
  supplies: readonly RecordSupply[],
  actor: Actor,
  { known, ends, action, tells }: Ending,
): Promise<Fact<'consent'>> {
  const fact = await tx.change(known, { ...known.body, ...ends }, actor.caller.subject);
  const { customerId } = fact.body;
  if (known.body.state === 'GRANTED') {
    const consents = await tx.consentsOf(customerId);
    await tx.purgeRecords(customerId, recordsToPurge(fact.body, consents, supplies, tx.now));
    if (tells !== null) await tx.notifyRecipients(fact, tells);
  }
  await tx.append({ actor, action, fact, previous: known, customerId });
  return fact;
}

function requireGranted({ body }: Fact<'consent'>, done: string): void {
  if (body.state === 'GRANTED') return;
  const successor =
    body.supersededBy === undefined
      ? ''
      : ` Withdraw "${body.supersededBy}", which took its place, or use withdrawConsents.`;
  throw invalidInput(`The consent is ${body.state} already; only a GRANTED one can be ${done}.${successor}`);
}
