/**
 * Numbers as magnitudes: twentieths of a power of ten, and how many were negative. Enough to see that cents became dollars or seconds
 * became milliseconds, too little to know anybody's balance. Pure.
 */
export interface Magnitudes {
  readonly count: number;
  readonly negative: number;
  /** Numbers by bin: `round(20 × log10 |x|)`; zeros are in no bin. */
  readonly bins: Readonly<Record<string, number>>;
}

const BINS_PER_DECADE = 20;

/** In decades; null for zero and what is no number. */
export function magnitudeOf(text: string): number | null {
  const size = Math.abs(Number(text));
  return size > 0 && Number.isFinite(size) ? Math.log10(size) : null;
}

export const binOf = (decades: number): number => Math.round(decades * BINS_PER_DECADE);

/** In decades, half a bin exact; null without numbers. */
export function medianOf({ bins }: Magnitudes): number | null {
  const sorted = sortedBins(bins);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [bin, count] of sorted) {
    seen += count;
    if (seen * 2 >= total) return bin / BINS_PER_DECADE;
  }
  return null;
}

/** How many of the newer numbers are larger, smaller or of another sign than any of the older ones. */
export function countOutside(older: Magnitudes, newer: Magnitudes): number {
  const bounds = sortedBins(older.bins);
  const low = bounds[0]?.[0] ?? Number.POSITIVE_INFINITY;
  const high = bounds.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  const strayed = sortedBins(newer.bins).reduce(
    (sum, [bin, count]) => sum + (bin < low - 1 || bin > high + 1 ? count : 0),
    0,
  );
  const isOfNewSign = older.negative === 0 || older.negative === older.count;
  const otherSign = older.negative === 0 ? newer.negative : newer.count - newer.negative;
  return Math.max(strayed, isOfNewSign ? otherSign : 0);
}

const sortedBins = (bins: Magnitudes['bins']): readonly (readonly [number, number])[] =>
  Object.entries(bins)
    .map(([bin, count]) => [Number(bin), count] as const)
    .sort(([a], [b]) => a - b);
