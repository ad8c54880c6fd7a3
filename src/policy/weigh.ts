/**
 * Makes one source's decision from the verdicts of all gates: the lowest ceiling, every reason, and the right it rests on.
 * A withheld decision names no right and no treatment.
 */
import type { Classification } from '../domain/classification.ts';
import type { Outcome, SourceDecision, Treatment } from '../domain/decision.ts';
import type { DenialReason, ReasonCode } from '../domain/reason.ts';
import { FAILED, type Question, type Verdict } from './gate.ts';
import { inGateOrder, lowest } from './lattice.ts';

export function weigh({ source, classification }: Question, verdicts: readonly Verdict[]): SourceDecision {
  let outcome: Outcome = 'ALLOW';
  const given: DenialReason[] = [];
  for (const { ceiling, reasons } of verdicts) {
    outcome = lowest(outcome, ceiling);
    if (reasons.length > 0) given.push(...reasons);
  }
  const lowered = inGateOrder(given);
  // A withheld field always says why, even if a gate forgot to.
  if (outcome === 'WITHHOLD') return { source, outcome, reasons: lowered.length > 0 ? lowered : FAILED.reasons };
  const reasons: readonly ReasonCode[] = [...lowered, outcome === 'MASK' ? 'MASK_OK' : 'ALLOW_OK'];
  const treatment = outcome === 'MASK' ? treatmentOf(classification, verdicts) : null;
  return { source, outcome, reasons, ...rightsOf(verdicts), ...(treatment && { treatment }) };
}

/** Null where the class has no mask rule: the outcome stays MASK and the mask stage withholds with MASK_RULE_MISSING. */
function treatmentOf(classification: Classification | undefined, verdicts: readonly Verdict[]): Treatment | null {
  if (classification?.mask === undefined) return null;
  const { mask: rule, step } = classification;
  const trust = verdicts.find((verdict) => verdict.trust !== undefined)?.trust ?? 'LOW';
  return { rule, ...(step !== undefined && { step }), trust, classification };
}

type Rights = Pick<SourceDecision, 'agreement' | 'consent' | 'cacheTtlS' | 'retentionDays' | 'lookBackDays'>;

function rightsOf(verdicts: readonly Verdict[]): Rights {
  const rights: { -readonly [K in keyof Rights]: Rights[K] } = {};
  for (const { agreement, consent, cacheTtlS, retentionDays, lookBackDays } of verdicts) {
    if (agreement !== undefined) rights.agreement = agreement;
    if (consent !== undefined) rights.consent = consent;
    if (cacheTtlS !== undefined) rights.cacheTtlS = cacheTtlS;
    if (retentionDays !== undefined) rights.retentionDays = retentionDays;
    if (lookBackDays !== undefined) rights.lookBackDays = lookBackDays;
  }
  return rights;
}
