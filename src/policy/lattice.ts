/**
 * WITHHOLD < MASK < ALLOW, and the one order of reasons. A word outside the lattice counts as WITHHOLD.
 */
import type { Outcome } from '../domain/decision.ts';
import { DENIAL_REASONS, type DenialReason, type ReasonCode } from '../domain/reason.ts';

const RANK: Readonly<Record<string, number>> = { WITHHOLD: 0, MASK: 1, ALLOW: 2 };
const POSITION: ReadonlyMap<ReasonCode, number> = new Map(DENIAL_REASONS.map((reason, i) => [reason, i]));

/** 0 for WITHHOLD and for anything unknown, 1 for MASK, 2 for ALLOW. */
export const rank = (outcome: Outcome): number => RANK[outcome] ?? 0;

/** The lower of two; never a word outside the lattice. */
export function lowest(a: Outcome, b: Outcome): Outcome {
  if (rank(a) === 0 || rank(b) === 0) return 'WITHHOLD';
  return a === 'ALLOW' ? b : a;
}

/** Without duplicates, in the order of decisions.md: gate by gate, POLICY_EVAL_ERROR at the place of gate 2. */
export function inGateOrder<R extends DenialReason | ReasonCode>(reasons: readonly R[]): readonly R[] {
  if (reasons.length < 2) return reasons;
  return [...new Set(reasons)].sort((a, b) => (POSITION.get(a) ?? 0) - (POSITION.get(b) ?? 0));
}
