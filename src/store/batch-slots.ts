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

/** A call that wants to start, or nobody; and ends that go along. */
interface Item {
  readonly wanted: SlotsWanted | null;
  readonly ended: readonly Ended[];
}

export interface SlotBatchOptions {
  /** How long an end may wait for a start to go along with: one statement then does for both. */
  readonly endsWithinMs?: number;
}

const ITEMS_AT_ONCE = 500;
const ENDS_WITHIN_MS = 10;

export function createSlotBatches(
  store: HeldSlot['store'],
  use: (one: SlotUse) => Promise<Outcome>,
  { endsWithinMs = ENDS_WITHIN_MS }: SlotBatchOptions = {},
): SlotBatches {
  const partners = new Map<string, SlotBatches>();
  const of = (partner: string): SlotBatches => {
    const known = partners.get(partner) ?? createPartnerBatch(store, use, partner, endsWithinMs);
    partners.set(partner, known);
    return known;
  };
  return {
    take: (wanted) => of(wanted.partner).take(wanted),
    end: (partner, held, end) => of(partner).end(partner, held, end),
  };
}

function createPartnerBatch(
  store: HeldSlot['store'],
  use: (one: SlotUse) => Promise<Outcome>,
  partner: string,
  endsWithinMs: number,
): SlotBatches {
  const batch = createBatch<Item, Taken | null>({
    send: (items) => useAll(store, use, partner, items),
    maxWeight: ITEMS_AT_ONCE,
  });
  const ends = createEnds(endsWithinMs, (ended) => batch({ wanted: null, ended }));
  return {
    async take(wanted) {
      const { ended, written } = ends.collect();
      const sent = batch({ wanted, ended });
      written(sent);
      const taken = await sent;
      if (taken === null) throw new Error('a call that wanted slots got no answer');
      return taken;
    },
    async end(_partner, held, end) {
      const wasSent = end === 'settled';
      await ends.add(held.map(({ perMs, slot, token }) => ({ perMs, slot, token, wasSent })));
    },
  };
}

/** Ends that nobody took along in time go by themselves. */
function createEnds(withinMs: number, sendAlone: (ended: readonly Ended[]) => Promise<unknown>) {
  let waiting: Ended[] = [];
  let timer: NodeJS.Timeout | undefined;
  let listeners: ((sent: Promise<unknown>) => void)[] = [];
  const collect = () => {
    const [ended, telling] = [waiting, listeners];
    waiting = [];
    listeners = [];
    clearTimeout(timer);
    timer = undefined;
    return { ended, written: (sent: Promise<unknown>): void => telling.forEach((tell) => tell(sent)) };
  };
  const sendNow = (): void => {
    const { ended, written } = collect();
    written(sendAlone(ended));
  };
  return {
    collect,
    add: (ended: readonly Ended[]): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push(...ended);
        listeners.push((sent) => void sent.then(() => resolve(), reject));
        timer ??= setTimeout(sendNow, withinMs);
      }),
  };
}

async function useAll(
  store: HeldSlot['store'],
  use: (one: SlotUse) => Promise<Outcome>,
  partner: string,
  items: readonly Item[],
): Promise<readonly (Taken | null)[]> {
  const answers = new Map<Item, Taken>();
  let ended = items.flatMap((item) => item.ended);
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

interface Taker extends Item {
  readonly wanted: SlotsWanted;
}

const isTaker = (item: Item): item is Taker => item.wanted !== null;

function groupsOf(items: readonly Item[]): readonly (readonly Taker[])[] {
  const groups = new Map<string, Taker[]>();
  for (const item of items) {
    if (!isTaker(item)) continue;
    const key = JSON.stringify([item.wanted.windows, item.wanted.busyMs]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
