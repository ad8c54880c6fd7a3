/**
 * Counts answers until there is a baseline, then window by window against it. The newest numbers are weighed one by one, so that a unit
 * that changed is noticed before a window is full.
 */
import { compareCounts } from './compare-counts.ts';
import { createTally, type Tally } from './count-answers.ts';
import type { ShapeHolder } from './hold-shape.ts';
import type { Judge } from './judge-drift.ts';
import { BASELINE_ANSWERS, WINDOW_ANSWERS } from './merge-shape.ts';
import type { Counts, Quarantine } from './port.ts';
import type { AnswerShape } from './shape-of.ts';
import { type MagnitudeWatch, watchMagnitudes } from './watch-magnitudes.ts';

export interface Counter {
  readonly count: (body: unknown) => void;
  readonly countText: (field: string, digest: () => string) => void;
  readonly noteBroken: (pointer: string) => void;
  /** Answers counted so far become a change that can be written. */
  readonly handOver: () => void;
  /** Looks again what the baseline is, after others wrote. */
  readonly settle: (adopted: 'joined' | 'restarted', lifted: readonly Quarantine[]) => void;
}

interface Counting {
  readonly shape: AnswerShape;
  readonly holder: ShapeHolder;
  readonly judge: Judge;
  readonly early: Tally;
  readonly window: Tally;
  readonly brokenNow: Set<string>;
  /** null: not complete yet. */
  baseline: Counts | null;
  magnitudes: readonly (MagnitudeWatch | null)[];
}

export function countAgainstBaseline(
  shape: AnswerShape,
  holder: ShapeHolder,
  judge: Judge,
  now: () => number,
): Counter {
  const window = createTally(shape, (place, decades) => {
    const watch = counting.magnitudes[place];
    const verdict = watch?.hear(decades, now()) ?? null;
    if (watch != null && verdict !== null) judge.weigh(shape.pointers[place] ?? '', verdict, watch, decades);
  });
  const early = createTally(shape);
  const brokenNow = new Set<string>();
  const counting: Counting = { shape, holder, judge, early, window, brokenNow, baseline: null, magnitudes: [] };
  return {
    count: (body) => countOne(counting, body),
    countText(field, digest) {
      const { baseline } = counting;
      if (baseline === null) early.text(field, digest);
      else if (baseline.texts[field]?.members !== null) window.text(field, digest);
    },
    noteBroken(pointer) {
      brokenNow.add(pointer);
      judge.raise({ kind: 'wrong-type', field: pointer, usual: null, present: null });
    },
    handOver: () => handOver(counting),
    settle: (adopted, lifted) => settle(counting, adopted, lifted),
  };
}

function countOne(counting: Counting, body: unknown): void {
  const { baseline, early, window, holder } = counting;
  const tally = baseline === null ? early : window;
  tally.body(body);
  tally.end();
  if (baseline === null) {
    if (holder.view().baseline.answers + early.answers() >= BASELINE_ANSWERS) handOver(counting);
  } else if (window.answers() >= WINDOW_ANSWERS) closeWindow(counting, baseline);
}

function closeWindow({ judge, holder, window, brokenNow }: Counting, baseline: Counts): void {
  const newest = window.counts();
  judge.settleWindow(compareCounts(baseline, newest), brokenNow);
  holder.change({ newest });
  brokenNow.clear();
  window.clear();
}

function handOver(counting: Counting): void {
  const { early, baseline, holder } = counting;
  if (early.answers() > 0 && baseline === null) holder.change({ counted: early.counts() });
  early.clear();
  freeze(counting);
}

function settle(counting: Counting, adopted: 'joined' | 'restarted', lifted: readonly Quarantine[]): void {
  const { early, window, brokenNow, shape } = counting;
  if (adopted === 'restarted') {
    counting.baseline = null;
    counting.magnitudes = [];
    for (const counted of [early, window, brokenNow]) counted.clear();
  }
  // Numbers from before it was lifted elsewhere must not bring it back.
  for (const { field } of lifted) counting.magnitudes[shape.pointers.indexOf(field)]?.forget();
  freeze(counting);
}

function freeze(counting: Counting): void {
  const { baseline } = counting.holder.view();
  if (counting.baseline !== null || baseline.answers < BASELINE_ANSWERS) return;
  counting.baseline = baseline;
  counting.magnitudes = counting.shape.pointers.map((pointer) => watchMagnitudes(baseline.fields[pointer]));
}
