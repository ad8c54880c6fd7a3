/**
 * A record and where it came from. Provenance travels with the data from the partner call to the answer and the log.
 */
import type { DatasetName, DatasetRecords } from './dataset.ts';
import type { PartnerFault } from './fault.ts';
import type { Instant } from './instant.ts';

/** A connector's id (`mx-credit`), or `bank` for the bank's own registry. */
export type SourceId = string;

export const BANK: SourceId = 'bank';

/** LIVE: asked now. FRESH: stored, within its time to live. STALE: stored, after a partner failure. OWN: the bank's. */
export type CacheState = 'LIVE' | 'FRESH' | 'STALE' | 'OWN';

export interface Sourced<D extends DatasetName = DatasetName> {
  readonly source: SourceId;
  readonly dataset: D;
  /** null: the partner answered that it has no record of this customer. */
  readonly record: DatasetRecords[D] | null;
  /** When the facts were true at the source, if it says so. */
  readonly asOf: Instant | null;
  /** When the gateway received them. */
  readonly fetchedAt: Instant;
  readonly cache: CacheState;
  /** Fields taken out because they cannot be trusted now: gaps, not empty fields. */
  readonly withheld?: readonly Withheld[];
}

/** Fields of one dataset, and why they are missing. */
export interface Withheld {
  readonly fields: readonly string[];
  readonly fault: PartnerFault;
}

/** Permitted, but the partner could not answer. Never an empty list, never "no record". */
export interface Gap {
  readonly source: SourceId;
  readonly dataset: DatasetName;
  /** The fields that are missing; absent: all of the dataset. */
  readonly fields?: readonly string[];
  readonly fault: PartnerFault;
  /** An older stored record stands in for all that is missing. */
  readonly servedStale?: true;
}
