/**
 * Quotas and budgets as counted for the whole bank. A reservation takes all its meters or none and never passes a limit, whoever reserves
 * at the same time; a granted one is durable before it is answered. The period is the database's UTC day or month at that moment.
 */
import { addDecimals, type Decimal } from '../domain/decimal.ts';
import { type Level, type Meter, periodEndOf } from '../domain/spending.ts';
import type { BudgetStore, Draw, Drawn, Reservation, Reserved } from '../partners/budget/port.ts';
import { createBatch } from './batch.ts';
import type { Database, Queryable } from './database.ts';
import { BEGIN_PERIOD, LET_GO, PURGE, READ, REFUND, RESERVE } from './spendings-statements.ts';

export interface Spendings extends BudgetStore {
  /** Deletes rows of periods long over, customers' own quotas a month later; how many there were. */
  purge(): Promise<number>;
}

export interface SpendingsOptions {
  /** Epoch milliseconds. Replaces the database's clock; for tests. */
  readonly now?: () => number;
}

/** Missing rows are made, what is owed is given back, the statement repeated; so often only where the clock runs through periods. */
const ATTEMPTS = 3;
const CALLS_AT_ONCE = 500;

export function createSpendings(db: Database, { now }: SpendingsOptions = {}): Spendings {
  const clock = (): string | null => (now === undefined ? null : new Date(now()).toISOString());
  const reserve = createBatch<Asked, Reserved | null>({
    send: (requests) => reserveAll(db, requests, clock),
    maxWeight: CALLS_AT_ONCE,
    maxInFlight: db.dialect === 'server' ? 2 : 1,
  });
  const refund = createBatch<Reservation, undefined>({
    send: (reservations) => refundAll(db, reservations),
    maxWeight: CALLS_AT_ONCE,
  });
  return {
    async reserve(draws, guardedAs) {
      const reserved = await reserve({ draws, guardedAs: guardedAs ?? null });
      if (reserved === null) throw new Error('the call that reserves is no longer under way');
      return reserved;
    },
    refund: (reservation, guardedAs) =>
      guardedAs === undefined ? refund(reservation) : refundGuarded(db, reservation, guardedAs),
    async read(meters) {
      if (meters.length === 0) return [];
      const values = [JSON.stringify(meters.map(toParameter)), clock()];
      const rows = await db.query<MeterRow>({ name: 'read-spendings', text: READ, values });
      return meters.map((meter, i) => levelOf(meter, rows[i]));
    },
    async purge() {
      const [row] = await db.query<{ count: number }>({ name: 'purge-spendings', text: PURGE, values: [clock()] });
      return row?.count ?? 0;
    },
  };
}

interface Asked {
  readonly draws: readonly Draw[];
  readonly guardedAs: string | null;
}

interface MeterRow {
  readonly period: string;
  /** null: no row yet. */
  readonly spent: Decimal | null;
}

interface ReserveRow extends MeterRow {
  /** How many of the calls asked for were granted. */
  readonly times: number;
  /** Which of the calls are not under way any more, from 0. */
  readonly closed: readonly number[] | null;
  readonly owed: readonly { readonly id: string; readonly reservation: Reservation }[] | null;
  readonly atMs: number;
}

const toParameter = (meter: Meter | Draw, ord: number): object => ({
  ord,
  key: meter.key,
  span: meter.span,
  unit: meter.unit,
  most: meter.limit,
  ...('amount' in meter ? { amount: meter.amount } : {}),
});

function levelOf({ kind, key, span, unit, limit, agreementId }: Meter, row: MeterRow | undefined): Level {
  if (row === undefined) throw new Error('a meter came back without its row');
  const { period } = row;
  const level = { kind, key, span, unit, limit, period, spent: row.spent ?? ZERO, resetsAt: periodEndOf(period) };
  return agreementId === undefined ? level : { ...level, agreementId };
}

/** Calls that draw the same are counted in one statement: as many of them as fit, the first ones first. */
async function reserveAll(
  db: Database,
  requests: readonly Asked[],
  clock: () => string | null,
): Promise<readonly (Reserved | null)[]> {
  const groups = new Map<string, { readonly draws: readonly Draw[]; readonly indexes: number[] }>();
  requests.forEach(({ draws }, i) => {
    const key = JSON.stringify(draws);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { draws, indexes: [i] });
    else group.indexes.push(i);
  });
  const results: (Reserved | null)[] = [];
  await Promise.all(
    [...groups.values()].map(async ({ draws, indexes }) => {
      const guarded = indexes.map((index) => requests[index]?.guardedAs ?? null);
      const rows = await reserveTimes(db, draws, guarded, clock);
      const closed = new Set(rows[0]?.closed);
      let turn = 0;
      indexes.forEach((index, n) => (results[index] = closed.has(n) ? null : reservedOf(draws, rows, turn++)));
    }),
  );
  return results;
}

async function reserveTimes(
  db: Database,
  draws: readonly Draw[],
  guarded: readonly (string | null)[],
  clock: () => string | null,
): Promise<readonly ReserveRow[]> {
  const wanted = JSON.stringify(draws.map(toParameter));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const values = [wanted, clock(), JSON.stringify(guarded)];
    const rows = await db.query<ReserveRow>({ name: 'reserve-spendings', text: RESERVE, values });
    const missing = draws.flatMap(({ key }, i) => (rows[i]?.spent === null ? [{ key, period: rows[i].period }] : []));
    const owed = rows[0]?.owed ?? [];
    if (missing.length === 0 && owed.length === 0) return rows;
    for (const { id, reservation } of owed) await refundGuarded(db, reservation, id);
    if (missing.length > 0) await beginPeriod(db, missing);
  }
  throw new Error('the rows of a new period could not be made');
}

const beginPeriod = (db: Database, missing: readonly object[]): Promise<unknown> =>
  db.query({ name: 'begin-spendings', text: BEGIN_PERIOD, values: [JSON.stringify(missing)] });

/** What the n-th got of the open calls that one statement was asked for. */
function reservedOf(draws: readonly Draw[], rows: readonly ReserveRow[], n: number): Reserved {
  const { times, atMs } = rows[0] ?? { times: 0, atMs: 0 };
  const isGranted = n < times;
  const levels = draws.map((draw, i): Drawn => {
    const level = levelOf(draw, rows[i]);
    const spentBefore = addDecimals(level.spent, draw.amount, Math.min(n, times));
    const spent = isGranted ? addDecimals(spentBefore, draw.amount, 1) : spentBefore;
    return { ...level, spent, spentBefore, amount: draw.amount };
  });
  const taken = levels.map(({ key, period, unit, amount }) => ({ key, period, unit, amount }));
  return { reservation: isGranted ? { taken } : null, levels, atMs };
}

const refundGuarded = (db: Database, reservation: Reservation, id: string): Promise<void> =>
  db.transaction(async (tx) => {
    const rows = await tx.query({ name: 'let-go-reservation', text: LET_GO, values: [id] });
    if (rows.length > 0) await refundAll(tx, [reservation]);
  });

/** Also inside a transaction: with whatever says that the calls did not happen. */
export async function refundAll(db: Queryable, reservations: readonly Reservation[]): Promise<readonly undefined[]> {
  const sums = new Map<string, Reservation['taken'][number]>();
  for (const one of reservations.flatMap(({ taken }) => taken)) {
    const row = `${one.key} ${one.period}`;
    const sum = sums.get(row)?.amount ?? ZERO;
    sums.set(row, { ...one, amount: addDecimals(sum, one.amount, 1) });
  }
  await db.query({ name: 'refund-spendings', text: REFUND, values: [JSON.stringify([...sums.values()])] });
  return reservations.map(() => undefined);
}

const ZERO = '0' as Decimal;
