/**
 * May this caller see these fields of this customer, for this purpose, at `facts.decidedAt`? Never throws: what cannot be
 * judged is withheld. The same input always gives the same Decision, so that an auditor can run a past one again.
 */
import type { Coordinate } from '../domain/classification.ts';
import { mintDecision, type Decision } from '../domain/custody.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { AccessInput } from './gate.ts';
import { GATES } from './gates.ts';
import { judge } from './judge.ts';

export interface DecideInput extends AccessInput {
  readonly coordinates: readonly Coordinate[];
  /** Connector ids that can supply a coordinate, or BANK, in a fixed order. */
  readonly candidates: (coordinate: Coordinate) => readonly SourceId[];
}

export function decide(input: DecideInput): Decision {
  return mintDecision({
    customerId: input.customerId,
    purpose: input.purposeId,
    decidedAt: input.facts.decidedAt,
    ...judge(GATES, input),
  });
}
