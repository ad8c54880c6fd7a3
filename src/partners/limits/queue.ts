/**
 * Callers that wait for their turn, in the order in which they came; whoever has to come back keeps its place. Each leaves the moment its
 * signal ends, its time is up or its wait has become hopeless, and leaves nothing behind.
 */
import { type Obstacle, type Refusal, refusalOf } from './obstacle.ts';

export interface Waiting {
  /** Its number in the order of arrival. */
  readonly ticket: number;
  readonly giveUpAt: number;
  readonly signal: AbortSignal;
}

export interface Queue<T> {
  readonly length: () => number;
  readonly join: (waiting: Waiting) => Promise<T | Refusal>;
  readonly startFirst: (start: () => T) => void;
  /** Refuses all who would have to give up before `until`. */
  readonly refuseUntil: (until: number, obstacle: Obstacle) => void;
}

interface Waiter<T> {
  readonly waiting: Waiting;
  readonly leave: (result: T | Refusal) => void;
}

/** `obstacle`: what somebody in this queue waits for now. */
export function createQueue<T>(now: () => number, obstacle: () => Obstacle): Queue<T> {
  const waiters: Waiter<T>[] = [];
  const join = (waiting: Waiting): Promise<T | Refusal> =>
    new Promise((resolve) => {
      const { signal, giveUpAt, ticket } = waiting;
      const leave = (result: T | Refusal): void => {
        waiters.splice(waiters.indexOf(waiter), 1);
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        resolve(result);
      };
      const abort = (): void => leave(refusalOf({ reason: 'request-aborted', waitMs: 0 }));
      const giveUp = (): void => leave(refusalOf(obstacle(), 'limiter-waited'));
      const waiter = { waiting, leave };
      const timer = setTimeout(giveUp, Math.max(0, giveUpAt - now()));
      signal.addEventListener('abort', abort);
      const later = waiters.findIndex((other) => other.waiting.ticket > ticket);
      waiters.splice(later === -1 ? waiters.length : later, 0, waiter);
    });
  return {
    length: () => waiters.length,
    join,
    startFirst: (start) => waiters[0]?.leave(start()),
    refuseUntil(until, hopeless) {
      const leaving = waiters.filter(({ waiting }) => waiting.giveUpAt < until);
      for (const { leave } of leaving) leave(refusalOf(hopeless));
    },
  };
}
