/**
 * Consents: recorded on the customer's word, withdrawn in one call. A terminal state never reopens; withdrawing twice is not an
 * error. A customer outside the caller's data scope reads like one that does not exist.
 */
import type { Catalogue } from '../../domain/classification.ts';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import type { RecordSupply } from '../../partners/port.ts';
import type { Authorise } from '../authorise.ts';
import type { RuleStore } from '../port.ts';
import type { SignRecord } from '../signing/port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import { isShown } from './consent-access.ts';
import { invalidateConsent, withdrawConsent, withdrawConsents } from './end-consent.ts';
import { confirmConsent, grantConsent, refuseConsent, requestConsent } from './give-consent.ts';
import type { Consents } from './port.ts';
import { readConsentHistory, readConsentReceipt, readConsentRecord } from './read-consents.ts';

export interface ConsentRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly vocabulary: ReadVocabulary;
  readonly catalogue: Catalogue;
  /** What may lie among stored records. */
  readonly recordSupplies: readonly RecordSupply[];
  readonly sign: SignRecord;
}

export function createConsents(about: ConsentRules): Consents {
  return {
    async list(actor, customerId, page) {
      const scope = await about.authorise(actor, 'consent:read');
      const subject = CUSTOMER_ID.test(customerId) ? await about.rules.read('subject', customerId) : null;
      const isListed = subject !== null && isShown(scope, subject.body);
      // Nobody's list is read like somebody's: a bad cursor is an error in both, and neither answers sooner.
      return about.rules.list('consent', { subjectId: isListed ? customerId : NOBODY }, page);
    },
    history: (...asked) => readConsentHistory(about, ...asked),
    record: (...asked) => readConsentRecord(about, ...asked),
    receipt: (...asked) => readConsentReceipt(about, ...asked),
    grant: (...given) => grantConsent(about, ...given),
    request: (...asked) => requestConsent(about, ...asked),
    confirm: (...given) => confirmConsent(about, ...given),
    refuse: (...said) => refuseConsent(about, ...said),
    withdraw: (...said) => withdrawConsent(about, ...said),
    withdrawAll: (...said) => withdrawConsents(about, ...said),
    invalidate: (...found) => invalidateConsent(about, ...found),
  };
}

/** No customer has this id. */
const NOBODY = '';

async function grant(
  { rules, authorise, vocabulary }: ConsentRules,
  actor: Actor,
  given: ConsentGrant,
): Promise<Fact<'consent'>> {
  const scope = await authorise(actor, 'consent:record');
  const known = await vocabulary([given.purpose], given.sources === '*' ? [] : given.sources);
  return rules.transaction(async (tx) => {
    await requireCustomer(tx, scope, given.customerId);
    const purpose = await tx.read('purpose', given.purpose);
    if (purpose === null || purpose.body.state !== 'IN_USE')
      throw invalidInput(`purpose: no purpose "${given.purpose.slice(0, 80)}" is in use.`);
    if (purpose.body.lawfulBasis !== 'CONSENT') {
      throw invalidInput(
        `purpose: "${purpose.id}" rests on ${purpose.body.lawfulBasis}; consent is recorded only where it is the lawful basis.`,
      );
    }
    checkConsent(given, tx.now, known);
    const by = actor.caller.subject;
    const body: Consent = { ...given, state: 'GRANTED', grantedAt: tx.now, recordedBy: by };
    const fact = await tx.create('consent', `CNS-${randomUUID()}`, body, by);
    await tx.append({ actor, action: 'GRANT_CONSENT', fact, previous: null, customerId: given.customerId });
    return fact;
  });
}

/** Withdrawals of one consent at the same moment meet; the loser looks again and finds it withdrawn. */
const WITHDRAWAL_ROUNDS = 3;

/**
 * Effective before it returns: the row's new version commits with the entry and with the end of the stored records it permitted, and every
 * later release and save tests that version.
 */
async function withdraw(
  { rules, authorise, recordSupplies }: ConsentRules,
  actor: Actor,
  consentId: string,
): Promise<Fact<'consent'>> {
  const scope = await authorise(actor, 'consent:record');
  for (let round = 1; ; round += 1) {
    try {
      return await rules.transaction((tx) => withdrawInside(tx, recordSupplies, scope, actor, consentId));
    } catch (err) {
      const isRace = err instanceof GatewayError && err.code === 'STALE_CONSENT';
      if (!isRace || round === WITHDRAWAL_ROUNDS) throw err;
    }
  }
}

async function withdrawInside(
  tx: RuleTransaction,
  supplies: readonly RecordSupply[],
  scope: DataScope,
  actor: Actor,
  consentId: string,
): Promise<Fact<'consent'>> {
  const known = await tx.lock('consent', consentId);
  // Looked up for a consent that nobody has as well: how long the refusal takes must not tell the two apart.
  const isKnown = await isVisible(tx, scope, known?.body.customerId ?? NOBODY);
  if (known === null || !isKnown) throw unknownConsent(consentId);
  if (known.body.state === 'WITHDRAWN') return known;
  if (known.body.state !== 'GRANTED')
    throw invalidInput(`The consent is ${known.body.state} already; only a GRANTED one can be withdrawn.`);
  const by = actor.caller.subject;
  const fact = await tx.change(known, { ...known.body, state: 'WITHDRAWN', withdrawnAt: tx.now }, by);
  const { customerId } = fact.body;
  const consents = await tx.consentsOf(customerId);
  await tx.purgeRecords(customerId, recordsToPurge(fact.body, consents, supplies, tx.now));
  await tx.append({ actor, action: 'WITHDRAW_CONSENT', fact, previous: known, customerId });
  return fact;
}

async function isVisible(tx: RuleTransaction, scope: DataScope, customerId: string): Promise<boolean> {
  const subject = await tx.read('subject', customerId);
  return subject !== null && isShown(scope, subject.body);
}

const isShown = (scope: DataScope, subject: Subject): boolean =>
  subject.state !== 'ERASED' && isInScope(scope, subject);

async function requireCustomer(tx: RuleTransaction, scope: DataScope, customerId: string): Promise<void> {
  const isKnown = CUSTOMER_ID.test(customerId) && (await isVisible(tx, scope, customerId));
  if (!isKnown) throw invalidInput('customerId: no such customer in your data scope.');
}

const unknownConsent = (id: string): GatewayError =>
  invalidInput(`id: no consent "${id.slice(0, 80)}" of a customer in your data scope.`);
