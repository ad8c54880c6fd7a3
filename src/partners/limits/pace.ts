/**
 * The smallest time between the starts of two calls of this process, kept by Bottleneck, the more urgent first. Its queue ignores abort
 * signals, so nobody may join it who would wait past a deadline, and a turn that nobody awaits any more passes unused.
 */
import Bottleneck from 'bottleneck';
import type { Urgency } from '../../domain/purpose.ts';

export interface Pacer {
  /** Waits for the next start. */
  readonly turn: (urgency: Urgency) => Promise<void>;
  /** How long a call that comes now, with `ahead` others not yet started, waits for its turn. */
  readonly expectedWaitMs: (ahead: number) => number;
}

/** Bottleneck's 0 goes first, 9 last. */
const PRIORITY: Readonly<Record<Urgency, number>> = { CRITICAL: 1, INTERACTIVE: 5, BATCH: 9 };

export function createPacer(spacingMs: number, now: () => number): Pacer {
  const limiter = new Bottleneck({ minTime: spacingMs });
  let lastStartAt = Number.NEGATIVE_INFINITY;
  return {
    turn: (urgency) =>
      limiter.schedule({ priority: PRIORITY[urgency] }, async () => {
        lastStartAt = now();
      }),
    expectedWaitMs: (ahead) => Math.max(0, lastStartAt + spacingMs - now()) + ahead * spacingMs,
  };
}
