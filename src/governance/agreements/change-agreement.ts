/**
 * One step of an agreement version and its log entry in one transaction, on the version the caller read. A step taken on bytes that
 * somebody edited in the database would give them a hash of their own: it is refused.
 */
import type { Agreement, AgreementTerms } from '../../domain/agreement.ts';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Authorise, RecordRefusal } from '../authorise.ts';
import type { Actor, RuleStore, RuleTransaction } from '../port.ts';
import { type AgreementStep, capabilityFor, takeStep } from './agreement-lifecycle.ts';
import type { AgreementChange } from './port.ts';
import { openSettlement } from './settlement.ts';
import { lockVersions, takeOver } from './take-over.ts';

export interface ChangeParts {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly recordRefusal: RecordRefusal;
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of the terms. */
  readonly hashTerms: (terms: AgreementTerms) => string;
}

/** Steps as the log names them. */
const ACTIONS: Readonly<Record<AgreementStep, string>> = {
  submit: 'SUBMIT_AGREEMENT',
  approve: 'APPROVE_AGREEMENT',
  sendBack: 'RETURN_AGREEMENT',
  sign: 'SIGN_AGREEMENT',
  activate: 'ACTIVATE_AGREEMENT',
  suspend: 'SUSPEND_AGREEMENT',
  terminate: 'TERMINATE_AGREEMENT',
  expire: 'EXPIRE_AGREEMENT',
  close: 'CLOSE_AGREEMENT',
};

export async function changeAgreement(
  about: ChangeParts,
  step: AgreementStep,
  actor: Actor,
  change: AgreementChange,
): Promise<Fact<'agreement'>> {
  await about.authorise(actor, capabilityFor(step));
  try {
    return await about.rules.transaction((tx) => changeInside(tx, about, step, actor, change));
  } catch (err) {
    // The lifecycle refuses persons too: an author who approves, a second approval by the first approver.
    if (err instanceof GatewayError && err.code === 'FORBIDDEN') await about.recordRefusal(actor, capabilityFor(step));
    throw err;
  }
}

async function changeInside(
  tx: RuleTransaction,
  about: Pick<ChangeParts, 'hashTerms'>,
  step: AgreementStep,
  actor: Actor,
  change: AgreementChange,
): Promise<Fact<'agreement'>> {
  const family = step === 'activate' ? await lockVersions(tx, change.id) : [];
  const known = await lockToChange(tx, about, change, family);
  if (step === 'activate') await takeOver(tx, known.body, family, actor);
  const because = change.because === undefined ? {} : { because: change.because };
  const account = { by: actor.caller.subject, at: tx.now, ...because };
  const fact = await record(tx, actor, ACTIONS[step], known, takeStep(known.body, step, account));
  return step === 'terminate' ? settleInside(tx, actor, fact) : fact;
}

/** Writes the next version of the fact and the entry that tells it. */
export async function record(
  tx: RuleTransaction,
  actor: Actor,
  action: string,
  previous: Fact<'agreement'>,
  body: Agreement,
): Promise<Fact<'agreement'>> {
  const fact = await tx.change(previous, body, actor.caller.subject);
  await tx.append({ actor, action, fact, previous });
  return fact;
}

/** What has ended must be settled from the same moment on. */
export async function settleInside(
  tx: RuleTransaction,
  actor: Actor,
  ended: Fact<'agreement'>,
): Promise<Fact<'agreement'>> {
  const all = await tx.agreementsWith(ended.body.terms.partnerId);
  const others = all.filter(({ id }) => id !== ended.id);
  return record(tx, actor, 'OPEN_AGREEMENT_SETTLEMENT', ended, openSettlement(ended.body, others, tx.now));
}

/** Throws INVALID_INPUT for a version that does not exist or was edited, STALE_AGREEMENT for one that changed since it was read. */
export async function lockToChange(
  tx: RuleTransaction,
  { hashTerms }: Pick<ChangeParts, 'hashTerms'>,
  { id, expectedVersion }: AgreementChange,
  locked: readonly Fact<'agreement'>[] = [],
): Promise<Fact<'agreement'>> {
  const known = locked.find((one) => one.id === id) ?? (await tx.lock('agreement', id));
  if (known === null)
    throw invalidInput(`No agreement version "${id.slice(0, 80)}". Ids look like "<agreement>/<version>".`);
  if (known.version !== expectedVersion) {
    throw new GatewayError(
      'STALE_AGREEMENT',
      `The agreement is at version ${known.version}, not ${expectedVersion}. Read it again and repeat.`,
    );
  }
  if (!known.isIntact || hashTerms(known.body.terms) !== known.body.termsHash)
    throw invalidInput('The stored terms are not the ones that were proposed. Propose a new version.');
  return known;
}
