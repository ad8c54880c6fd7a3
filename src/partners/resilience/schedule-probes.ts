/**
 * How long a circuit stays open before a call may find out: 5 s, twice as long after each failed attempt, a minute at most; between half of
 * it and all of it, so that replicas do not come back together. Remembers the time, which cockatiel keeps to itself.
 */
import { ExponentialBackoff, halfJitterGenerator, type IBackoff, type IBackoffFactory } from 'cockatiel';

const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;

export interface Schedule {
  readonly halfOpenAfter: IBackoffFactory<unknown>;
  /** Zero or less: a call may find out now. By the wall clock, as cockatiel's. */
  readonly dueInMs: () => number;
}

export function scheduleProbes(): Schedule {
  let dueAtMs = 0;
  const remembering = (factory: IBackoffFactory<unknown>): IBackoffFactory<unknown> => ({
    next(context): IBackoff<unknown> {
      const backoff = factory.next(context);
      dueAtMs = Date.now() + backoff.duration;
      return { ...remembering(backoff), duration: backoff.duration };
    },
  });
  const backoff = new ExponentialBackoff({
    generator: halfJitterGenerator,
    initialDelay: FIRST_MS,
    maxDelay: LONGEST_MS,
  });
  return { halfOpenAfter: remembering(backoff), dueInMs: () => dueAtMs - Date.now() };
}
