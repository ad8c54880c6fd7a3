/**
 * Changes to agreements: each step and its log entry in one transaction, on the version the caller read. Signed terms never
 * change; a change is a new version of the terms.
 */
import type { Agreement, AgreementTerms } from '../../domain/agreement.ts';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { type AgreementStep, capabilityFor, takeStep } from './agreement-lifecycle.ts';
import type { Authorise, RecordRefusal } from '../authorise.ts';
import { checkTerms } from '../check-terms.ts';
import type { Actor, RuleStore, RuleTransaction } from '../port.ts';
import type { AgreementChange, Agreements, ReadSpending } from './port.ts';
import { createSpending } from './spending.ts';
import { lockVersions, MAX_VERSIONS, takeOver } from './take-over.ts';
import type { ReadVocabulary } from '../vocabulary.ts';

export interface AgreementRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly recordRefusal: RecordRefusal;
  readonly vocabulary: ReadVocabulary;
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of the terms. */
  readonly hashTerms: (terms: AgreementTerms) => string;
  readonly readSpending: ReadSpending;
}

/** Steps as the log names them. */
const ACTIONS: Readonly<Record<AgreementStep, string>> = {
  submit: 'SUBMIT_AGREEMENT',
  approve: 'APPROVE_AGREEMENT',
  sendBack: 'RETURN_AGREEMENT',
  sign: 'SIGN_AGREEMENT',
  activate: 'ACTIVATE_AGREEMENT',
  suspend: 'SUSPEND_AGREEMENT',
};

export function createAgreements(about: AgreementRules): Agreements {
  const step = (name: AgreementStep) => (actor: Actor, change: AgreementChange) =>
    changeAgreement(about, name, actor, change);
  return {
    async list(actor, { partner, state }, page) {
      await about.authorise(actor, 'agreement:read');
      return about.rules.list(
        'agreement',
        { ...(partner === undefined ? {} : { partnerId: partner }), ...(state === undefined ? {} : { state }) },
        page,
      );
    },
    propose: (actor, agreementId, terms) => propose(about, actor, agreementId, terms),
    submit: step('submit'),
    approve: step('approve'),
    sendBack: step('sendBack'),
    sign: step('sign'),
    activate: step('activate'),
    suspend: step('suspend'),
    spending: createSpending(about.authorise, about.readSpending),
  };
}

async function propose(
  about: AgreementRules,
  actor: Actor,
  agreementId: string,
  terms: AgreementTerms,
): Promise<Fact<'agreement'>> {
  await about.authorise(actor, 'agreement:propose');
  checkTerms(
    agreementId,
    terms,
    await about.vocabulary(
      terms.grants.flatMap(({ purposes }) => purposes),
      [terms.partnerId],
    ),
  );
  const by = actor.caller.subject;
  return about.rules.transaction(async (tx) => {
    const termsVersion = await nextVersion(tx, agreementId);
    const body: Agreement = {
      agreementId,
      termsVersion,
      state: 'DRAFT',
      terms,
      termsHash: about.hashTerms(terms),
      author: by,
      approvals: [],
    };
    const fact = await tx.create('agreement', `${agreementId}/${termsVersion}`, body, by);
    await tx.append({ actor, action: 'PROPOSE_AGREEMENT', fact, previous: null });
    return fact;
  });
}

/** Versions are numbered without gaps; two proposals at once: the second meets the first's row and is told to repeat. */
async function nextVersion(tx: RuleTransaction, agreementId: string): Promise<number> {
  for (let version = 1; version <= MAX_VERSIONS; version += 1) {
    if ((await tx.read('agreement', `${agreementId}/${version}`)) === null) return version;
  }
  throw invalidInput(`Agreement "${agreementId}" has ${MAX_VERSIONS} versions already. Propose it under a new id.`);
}

async function changeAgreement(
  about: AgreementRules,
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
  about: AgreementRules,
  step: AgreementStep,
  actor: Actor,
  change: AgreementChange,
): Promise<Fact<'agreement'>> {
  const family = step === 'activate' ? await lockVersions(tx, change.id) : [];
  const known = family.find(({ id }) => id === change.id) ?? (await tx.lock('agreement', change.id));
  if (known === null)
    throw invalidInput(`No agreement version "${change.id.slice(0, 80)}". Ids look like "<agreement>/<version>".`);
  if (known.version !== change.expectedVersion) {
    throw new GatewayError(
      'STALE_AGREEMENT',
      `The agreement is at version ${known.version}, not ${change.expectedVersion}. Read it again and repeat.`,
    );
  }
  if (!known.isIntact || about.hashTerms(known.body.terms) !== known.body.termsHash) {
    throw invalidInput('The stored terms are not the ones that were proposed. Propose a new version.');
  }
  if (step === 'activate') await takeOver(tx, known.body, family, actor);
  const account = {
    by: actor.caller.subject,
    at: tx.now,
    ...(change.because === undefined ? {} : { because: change.because }),
  };
  const fact = await tx.change(known, takeStep(known.body, step, account), account.by);
  await tx.append({ actor, action: ACTIONS[step], fact, previous: known });
  return fact;
}
