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
import { countSubjects, turnsEach } from './spread-subjects.ts';
import { type MagnitudeWatch, watchMagnitudes } from './watch-magnitudes.ts';

export interface Counter {
  /** `subject`: what the answer is about; null: the same as all others. */
  readonly count: (body: unknown, subject: number | null) => void;
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
  readonly turns: Turns;
}

/** How often each subject counted in this window. */
interface Turns {
  readonly taken: Map<number, number>;
  each: number;
  sinceMs: number;
}

/** Where few are asked for, they count again after this long. */
const TURNS_FOR_MS = 3_600_000;

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
  const turns: Turns = { taken: new Map(), each: WINDOW_ANSWERS, sinceMs: now() };
  const counting: Counting = { shape, holder, judge, early, window, brokenNow, baseline: null, magnitudes: [], turns };
  return {
    count(body, subject) {
      if (counting.baseline === null || takesTurn(turns, subject, now())) countOne(counting, body, subject);
    },
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

/** False for a subject that has counted often enough in this window: others must be heard, or it is not everybody who drifts. */
function takesTurn(turns: Turns, subject: number | null, nowMs: number): boolean {
  if (subject === null) return true;
  if (nowMs - turns.sinceMs >= TURNS_FOR_MS) beginTurns(turns, nowMs);
  const taken = turns.taken.get(subject) ?? 0;
  if (taken >= turns.each) return false;
  turns.taken.set(subject, taken + 1);
  return true;
}

function beginTurns(turns: Turns, nowMs: number): void {
  turns.taken.clear();
  turns.sinceMs = nowMs;
}

function countOne(counting: Counting, body: unknown, subject: number | null): void {
  const { baseline, early, window, holder } = counting;
  const tally = baseline === null ? early : window;
  tally.body(body, subject);
  tally.end();
  if (baseline === null) {
    if (holder.view().baseline.answers + early.answers() >= BASELINE_ANSWERS) handOver(counting);
  } else if (window.answers() >= WINDOW_ANSWERS) closeWindow(counting, baseline);
}

function closeWindow({ judge, holder, window, brokenNow, turns }: Counting, baseline: Counts): void {
  turns.taken.clear();
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
  counting.turns.each = turnsEach(countSubjects(baseline.subjects), WINDOW_ANSWERS);
  counting.turns.taken.clear();
  counting.magnitudes = counting.shape.pointers.map((pointer) => watchMagnitudes(baseline.fields[pointer]));
}
