/**
 * The slots of partners' limits in PostgreSQL (migration 0003). Each allows one call, and is used again only one window after that call
 * ended: the partner, who counts a call somewhere between its start and its end, never counts more than the contract says, whatever the
 * network does in between and wherever a window starts. (What lets bursts through, GCRA included, allows nearly twice as much in some
 * windows.) The price: a slot rests while its call runs. A holder that died frees its slots when its call must have ended: stricter, never
 * laxer.
 */
import {
  createSlotBatches,
  type Outcome,
  type SlotBatches,
  type SlotBatchOptions,
  type SlotUse,
} from './batch-slots.ts';
import type { Database } from './database.ts';

export interface SlotStore extends SlotBatches {
  pause(partner: string, forMs: number): Promise<void>;
}

/** So few calls fit into windows longer than this that PostgreSQL can keep them also where Redis keeps the others. */
export const LONG_WINDOW_MS = 600_000;

/**
 * A crashed server forgets what it wrote in its last moments, unless that waited for the disk. Windows up to this length do not wait, and
 * stay closed for their own length after a crash instead; the ends of calls in longer windows wait wherever they travel along (the
 * function of migration 0005 knows this length too). An embedded one would have to after every `kill`: it waits.
 */
const KEPT_IN_MEMORY_MS = 60_000;

const USE = 'SELECT use_call_slots($1, $2::json, $3, $4, $5, $6::json, $7, $8) AS outcome';

const PAUSE_LEFT = `
SELECT ceil(extract(epoch FROM until - coalesce($2, clock_timestamp())) * 1000)::int AS ms FROM call_pauses
WHERE scope = $1 AND until > coalesce($2, clock_timestamp())`;

const PAUSE = `
INSERT INTO call_pauses (scope, until) VALUES ($1, coalesce($3, clock_timestamp()) + $2::bigint * interval '1 ms')
ON CONFLICT (scope) DO UPDATE SET until = greatest(call_pauses.until, excluded.until)`;

export interface SlotStoreOptions extends SlotBatchOptions {
  /** Epoch milliseconds, for tests; the store's own clock otherwise, which is the same for all replicas. */
  readonly now?: () => number;
}

export interface PostgresSlots extends SlotStore {
  /** How long the partner still wants to be left alone. */
  readonly pauseLeftMs: (partner: string) => Promise<number>;
}

export function createPostgresSlots(db: Database, options: SlotStoreOptions = {}): PostgresSlots {
  const { now } = options;
  const instant = (): string | null => (now === undefined ? null : new Date(now()).toISOString());
  const use = async (one: SlotUse): Promise<Outcome> => {
    const { partner, windows, critical, other, busyMs, ended } = one;
    const isDurable = db.dialect === 'embedded' || windows.some(({ perMs }) => perMs > KEPT_IN_MEMORY_MS);
    const [row] = await db.query<{ outcome: Outcome }>({
      name: 'use-call-slots',
      text: USE,
      values: [partner, JSON.stringify(windows), critical, other, busyMs, JSON.stringify(ended), isDurable, instant()],
    });
    if (row === undefined) throw new Error('use_call_slots answered nothing');
    return row.outcome;
  };
  return {
    ...createSlotBatches('postgres', use, options),
    async pause(partner, forMs) {
      await db.query({ name: 'pause-calls', text: PAUSE, values: [partner, Math.ceil(forMs), instant()] });
    },
    pauseLeftMs: async (partner) => {
      const [row] = await db.query<{ ms: number }>({
        name: 'pause-left',
        text: PAUSE_LEFT,
        values: [partner, instant()],
      });
      return row?.ms ?? 0;
    },
  };
}
