/**
 * The slots of partners' limits where all replicas see them. Without Redis: in PostgreSQL. With Redis: there, except windows longer than ten
 * minutes, which must outlive a restart of Redis and cost little because so few calls fit into them.
 *
 * When Redis cannot be reached, or has just started and knows nothing of the calls before, nothing may be given out twice. So of every window
 * one tenth, rounded down, is never Redis' to give: it lies in PostgreSQL. Calls use it when Redis has none left, and have nothing else while
 * Redis is away. Even when only one replica lost Redis, both together stay within the contract. A window of fewer than ten calls has no
 * tenth: its partner waits for Redis.
 *
 * Never rejects: a store that fails refuses.
 */
import type { CallSlots, CallWindow, HeldSlot, Lease, NotTaken, SlotsWanted, Taken } from '../partners/limits/port.ts';
import type { CallEnd } from './batch-slots.ts';
import { LONG_WINDOW_MS, type SlotStore } from './call-slots.ts';
import { createSharedPauses, type SharedPausesLog, type SharedPausesParts } from './share-pauses.ts';

export interface SharedSlotsLog extends SharedPausesLog {
  readonly info: (fields: object, message: string) => void;
}

export interface SharedSlotsParts extends SharedPausesParts {
  readonly log: SharedSlotsLog;
}

const SET_ASIDE = 10;
const ASK_AGAIN_AFTER_MS = 1_000;

export function createSharedSlots({ postgres, redis, log }: SharedSlotsParts): CallSlots {
  const { track, drained } = trackWork();
  const told = createTeller(log);
  const fallBack = createFallBack(postgres, told);
  const pauses = createSharedPauses({ postgres, redis, log });
  const fromDatabase = (wanted: SlotsWanted): Promise<Taken> => postgres.take(wanted).catch(() => UNAVAILABLE);
  const fromRedis = async (wanted: SlotsWanted, store: SlotStore): Promise<Taken> => {
    const own = { ...wanted, windows: wanted.windows.map((window) => shareOut(window).inRedis) };
    const taken = await store.take(own).catch(() => UNAVAILABLE);
    return fallBack(wanted, taken);
  };
  const end = endIn({ postgres, redis, log }, track);
  return {
    async take(wanted) {
      if (redis === null) {
        const taken = await fromDatabase(wanted);
        told(wanted.partner, isAway(taken) ? WITHOUT_DATABASE : null);
        return taken;
      }
      const long = wanted.windows.filter(({ perMs }) => perMs > LONG_WINDOW_MS);
      const short = wanted.windows.filter(({ perMs }) => perMs <= LONG_WINDOW_MS);
      const first = long.length === 0 ? nothing(wanted) : await fromDatabase({ ...wanted, windows: long });
      if (!('lease' in first) || (short.length === 0 && long.length > 0)) return first;
      const second = await fromRedis({ ...wanted, windows: short }, redis);
      if ('lease' in second) return together(wanted, [...first.lease.held, ...second.lease.held]);
      end(first.lease, 'never-sent');
      return second;
    },
    settle: (lease) => end(lease, 'settled'),
    release: (lease) => end(lease, 'never-sent'),
    pause: pauses.pause,
    async close() {
      pauses.stop();
      await drained();
    },
  };
}

/** What cannot be written comes free by itself when the call must have ended. */
function endIn({ postgres, redis }: SharedSlotsParts, track: (work: Promise<void>) => void) {
  return ({ partner, held }: Lease, how: CallEnd): void => {
    const inRedis = held.filter(({ store }) => store === 'redis');
    const inPostgres = held.filter(({ store }) => store === 'postgres');
    if (inRedis.length > 0 && redis !== null) track(redis.end(partner, inRedis, how));
    if (inPostgres.length > 0) track(postgres.end(partner, inPostgres, how));
  };
}

/** What goes on after its caller has gone. */
function trackWork() {
  const open = new Set<Promise<void>>();
  const track = (work: Promise<void>): void => {
    const settled = work.catch(() => undefined).finally(() => open.delete(settled));
    open.add(settled);
  };
  const drained = async (): Promise<void> => {
    while (open.size > 0) await Promise.all(open);
  };
  return { track, drained };
}

const UNAVAILABLE: NotTaken = { reason: 'limiter-unavailable', retryAfterMs: ASK_AGAIN_AFTER_MS };

const together = ({ partner }: SlotsWanted, held: readonly HeldSlot[]): { readonly lease: Lease } => ({
  lease: { partner, held },
});
const nothing = (wanted: SlotsWanted): { readonly lease: Lease } => together(wanted, []);

/** The tenth, rounded down, and of the reserve at least as much: both shares together give to others exactly what the contract leaves them. */
function shareOut(window: CallWindow): { readonly inRedis: CallWindow; readonly setAside: CallWindow } {
  const { calls, reserve } = window;
  const tenth = Math.floor(calls / SET_ASIDE);
  const kept = Math.min(tenth, Math.ceil(reserve / SET_ASIDE));
  return {
    inRedis: { ...window, calls: calls - tenth, reserve: reserve - kept },
    setAside: { ...window, calls: tenth, reserve: kept },
  };
}

const isAway = (taken: Taken): boolean => !('lease' in taken) && taken.reason === 'limiter-unavailable';

/** Answers as Redis did, or from the tenth where Redis has none left or no answer. */
function createFallBack(postgres: SlotStore, told: Teller) {
  return async (wanted: SlotsWanted, taken: Taken): Promise<Taken> => {
    const share = wanted.windows.map((window) => shareOut(window).setAside);
    const isTooSmall = share.some(({ calls }) => calls === 0);
    told(wanted.partner, isAway(taken) && share.length > 0 ? withoutRedis(share, isTooSmall) : null);
    if ('lease' in taken || taken.reason === 'partner-paused') return taken;
    if (isTooSmall && !isAway(taken)) return taken;
    // Where nothing is set aside there may still be a pause to hear of.
    const spare = await postgres.take({ ...wanted, windows: isTooSmall ? [] : share }).catch(() => taken);
    if ('lease' in spare) return isTooSmall ? taken : spare;
    if (isAway(taken) || spare.reason !== 'window-full') return spare;
    return { reason: 'window-full', retryAfterMs: Math.min(taken.retryAfterMs, spare.retryAfterMs) };
  };
}

interface Situation {
  readonly message: string;
  /** What there still is of each window. */
  readonly calls?: readonly number[];
}

const WITHOUT_DATABASE: Situation = {
  message: 'the database cannot say what is left of the limits, or may have forgotten calls: no calls until it can',
};

const withoutRedis = (share: readonly CallWindow[], isTooSmall: boolean): Situation => ({
  calls: share.map(({ calls }) => calls),
  message: isTooSmall
    ? 'Redis cannot say what is left of the limits, which are too small to set a tenth aside: no calls until it can'
    : 'Redis cannot say what is left of the limits: calls use the tenth that is set aside in the database',
});

/** null: all is well. Each change once for a partner. */
type Teller = (partner: string, situation: Situation | null) => void;

function createTeller(log: SharedSlotsLog): Teller {
  const without = new Set<string>();
  return (partner, situation) => {
    if (situation === null) {
      if (without.delete(partner)) log.info({ partner }, 'limits are shared as usual again');
      return;
    }
    if (without.has(partner)) return;
    without.add(partner);
    const { message, ...fields } = situation;
    log.warn({ partner, reason: 'limiter-unavailable', ...fields }, message);
  };
}
