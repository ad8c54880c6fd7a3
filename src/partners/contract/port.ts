/**
 * How a partner's answers usually look and how they look now, as replicas share it: names, rates and magnitudes, never a value.
 */
import type { Effect } from './learn-effects.ts';
import type { Magnitudes } from './magnitudes.ts';

export interface FieldCounts extends Magnitudes {
  /** How often the place could have been filled, and how often it was null or absent. */
  readonly seen: number;
  readonly missing: number;
}

/** Texts of one canonical field. `members`: short keyed digests; null: there are too many different ones to be a closed set. */
export interface TextCounts {
  readonly count: number;
  readonly members: readonly string[] | null;
}

export interface Counts {
  readonly answers: number;
  /** About how many different customers or things they were: buckets of a keyed digest that were met, sorted. See `spread-subjects.ts`. */
  readonly subjects?: readonly number[];
  /** By pointer. */
  readonly fields: Readonly<Record<string, FieldCounts>>;
  /** Keys that `wire` does not declare, by pointer; `*`: further ones, and names that look like data. */
  readonly unknown: Readonly<Record<string, number>>;
  /** By canonical field. */
  readonly texts: Readonly<Record<string, TextCounts>>;
}

export const DRIFT_KINDS = [
  'unknown-key',
  'null-rate',
  'new-member',
  'range-shift',
  'unit-shift',
  'wrong-type',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export interface DriftAlert {
  readonly kind: DriftKind;
  /** Pointer of a place; for `new-member` the name of a canonical field. */
  readonly field: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  /** The usual and the present rate, or magnitude in powers of ten; null where there is no such figure. */
  readonly usual: number | null;
  readonly present: number | null;
}

/** A place whose values are withheld. */
export interface Quarantine {
  readonly field: string;
  readonly reason: 'unit-shift';
  readonly sinceMs: number;
  /** Stored records from here on may hold such values already. */
  readonly suspectSinceMs: number;
  /** Canonical fields that depend on it. */
  readonly withheld: readonly string[];
}

/** One that ended by itself. Records stored while it stood, or before it was noticed, hold such values still. */
export interface LapsedQuarantine extends Quarantine {
  readonly untilMs: number;
}

export interface AnswerShapeState {
  /** Raised when a person accepts a new normal: everything learned before is void. */
  readonly generation: number;
  readonly fingerprint: string;
  /** Which key the members' digests are under. */
  readonly keyId: string;
  /** Who said that what came from then on is normal. */
  readonly accepted?: { readonly by: string; readonly atMs: number; readonly because: string };
  readonly baseline: Counts;
  /** The last full window of some replica. */
  readonly newest: Counts | null;
  readonly alerts: readonly DriftAlert[];
  readonly quarantined: readonly Quarantine[];
  /** The newest ones. */
  readonly lapsed?: readonly LapsedQuarantine[];
  /** By pointer. */
  readonly effects: Readonly<Record<string, Effect>>;
}

export interface StoredShape {
  readonly partner: string;
  readonly endpoint: string;
  readonly version: number;
  readonly state: AnswerShapeState;
}

export interface AnswerShapeStore {
  /** Rows whose version is another than the one known here (0: none is). */
  changed(known: readonly Omit<StoredShape, 'state'>[]): Promise<readonly StoredShape[]>;
  /** Writes version `expected` + 1; false when the row is at another version by now. */
  save(shape: Omit<StoredShape, 'version'>, expected: number): Promise<boolean>;
}
