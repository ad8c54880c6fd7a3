/**
 * What leaves: the customer view after merge, and again after mask. Plain nested objects, read by property.
 */
import type { Coordinate, MaskRule } from './classification.ts';
import type { DatasetName } from './dataset.ts';
import type { Outcome } from './decision.ts';
import type { PartnerFault } from './fault.ts';
import type { FactRef } from './fact.ts';
import type { Instant } from './instant.ts';
import type { ReasonCode } from './reason.ts';
import type { CacheState, SourceId } from './sourced.ts';

/** Where one value comes from. */
export interface Provenance {
  readonly source: SourceId;
  readonly asOf: Instant | null;
  readonly fetchedAt: Instant;
  readonly cache: CacheState;
}

/** One surviving field of a `one` dataset and what the other sources say instead, best first. */
export interface MergedField {
  readonly value: unknown;
  readonly provenance: Provenance;
  /** Why this source won: `source-priority`, `recency` or `completeness`; `only-source` without rivals. */
  readonly survivedBy: SurvivorshipReason;
  readonly conflicts: readonly { readonly value: unknown; readonly provenance: Provenance }[];
}

export type SurvivorshipReason = 'only-source' | 'agreed' | 'source-priority' | 'recency' | 'completeness';

export interface MergedItem {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly provenance: Provenance;
}

/** `one`: fields by name; null when every source answered "no record". `many`: items of all sources. */
export type MergedDataset =
  | { readonly shape: 'one'; readonly fields: Readonly<Record<string, MergedField>> }
  | { readonly shape: 'many'; readonly items: readonly MergedItem[] };

/** That a permitted source answered at all, with its newest part's provenance; `fields` are the permitted ones it filled. */
export interface Answer extends Provenance {
  readonly fields: ReadonlySet<string>;
}

export interface MergedView {
  readonly customerId: string;
  readonly datasets: ReadonlyMap<DatasetName, MergedDataset | null>;
  /** Best source first. A permitted source missing here did not answer. */
  readonly answers: ReadonlyMap<DatasetName, readonly Answer[]>;
}

/** One line of the answer's and the log's account: what happened to a coordinate from one source. */
export interface DisclosureLine {
  readonly coordinate: Coordinate;
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  readonly treatment: MaskRule | null;
  /** null where every candidate source was withheld alike. */
  readonly source: SourceId | null;
  readonly asOf: Instant | null;
  readonly fetchedAt: Instant | null;
  readonly cache: CacheState | null;
  /** True when the source answered that it has no record, or its record lacks the field. */
  readonly isEmpty: boolean;
  readonly agreement: FactRef | null;
  readonly consent: FactRef | null;
  readonly survivedBy: SurvivorshipReason | null;
}

export interface GapLine {
  readonly source: SourceId;
  readonly dataset: DatasetName;
  /** The fields that are missing, as far as they were asked for; absent: all of the dataset. */
  readonly coordinates?: readonly Coordinate[];
  readonly fault: PartnerFault;
  /** An older stored record stands in for all that this gap left out. */
  readonly servedStale?: true;
}

/** A rival value, masked exactly as its own source's decision demands. */
export interface ConflictLine {
  readonly coordinate: Coordinate;
  readonly source: SourceId;
  readonly asOf: Instant | null;
  readonly value: unknown;
}

/** The view as GraphQL reads it. Governed parts are null unless a released value stands there. */
export interface CustomerViewContent {
  readonly id: string;
  /** The database's clock at the decision: ages count up to here. */
  readonly decidedAt: Instant;
  readonly kind?: unknown;
  readonly identity: Readonly<Record<string, unknown>> | null;
  readonly credit: Readonly<Record<string, unknown>> | null;
  readonly market: Readonly<Record<string, unknown>> | null;
  readonly social: Readonly<Record<string, unknown>> | null;
  readonly disclosures: readonly DisclosureLine[];
  readonly gaps: readonly GapLine[];
  readonly conflicts: readonly ConflictLine[];
}
