/**
 * An agreement version's grant as gate 7 weighs it: everything that does not depend on the coordinate, worked out once per
 * source. An offer without misfits permits its coordinates now.
 */
import type {
  Agreement,
  AgreementAction,
  AgreementBudget,
  AgreementTerms,
  CoordinatePattern,
  Grant,
  RecipientClass,
} from '../domain/agreement.ts';
import type { Fact, FactRef } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { DenialReason } from '../domain/reason.ts';
import { refOf, unknownInput, type AccessRequest, type Verdict } from './gate.ts';
import { rank } from './lattice.ts';
import { isBefore } from './window.ts';

export interface Offer {
  /** The same object for every offer of one version. */
  readonly ref: FactRef;
  readonly termsVersion: number;
  readonly coordinates: readonly CoordinatePattern[];
  readonly cacheTtlS: number;
  readonly retentionDays: number;
  /** Why it does not permit: what the version lacks to bind and what the grant does not cover. */
  readonly misfits: readonly DenialReason[];
  /** How many of them are the grant's. */
  readonly scopeMisfits: number;
  /** What it gives where nothing is missing. */
  readonly verdict: Verdict;
}

/** Best first: the most permissive, then the newest terms, then by id, whatever the order of the facts. */
export function readOffers(request: AccessRequest, source: string): readonly Offer[] {
  const versions = request.facts.agreements.get(source) ?? [];
  return versions
    .filter(({ body }) => body.terms.partnerId === source)
    .flatMap((version) => offersOf(version, request))
    .sort(
      (a, b) =>
        rank(b.verdict.ceiling) - rank(a.verdict.ceiling) ||
        b.termsVersion - a.termsVersion ||
        Number(a.ref.id > b.ref.id) - Number(a.ref.id < b.ref.id),
    );
}

function offersOf(version: Fact<'agreement'>, request: AccessRequest): readonly Offer[] {
  const ref = refOf(version);
  const { termsVersion, terms } = version.body;
  const unbound = unboundBecause(version, request.facts.decidedAt);
  const grants = terms.grants.length > 0 ? terms.grants : [NOTHING];
  return grants.map((grant) => {
    const { coordinates, cacheTtlS, retentionDays } = grant;
    const outside = outsideOf(grant, terms, request);
    const misfits = [...unbound, ...outside];
    const verdict = permission(grant, ref, endOf(version.body));
    return { ref, termsVersion, coordinates, cacheTtlS, retentionDays, misfits, scopeMisfits: outside.length, verdict };
  });
}

/** A ceiling agreed with the partner has no reason code of its own: the line reads MASK_OK and names the agreement. */
const permission = (grant: Grant, ref: FactRef, endsAt: Instant): Verdict => ({
  ceiling: disclosureOf(grant),
  reasons: [],
  restsOn: [ref],
  endsAt,
  agreement: ref,
  cacheTtlS: grant.cacheTtlS,
  retentionDays: grant.retentionDays,
});

/** Stands for a version without grants, so that it reads as out of scope and not as absent. */
const NOTHING: Grant = {
  coordinates: [],
  purposes: [],
  recipients: [],
  actions: [],
  maxDisclosure: 'MASK',
  cacheTtlS: 0,
  retentionDays: 0,
};

function unboundBecause({ isIntact, body }: Fact<'agreement'>, decidedAt: Instant): readonly DenialReason[] {
  const hasEnded = !isBefore(decidedAt, endOf(body)) || body.state === 'EXPIRED';
  const isActive = isActiveState(body) && !isBefore(decidedAt, body.terms.effectiveFrom);
  const reasons: DenialReason[] = [];
  if (!isActive && body.state !== 'EXPIRED') reasons.push('AGREEMENT_NOT_ACTIVE');
  if (hasEnded) reasons.push('AGREEMENT_EXPIRED');
  if (!isIntact) reasons.push('AGREEMENT_HASH_MISMATCH');
  return reasons;
}

/** Its own last instant, or the first of the version that took over. */
function endOf({ terms, supersededFrom }: Agreement): Instant {
  return supersededFrom !== undefined && isBefore(supersededFrom, terms.effectiveUntil)
    ? supersededFrom
    : terms.effectiveUntil;
}

function isActiveState({ state }: Agreement): boolean {
  switch (state) {
    case 'ACTIVE':
      return true;
    case 'DRAFT':
    case 'IN_REVIEW':
    case 'APPROVED':
    case 'SIGNED':
    case 'SUSPENDED':
    case 'EXPIRED':
    case 'TERMINATED':
    case 'RETURN_OR_DELETE_PENDING':
    case 'CLOSED':
      return false;
    default:
      return unknownInput('agreement.state');
  }
}

function outsideOf(grant: Grant, terms: AgreementTerms, request: AccessRequest): readonly DenialReason[] {
  const { purposeId, principal, action } = request;
  const reasons: DenialReason[] = [];
  const recipient = principal?.body.recipientClass;
  if (!grant.purposes.includes(purposeId)) reasons.push('AGREEMENT_PURPOSE_OUT_OF_SCOPE');
  if (recipient === undefined || !grant.recipients.includes(recipient))
    reasons.push('AGREEMENT_RECIPIENT_OUT_OF_SCOPE');
  if (!grant.actions.includes(action) || !termsPermit(action, recipient, terms))
    reasons.push('AGREEMENT_ACTION_OUT_OF_SCOPE');
  if (hasNothingToSpend(terms.budget, request)) reasons.push('AGREEMENT_QUOTA');
  if (Object.keys(grant.constraints ?? {}).length > 0) reasons.push('AGREEMENT_CONSTRAINT_UNKNOWN');
  return reasons;
}

/** What the terms say as a whole binds every grant. What stays inside the bank is no redistribution. */
function termsPermit(action: AgreementAction, recipient: RecipientClass | undefined, terms: AgreementTerms): boolean {
  switch (action) {
    case 'VIEW':
      return true;
    case 'DERIVE':
      return terms.derivation === true;
    case 'EXPORT':
      return recipient === 'BANK_INTERNAL' || terms.redistribution === true;
    default:
      return unknownInput('action');
  }
}

/**
 * A quota that leaves no use at all denies here. What is left of a larger one is counted where calls are made, not on facts (decisions.md,
 * "Release"): a spent one is a gap, PARTNER_BUDGET_SPENT, because the next day or month brings it back.
 */
function hasNothingToSpend(budget: AgreementBudget | undefined, { purpose }: AccessRequest): boolean {
  if (budget === undefined) return false;
  const isUnattended = purpose?.body.urgency === 'BATCH';
  const limits = [
    budget.callsPerDay,
    budget.callsPerMonth,
    budget.moneyPerDay?.amount,
    budget.moneyPerMonth?.amount,
    ...(isUnattended ? [budget.unattendedCallsPerDay, budget.unattendedCallsPerMonth] : []),
  ];
  return limits.some((limit) => limit !== undefined && !(Number(limit) > 0));
}

function disclosureOf({ maxDisclosure }: Grant): Grant['maxDisclosure'] {
  switch (maxDisclosure) {
    case 'ALLOW':
    case 'MASK':
      return maxDisclosure;
    default:
      return unknownInput('grant.maxDisclosure');
  }
}
