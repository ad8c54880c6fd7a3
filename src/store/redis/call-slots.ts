/**
 * The slots of partners' limits in Redis: the same promise as in PostgreSQL, at a fraction of the cost. Rejects with RedisAway when it cannot
 * be reached in time; slots that an unread answer took come free by themselves.
 */
import { createSlotBatches, type Outcome, type SlotUse } from '../batch-slots.ts';
import type { SlotStore, SlotStoreOptions } from '../call-slots.ts';
import type { Redis, RedisRun, ScriptCall } from './connection.ts';
import { PAUSE, USE_SLOTS } from './use-slots.ts';

const us = (ms: number): string => String(Math.ceil(ms) * 1_000);

export function createRedisSlots(redis: Redis, options: SlotStoreOptions = {}): SlotStore {
  const { now } = options;
  // The braces keep all keys of a partner on one node of a cluster.
  const keyOf = (partner: string, what: string | number): string => `${redis.keyPrefix}slots:{${partner}}:${what}`;
  const instant = (): string => (now === undefined ? '' : us(now()));
  const usedAt = new Map<string, number>();

  const commandOf = ({ partner, windows, busyMs, critical, other, ended }: SlotUse, run: RedisRun): ScriptCall => {
    const sets = windows.map(({ perMs }) => keyOf(partner, perMs));
    const isKnown = (set: string, perMs: number): boolean =>
      performance.now() - (usedAt.get(set) ?? Number.NEGATIVE_INFINITY) < busyMs + perMs;
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
          isKnown(sets[w] ?? '', perMs) ? '1' : '0',
        ]),
        ...ended.flatMap(({ slot, token, perMs, wasSent }) => [String(slot), token, us(perMs), wasSent ? '1' : '0']),
      ],
    };
  };
  const use = async (one: SlotUse): Promise<Outcome> => {
    const outcome = outcomeOf(await redis.script(USE_SLOTS, (run) => commandOf(one, run)));
    if ('tokens' in outcome && outcome.critical + outcome.other > 0)
      for (const { perMs } of one.windows) usedAt.set(keyOf(one.partner, perMs), performance.now());
    return outcome;
  };
  return {
    ...createSlotBatches('redis', use, options),
    async pause(partner, forMs) {
      await redis.script(PAUSE, () => ({ keys: [keyOf(partner, 'pause')], args: [instant(), us(forMs)] }));
    },
  };
}

const NOTHING: Outcome = { critical: 0, other: 0, tokens: [], slots: [], criticalWaitMs: 0, otherWaitMs: 0 };

function outcomeOf(reply: unknown): Outcome {
  const [kind, ...rest] = reply as readonly [string, ...unknown[]];
  if (kind === 'ended') return NOTHING;
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
