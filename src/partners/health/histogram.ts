/**
 * Durations in buckets that grow by a fifth each, so that a percentile read from them is at most a tenth off, whatever the partner's speed.
 * Buckets of several replicas and minutes add up. Pure.
 */
const GROWTH = 1.2;
const FIRST_MS = 0.1;

/** 0.1 ms to about two minutes; the last one holds whatever took longer. */
export const BUCKETS = 78;

export function bucketOf(durationMs: number): number {
  if (!(durationMs > FIRST_MS)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(durationMs / FIRST_MS) / Math.log(GROWTH)));
}

/** The middle of a bucket, geometrically: as far from its lower as from its upper end. */
const middleOf = (bucket: number): number => FIRST_MS * GROWTH ** (bucket - 0.5);

export const emptyDurations = (): number[] => Array.from({ length: BUCKETS }, () => 0);

/** The duration that a share of the calls did not exceed, in milliseconds; null without calls. */
export function percentileOf(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  const bucket = counts.findIndex((count) => (seen += count) >= rank);
  const ms = middleOf(bucket);
  return Math.round(ms * 10) / 10;
}

export const addDurations = (a: readonly number[], b: readonly number[]): number[] =>
  Array.from({ length: BUCKETS }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
