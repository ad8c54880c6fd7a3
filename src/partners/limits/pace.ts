/**
 * The smallest time between the starts of two calls of this process, kept by Bottleneck. Its queue ignores abort signals, so
 * nobody may join it who would wait past a deadline, and a turn that nobody awaits any more passes unused.
 */
import Bottleneck from 'bottleneck';

export interface Pacer {
  /** Waits for the next start. */
  readonly turn: () => Promise<void>;
  /** How long a call that comes now, with `ahead` others not yet started, waits for its turn. */
  readonly expectedWaitMs: (ahead: number) => number;
}

export function createPacer(spacingMs: number, now: () => number): Pacer {
  const limiter = new Bottleneck({ minTime: spacingMs });
  let lastStartAt = Number.NEGATIVE_INFINITY;
  return {
    turn: () =>
      limiter.schedule(async () => {
        lastStartAt = now();
      }),
    expectedWaitMs: (ahead) => Math.max(0, lastStartAt + spacingMs - now()) + ahead * spacingMs,
  };
}
