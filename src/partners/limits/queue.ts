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
  /** How many came before the holder of this ticket. */
  readonly aheadOf: (ticket: number) => number;
  readonly join: (waiting: Waiting) => Promise<T | Refusal>;
  readonly startFirst: (start: () => T) => void;
  /** Refuses all who would have to give up before what stands in the way of a call with so many ahead in this queue is over. */
  readonly refuseHopeless: (obstacleBehind: (ahead: number) => Obstacle) => void;
}

interface Waiter<T> {
  readonly waiting: Waiting;
  readonly leave: (result: T | Refusal) => void;
}

/** `obstacle`: what somebody in this queue waits for now. */
export function createQueue<T>(now: () => number, obstacle: () => Obstacle): Queue<T> {
  let waiters: Waiter<T>[] = [];
  const aheadOf = (ticket: number): number => positionOf(waiters, ticket);
  const join = (waiting: Waiting): Promise<T | Refusal> =>
    new Promise((resolve) => {
      const { signal, giveUpAt, ticket } = waiting;
      const leave = (result: T | Refusal): void => {
        if (waiters[aheadOf(ticket)] === waiter) waiters.splice(aheadOf(ticket), 1);
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        resolve(result);
      };
      const abort = (): void => leave(refusalOf({ reason: 'request-aborted', waitMs: 0 }));
      const giveUp = (): void => leave(refusalOf(obstacle(), 'limiter-waited'));
      const waiter = { waiting, leave };
      const timer = setTimeout(giveUp, Math.max(0, giveUpAt - now()));
      signal.addEventListener('abort', abort);
      waiters.splice(aheadOf(ticket), 0, waiter);
    });
  return {
    length: () => waiters.length,
    aheadOf,
    join,
    startFirst: (start) => waiters[0]?.leave(start()),
    refuseHopeless(obstacleBehind) {
      const staying: Waiter<T>[] = [];
      const leaving: (() => void)[] = [];
      for (const waiter of waiters) {
        const hopeless = obstacleBehind(staying.length);
        if (waiter.waiting.giveUpAt - now() >= hopeless.waitMs) staying.push(waiter);
        else leaving.push(() => waiter.leave(refusalOf(hopeless)));
      }
      waiters = staying;
      for (const leave of leaving) leave();
    },
  };
}

/** Waiters stand in the order of their tickets: thousands may wait, so their places are found by halving. */
function positionOf<T>(waiters: readonly Waiter<T>[], ticket: number): number {
  let from = 0;
  let to = waiters.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((waiters[middle]?.waiting.ticket ?? 0) < ticket) from = middle + 1;
    else to = middle;
  }
  return from;
}
