/**
 * Everything that calls to one partner do to its slots at the same time goes to the store in one statement: ends first, then starts. Starts
 * that want other windows than the rest (two versions of one contract) go in a statement of their own.
 */
import type { CallWindow, HeldSlot, SlotsWanted, Taken } from '../partners/limits/port.ts';
import { createBatch } from './batch.ts';
import { divide, type Ended, type Given, isCritical } from './divide-slots.ts';

export type CallEnd = 'settled' | 'never-sent';

export interface SlotBatches {
  take(wanted: SlotsWanted): Promise<Taken>;
  /** Resolves when it is written. */
  end(partner: string, held: readonly HeldSlot[], end: CallEnd): Promise<void>;
}

/** One statement: `critical` and `other` calls want to start, `ended` ones give back. */
export interface SlotUse {
  readonly partner: string;
  readonly windows: readonly CallWindow[];
  readonly busyMs: number;
  readonly critical: number;
  readonly other: number;
  readonly ended: readonly Ended[];
}

/** `readyInMs`: this store may not give any slot yet. */
export type Outcome = Given | { readonly pausedMs: number } | { readonly readyInMs: number };

type Item = { readonly wanted: SlotsWanted } | { readonly ended: readonly Ended[] };
type Taker = Extract<Item, { wanted: SlotsWanted }>;

const ITEMS_AT_ONCE = 500;

export function createSlotBatches(store: HeldSlot['store'], use: (one: SlotUse) => Promise<Outcome>): SlotBatches {
  const batches = new Map<string, (item: Item) => Promise<Taken | null>>();
  const batchOf = (partner: string): ((item: Item) => Promise<Taken | null>) => {
    const known = batches.get(partner);
    if (known !== undefined) return known;
    const send = (items: readonly Item[]): Promise<readonly (Taken | null)[]> => useAll(store, use, partner, items);
    const batch = createBatch<Item, Taken | null>({ send, maxWeight: ITEMS_AT_ONCE });
    batches.set(partner, batch);
    return batch;
  };
  return {
    async take(wanted) {
      const taken = await batchOf(wanted.partner)({ wanted });
      if (taken === null) throw new Error('a call that wanted slots got no answer');
      return taken;
    },
    async end(partner, held, end) {
      const wasSent = end === 'settled';
      await batchOf(partner)({ ended: held.map(({ perMs, slot, token }) => ({ perMs, slot, token, wasSent })) });
    },
  };
}

async function useAll(
  store: HeldSlot['store'],
  use: (one: SlotUse) => Promise<Outcome>,
  partner: string,
  items: readonly Item[],
): Promise<readonly (Taken | null)[]> {
  const answers = new Map<Item, Taken>();
  let ended = items.flatMap((item) => ('ended' in item ? item.ended : []));
  const groups = groupsOf(items);
  if (groups.length === 0) await use({ partner, windows: [], busyMs: 0, critical: 0, other: 0, ended });
  for (const group of groups) {
    const wanted = group.map((taker) => taker.wanted);
    const { windows = [], busyMs = 0 } = wanted[0] ?? {};
    const critical = wanted.filter(isCritical).length;
    const other = group.length - critical;
    const outcome = await use({ partner, windows, busyMs: Math.ceil(busyMs), critical, other, ended });
    ended = [];
    const taken = takenFrom(outcome, store, wanted);
    group.forEach((item, i) => answers.set(item, taken[i] as Taken));
  }
  return items.map((item) => answers.get(item) ?? null);
}

function takenFrom(outcome: Outcome, store: HeldSlot['store'], wanted: readonly SlotsWanted[]): readonly Taken[] {
  if ('pausedMs' in outcome)
    return wanted.map(() => ({ reason: 'partner-paused', retryAfterMs: Math.max(1, outcome.pausedMs) }));
  if ('readyInMs' in outcome)
    return wanted.map(() => ({ reason: 'limiter-unavailable', retryAfterMs: Math.max(1, outcome.readyInMs) }));
  return divide(wanted, store, outcome);
}

function groupsOf(items: readonly Item[]): readonly (readonly Taker[])[] {
  const groups = new Map<string, Taker[]>();
  for (const item of items) {
    if (!('wanted' in item)) continue;
    const key = JSON.stringify([item.wanted.windows, item.wanted.busyMs]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
