/**
 * At most so many calls at a time: CRITICAL before INTERACTIVE before BATCH, each first come first served, a share kept for CRITICAL. Unlike
 * Bottleneck's queue this one lets go of a caller the moment its signal ends, and costs next to nothing: Bottleneck 2.19 adds about 4 ms and
 * 200 µs of CPU to every call, waiting or not. While the contract's windows are full nobody is let through only to be turned back: whoever
 * was told so holds back the others, and those who cannot wait so long learn it at once.
 */
import type { Urgency } from '../../domain/purpose.ts';
import { type Obstacle, type Refusal, refusalOf } from './obstacle.ts';
import type { Waiting } from './queue.ts';
import { createLanes, type Lane } from './lanes.ts';

export interface Slot {
  readonly giveBack: () => void;
}

/** One caller's place in the queue, which it keeps when it has to come back. */
export interface Place {
  /** What it would have to wait for if it asked now. */
  readonly obstacle: () => Obstacle | null;
  readonly slot: () => Promise<Slot | Refusal>;
}

export interface Slots {
  readonly arrive: (urgency: Urgency, signal: AbortSignal, maxWaitMs: number) => Place;
  /** Nobody of this urgency or below starts for so long; asked again once a second, because it may be over sooner. */
  readonly holdBack: (urgency: Urgency, obstacle: Obstacle) => void;
  /** Every place that is not kept for CRITICAL calls is taken. */
  readonly isFull: () => boolean;
}

export interface SlotsOptions {
  /** How many may run now. */
  readonly size: () => number;
  /** Of them for CRITICAL calls only. */
  readonly reserve: number;
  /** The contract's windows let a call with so many ahead start no sooner. */
  readonly lineWaitMs: (ahead: number) => number;
  readonly now: () => number;
}

/** Weight of the newest call in the mean holding time. */
const NEWEST = 0.2;

export function createSlots({ size, reserve, lineWaitMs, now }: SlotsOptions): Slots {
  let tickets = 0;
  const places = createPlaces(now);
  const roomFor = (urgency: Urgency): number => (urgency === 'CRITICAL' ? size() : Math.max(1, size() - reserve));
  const isFree = ({ urgency, hold }: Lane<Slot>): boolean => hold() === null && places.taken() < roomFor(urgency);
  const startNext = (): void => {
    for (const lane of lanes.all) while (lane.queue.length() > 0 && isFree(lane)) lane.queue.startFirst(occupy);
  };
  const occupy = (): Slot => places.occupy(startNext);
  const obstacleFor = (urgency: Urgency, ticket: number): Obstacle | null => {
    const { lane, ahead } = lanes.of(urgency, ticket);
    const hold = lane.hold();
    const lineMs = lineWaitMs(ahead);
    if (hold !== null) return { ...hold, waitMs: hold.waitMs + lineMs };
    if (ahead === 0 && isFree(lane)) return null;
    const waitMs = Math.ceil((ahead + 1) / roomFor(urgency)) * places.meanHeldMs();
    return lineMs > waitMs ? { reason: 'window-full', waitMs: lineMs } : { reason: 'concurrency', waitMs };
  };
  const ofNewcomer = (urgency: Urgency): Obstacle | null => obstacleFor(urgency, tickets + 1);
  const lanes = createLanes<Slot>({ now, obstacleFor: ofNewcomer, lineWaitMs, onOpen: startNext });
  return {
    isFull: () => places.taken() >= roomFor('BATCH'),
    holdBack: lanes.holdBack,
    arrive(urgency, signal, maxWaitMs) {
      const waiting = { signal, giveUpAt: now() + maxWaitMs, ticket: (tickets += 1) };
      const obstacle = (): Obstacle | null => obstacleFor(urgency, waiting.ticket);
      const join = (): Promise<Slot | Refusal> => lanes.of(urgency, waiting.ticket).lane.queue.join(waiting);
      return { obstacle, slot: () => takeOrJoin(waiting, now, { obstacle, occupy, join }) };
    },
  };
}

/** How many are taken, and how long they were held of late. */
function createPlaces(now: () => number) {
  let taken = 0;
  const held = createMean();
  return {
    taken: () => taken,
    meanHeldMs: held.mean,
    occupy(onFree: () => void): Slot {
      taken += 1;
      const since = now();
      return {
        giveBack: once(() => {
          taken -= 1;
          held.add(now() - since);
          onFree();
        }),
      };
    },
  };
}

interface Ways {
  readonly obstacle: () => Obstacle | null;
  readonly occupy: () => Slot;
  readonly join: () => Promise<Slot | Refusal>;
}

async function takeOrJoin(
  { signal, giveUpAt }: Waiting,
  now: () => number,
  { obstacle, occupy, join }: Ways,
): Promise<Slot | Refusal> {
  if (signal.aborted) return refusalOf({ reason: 'request-aborted', waitMs: 0 });
  const inTheWay = obstacle();
  if (inTheWay === null) return occupy();
  return inTheWay.waitMs > giveUpAt - now() ? refusalOf(inTheWay) : join();
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      run();
    }
  };
}

/** Of how long slots were held of late. */
function createMean(): { readonly mean: () => number; readonly add: (ms: number) => void } {
  let mean = 0;
  return {
    mean: () => mean,
    add: (ms) => {
      mean = mean === 0 ? ms : mean * (1 - NEWEST) + ms * NEWEST;
    },
  };
}
