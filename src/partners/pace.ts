/**
 * The smallest time between the starts of two calls of this process, kept by Bottleneck. Its queue ignores abort signals, so
 * nobody may join it who would wait past a deadline, and a turn that nobody awaits any more passes unused.
 */
import Bottleneck from 'bottleneck';

export interface Pacer {
  /** Waits for the next start. */
  readonly turn: () => Promise<void>;
  /** How long a call that comes now, behind `ahead` others not yet queued here, waits for its turn. */
  readonly expectedWaitMs: (ahead: number) => number;
}

export function createPacer(spacingMs: number, now: () => number): Pacer {
  const limiter = new Bottleneck({ minTime: spacingMs });
  let lastStartAt = Number.NEGATIVE_INFINITY;
  let queued = 0;
  return {
    async turn() {
      queued += 1;
      await limiter.schedule(async () => {
        queued -= 1;
        lastStartAt = now();
      });
    },
    expectedWaitMs: (ahead) => Math.max(0, lastStartAt + spacingMs - now()) + (queued + ahead) * spacingMs,
  };
}
