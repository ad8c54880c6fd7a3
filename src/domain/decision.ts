/**
 * The outcome of the gates: per coordinate and per candidate source. Lattice WITHHOLD < MASK < ALLOW.
 */
import type { Classification, Coordinate, MaskRule } from './classification.ts';
import type { FactRef } from './fact.ts';
import type { Instant } from './instant.ts';
import type { JointClaim } from './joint.ts';
import type { ReasonCode } from './reason.ts';
import type { SourceId } from './sourced.ts';

export type Outcome = 'ALLOW' | 'MASK' | 'WITHHOLD';

/** What the mask stage must do. */
export interface Treatment {
  readonly rule: MaskRule;
  readonly step?: string;
  /** LOW trust shows less of a document number. */
  readonly trust: 'NORMAL' | 'LOW';
  readonly classification: Classification;
}

export interface SourceDecision {
  readonly source: SourceId;
  readonly outcome: Outcome;
  /** All reasons of all gates, in gate order; `ALLOW_OK` or `MASK_OK` when nothing withholds. */
  readonly reasons: readonly ReasonCode[];
  readonly treatment?: Treatment;
  /** The agreement and consent this rests on; only set where not withheld. */
  readonly agreement?: FactRef;
  readonly consent?: FactRef;
  /** The agreement's freshness and retention for records of this source. */
  readonly cacheTtlS?: number;
  readonly retentionDays?: number;
  /** The consent lets records be as old as this at the decision. */
  readonly lookBackDays?: number;
}

export interface FieldDecision {
  readonly coordinate: Coordinate;
  /** The best outcome any source reaches. */
  readonly outcome: Outcome;
  /** Reasons of the best source; of all sources when everything is withheld. */
  readonly reasons: readonly ReasonCode[];
  readonly sources: readonly SourceDecision[];
}

/** What policy computes before it is minted into a custody Decision. */
export interface DecisionContent {
  readonly customerId: string;
  readonly purpose: string;
  readonly decidedAt: Instant;
  readonly fields: readonly FieldDecision[];
  /** Every fact an ALLOW or MASK rests on, sorted by kind and id: the release locks exactly these versions. */
  readonly requires: readonly FactRef[];
  /** The earliest instant at which one of them ends by itself; null when none does. */
  readonly validUntil: Instant | null;
  /** The policy document that was in force; absent where none was. */
  readonly documentHash?: string;
  /** For how many years adverse credit facts may be shown after they ended; absent: not at all. */
  readonly adverseCreditYears?: number;
  /** What this makes of the day's disclosures of joint-mask members; absent where none was asked for. */
  readonly joint?: JointClaim;
}
