/**
 * A lane for each urgency, the more urgent first. A lane may be held back for a while, and with it all that are less urgent: nobody in it
 * starts, and those who cannot wait so long are refused at once. It opens once a second, because what held it back may be over sooner.
 */
import type { Urgency } from '../../domain/purpose.ts';
import type { Obstacle } from './obstacle.ts';
import { createQueue, type Queue } from './queue.ts';

export interface Lane<T> {
  readonly urgency: Urgency;
  readonly queue: Queue<T>;
  /** What holds it back and for how long from now; null: nothing. */
  readonly hold: () => Obstacle | null;
}

export interface Lanes<T> {
  readonly all: readonly Lane<T>[];
  /** With how many wait in it and before it. */
  readonly of: (urgency: Urgency) => { readonly lane: Lane<T>; readonly ahead: number };
  readonly holdBack: (urgency: Urgency, obstacle: Obstacle) => void;
}

export interface LanesOptions {
  readonly now: () => number;
  readonly obstacleFor: (urgency: Urgency) => Obstacle | null;
  readonly onOpen: () => void;
}

const OPENS_WITHIN_MS = 1_000;
const URGENCIES = ['CRITICAL', 'INTERACTIVE', 'BATCH'] as const;

interface Holdable<T> extends Lane<T> {
  readonly holdBack: (obstacle: Obstacle) => void;
}

export function createLanes<T>(options: LanesOptions): Lanes<T> {
  const all = URGENCIES.map((urgency) => createLane<T>(urgency, options));
  return {
    all,
    of(urgency) {
      const index = URGENCIES.indexOf(urgency);
      const ahead = all.slice(0, index + 1).reduce((count, { queue }) => count + queue.length(), 0);
      return { lane: all[index] as Lane<T>, ahead };
    },
    holdBack: (urgency, obstacle) => all.slice(URGENCIES.indexOf(urgency)).forEach((lane) => lane.holdBack(obstacle)),
  };
}

function createLane<T>(urgency: Urgency, { now, obstacleFor, onOpen }: LanesOptions): Holdable<T> {
  let held: { readonly reason: Obstacle['reason']; readonly until: number; readonly timer: NodeJS.Timeout } | null =
    null;
  const queue = createQueue<T>(now, () => obstacleFor(urgency) ?? { reason: 'concurrency', waitMs: 0 });
  const open = (): void => {
    held = null;
    onOpen();
  };
  return {
    urgency,
    queue,
    hold: () => (held === null ? null : { reason: held.reason, waitMs: Math.max(1, held.until - now()) }),
    holdBack(obstacle) {
      clearTimeout(held?.timer);
      const { reason, waitMs } = obstacle;
      const until = now() + waitMs;
      held = { reason, until, timer: setTimeout(open, Math.min(waitMs, OPENS_WITHIN_MS)) };
      queue.refuseUntil(until, obstacle);
    },
  };
}
