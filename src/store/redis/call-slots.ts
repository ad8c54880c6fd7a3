/**
 * The slots of partners' limits in Redis: the same promise as in PostgreSQL, at a fraction of the cost. Rejects with RedisAway when it cannot
 * be reached in time; slots that an unread answer took come free by themselves.
 */
import { createSlotBatches, type Outcome, type SlotUse } from '../batch-slots.ts';
import type { SlotStore, SlotStoreOptions } from '../call-slots.ts';
import { type Redis, RedisAway, type RedisRun, type ScriptCall } from './connection.ts';
import { PAUSE, USE_SLOTS } from './use-slots.ts';

const us = (ms: number): string => String(Math.ceil(ms) * 1_000);

export interface RedisSlotsOptions extends SlotStoreOptions {
  /** How long the partner still wants to be left alone, from where it is not forgotten. */
  readonly pauseLeftMs: (partner: string) => Promise<number>;
}

export function createRedisSlots(redis: Redis, options: RedisSlotsOptions): SlotStore {
  const { now, pauseLeftMs } = options;
  const keyOf: KeyOf = (partner, what) => `${redis.keyPrefix}slots:{${partner}}:${what}`;
  const instant = (): string => (now === undefined ? '' : us(now()));
  const commands = createCommands(keyOf, instant);
  /** Partners whose pauses may have been said while this process could not hear. */
  const unsure = new Set<string>();

  const pause = async (partner: string, forMs: number, isAllKnown: boolean): Promise<void> => {
    await redis.script(PAUSE, ({ runId }) => ({
      keys: [keyOf(partner, 'pause')],
      args: [instant(), us(forMs), isAllKnown ? runId : ''],
    }));
  };
  const recallPause = async (partner: string): Promise<void> => {
    await pause(partner, await pauseLeftMs(partner), true);
    unsure.delete(partner);
  };
  const tryToUse = (one: SlotUse): Promise<unknown> => redis.script(USE_SLOTS, (run) => commands.use(one, run));
  const use = async (one: SlotUse): Promise<Outcome> => {
    try {
      if (unsure.has(one.partner)) await recallPause(one.partner);
      let reply = await tryToUse(one);
      if (isForgotten(reply)) {
        await recallPause(one.partner);
        reply = await tryToUse(one);
      }
      const outcome = outcomeOf(reply);
      if ('tokens' in outcome && outcome.critical + outcome.other > 0) commands.used(one);
      return outcome;
    } catch (err) {
      unsure.add(one.partner);
      throw err;
    }
  };
  return {
    ...createSlotBatches('redis', use, options),
    pause: (partner, forMs) => pause(partner, forMs, false),
  };
}

/** The braces keep all keys of a partner on one node of a cluster. */
type KeyOf = (partner: string, what: string | number) => string;

function createCommands(keyOf: KeyOf, instant: () => string) {
  const usedAt = new Map<string, number>();
  const isKnown = (set: string, withinMs: number): boolean =>
    performance.now() - (usedAt.get(set) ?? Number.NEGATIVE_INFINITY) < withinMs;
  return {
    used({ partner, windows }: SlotUse): void {
      for (const { perMs } of windows) usedAt.set(keyOf(partner, perMs), performance.now());
    },
    use({ partner, windows, busyMs, critical, other, ended }: SlotUse, run: RedisRun): ScriptCall {
      const sets = windows.map(({ perMs }) => keyOf(partner, perMs));
      return {
        keys: [
          keyOf(partner, 'pause'),
          ...sets,
          ...sets.map((set) => `${set}:by`),
          ...ended.map(({ perMs }) => keyOf(partner, perMs)),
        ],
        args: [
          ...[instant(), run.runId, String(run.startedAtUs), us(busyMs)],
          ...[critical, other, windows.length, ended.length].map(String),
          ...windows.flatMap(({ calls, reserve, perMs }, w) => [
            ...[String(calls), String(reserve), us(perMs)],
            isKnown(sets[w] ?? '', busyMs + perMs) ? '1' : '0',
          ]),
          ...ended.flatMap(({ slot, token, perMs, wasSent }) => [String(slot), token, us(perMs), wasSent ? '1' : '0']),
        ],
      };
    },
  };
}

const isForgotten = (reply: unknown): boolean => (reply as readonly string[])[0] === 'forgot';

const NOTHING: Outcome = { critical: 0, other: 0, tokens: [], slots: [], criticalWaitMs: 0, otherWaitMs: 0 };

function outcomeOf(reply: unknown): Outcome {
  const [kind, ...rest] = reply as readonly [string, ...unknown[]];
  if (kind === 'ended') return NOTHING;
  if (kind === 'forgot') throw new RedisAway('keeps-nothing');
  if (kind === 'paused') return { pausedMs: Number(rest[0]) };
  if (kind === 'closed') return { readyInMs: Number(rest[0]) };
  const [critical, other, tokens, slots, criticalWait, otherWait] = rest;
  return {
    critical: Number(critical),
    other: Number(other),
    tokens: (tokens as readonly string[]).map(String),
    slots: (slots as readonly (readonly string[])[]).map((window) => window.map(Number)),
    criticalWaitMs: Number(criticalWait),
    otherWaitMs: Number(otherWait),
  };
}
