/**
 * Changes to agreements: each step and its log entry in one transaction, on the version the caller read. Signed terms never
 * change; a change is a new version of the terms.
 */
import type { Agreement, AgreementTerms } from '../../domain/agreement.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { checkTerms } from '../check-terms.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import type { AgreementStep } from './agreement-lifecycle.ts';
import { changeAgreement } from './change-agreement.ts';
import { confirmReturn } from './confirm-return.ts';
import { type EndParts, terminate } from './end-agreement.ts';
import { createContracts } from './contract/contract.ts';
import { createImpact } from './impact/impact.ts';
import type { ImpactParts } from './impact/port.ts';
import { createReminders } from './remind.ts';
import type { AgreementChange, Agreements, ReadSpending } from './port.ts';
import { createSpending } from './spending.ts';
import { MAX_VERSIONS } from './take-over.ts';

export interface AgreementRules extends EndParts, ImpactParts {
  readonly vocabulary: ReadVocabulary;
  readonly readSpending: ReadSpending;
}

export function createAgreements(about: AgreementRules): Agreements {
  const step = (name: AgreementStep) => (actor: Actor, change: AgreementChange) =>
    changeAgreement(about, name, actor, change);
  const proposeTerms: Agreements['propose'] = (...proposal) => propose(about, ...proposal);
  return {
    async list(actor, { partner, state }, page) {
      await about.authorise(actor, 'agreement:read');
      return about.rules.list(
        'agreement',
        { ...(partner === undefined ? {} : { partnerId: partner }), ...(state === undefined ? {} : { state }) },
        page,
      );
    },
    propose: proposeTerms,
    ...createContracts(about, proposeTerms),
    submit: step('submit'),
    approve: step('approve'),
    sendBack: step('sendBack'),
    sign: step('sign'),
    activate: step('activate'),
    suspend: step('suspend'),
    terminate: (actor, change) => terminate(about, actor, change),
    confirmReturn: (actor, confirmation) => confirmReturn(about, actor, confirmation),
    close: step('close'),
    reminders: createReminders(about.authorise, about.rules),
    impact: createImpact(about.authorise, about),
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
  await requireAssessment(about, terms);
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

async function requireAssessment({ rules }: AgreementRules, { assessmentId }: AgreementTerms): Promise<void> {
  if (assessmentId === undefined || (await rules.read('assessment', assessmentId)) !== null) return;
  throw invalidInput(`assessmentId: no assessment "${assessmentId}". Propose it with proposeAssessment first.`);
}

/** Versions are numbered without gaps; two proposals at once: the second meets the first's row and is told to repeat. */
async function nextVersion(tx: RuleTransaction, agreementId: string): Promise<number> {
  for (let version = 1; version <= MAX_VERSIONS; version += 1) {
    if ((await tx.read('agreement', `${agreementId}/${version}`)) === null) return version;
  }
  throw invalidInput(`Agreement "${agreementId}" has ${MAX_VERSIONS} versions already. Propose it under a new id.`);
}
