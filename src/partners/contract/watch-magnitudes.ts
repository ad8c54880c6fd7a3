/**
 * Notices that the newest numbers of a place stand at another magnitude than usual, as soon as there are enough of them and without
 * looking at them again: constant time per number. Keeps on which side of usual each one stood, and when it came; never the number.
 */
import { medianOf } from './magnitudes.ts';
import { WINDOW_ANSWERS } from './merge-shape.ts';
import type { FieldCounts } from './port.ts';

/** In decades; a little less than one, because tenfold of something that varies is not exactly tenfold. */
const FAR = 0.9;
const MIN_BASELINE = 50;
const UNMISTAKABLE = 0.9;

export interface MagnitudeWatch {
  /** `usual` while at most half of the newest numbers are far off on one side; null until there are enough. */
  readonly hear: (decades: number, nowMs: number) => Verdict | null;
  readonly usual: number;
  /** When the oldest of the newest numbers came. */
  readonly since: () => number;
  readonly forget: () => void;
}

/** `shifted`: the median is far off; `unmistakable`: so are nine out of ten. */
export type Verdict = 'usual' | 'shifted' | 'unmistakable';

/** null: the baseline has too few numbers to say what is usual. */
export function watchMagnitudes(baseline: FieldCounts | undefined): MagnitudeWatch | null {
  const usual = baseline === undefined || baseline.count < MIN_BASELINE ? null : medianOf(baseline);
  if (usual === null) return null;
  const sides = new Int8Array(WINDOW_ANSWERS);
  const times = new Float64Array(WINDOW_ANSWERS);
  const far = { above: 0, below: 0 };
  let heard = 0;
  const count = (side: number | undefined, by: 1 | -1): void => {
    if (side === 1) far.above += by;
    else if (side === -1) far.below += by;
  };
  return {
    usual,
    hear(decades, nowMs) {
      const at = heard % WINDOW_ANSWERS;
      if (heard >= WINDOW_ANSWERS) count(sides[at], -1);
      const shift = decades - usual;
      const side = Math.abs(shift) < FAR ? 0 : Math.sign(shift);
      sides[at] = side;
      times[at] = nowMs;
      count(side, 1);
      heard += 1;
      if (heard < WINDOW_ANSWERS) return null;
      const share = Math.max(far.above, far.below) / WINDOW_ANSWERS;
      if (share >= UNMISTAKABLE) return 'unmistakable';
      return share > 0.5 ? 'shifted' : 'usual';
    },
    since: () => times[heard % WINDOW_ANSWERS] ?? 0,
    forget() {
      heard = 0;
      far.above = 0;
      far.below = 0;
    },
  };
}
