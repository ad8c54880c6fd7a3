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
  /** With how many go before the holder of this ticket: all who are more urgent, and who came earlier to its own lane. */
  readonly of: (urgency: Urgency, ticket: number) => { readonly lane: Lane<T>; readonly ahead: number };
  readonly holdBack: (urgency: Urgency, obstacle: Obstacle) => void;
}

export interface LanesOptions {
  readonly now: () => number;
  /** What a newcomer would wait for. */
  readonly obstacleFor: (urgency: Urgency) => Obstacle | null;
  /** The windows let a call with so many ahead start no sooner. */
  readonly lineWaitMs: (ahead: number) => number;
  readonly onOpen: () => void;
}

const OPENS_WITHIN_MS = 1_000;
const URGENCIES = ['CRITICAL', 'INTERACTIVE', 'BATCH'] as const;

interface Holdable<T> extends Lane<T> {
  readonly holdBack: (obstacle: Obstacle, before: number) => void;
}

export function createLanes<T>(options: LanesOptions): Lanes<T> {
  const all = URGENCIES.map((urgency) => createLane<T>(urgency, options));
  const before = (index: number): number => all.slice(0, index).reduce((count, { queue }) => count + queue.length(), 0);
  return {
    all,
    of(urgency, ticket) {
      const index = URGENCIES.indexOf(urgency);
      const lane = all[index] as Lane<T>;
      return { lane, ahead: before(index) + lane.queue.aheadOf(ticket) };
    },
    holdBack(urgency, obstacle) {
      for (let i = URGENCIES.indexOf(urgency); i < all.length; i += 1) all[i]?.holdBack(obstacle, before(i));
    },
  };
}

function createLane<T>(urgency: Urgency, { now, obstacleFor, lineWaitMs, onOpen }: LanesOptions): Holdable<T> {
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
    holdBack(obstacle, before) {
      clearTimeout(held?.timer);
      const { reason, waitMs } = obstacle;
      const until = now() + waitMs;
      held = { reason, until, timer: setTimeout(open, Math.min(waitMs, OPENS_WITHIN_MS)) };
      queue.refuseHopeless((ahead) => ({ reason, waitMs: waitMs + lineWaitMs(before + ahead) }));
    },
  };
}
