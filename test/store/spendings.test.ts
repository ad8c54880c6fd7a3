/** Quotas and budgets counted for the whole bank: exact under concurrency, all or nothing, by UTC periods. */
import { describe, expect, it } from 'vitest';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Draw } from '../../src/partners/budget/port.ts';
import { createSpendings, type Spendings } from '../../src/store/spendings.ts';
import { needsServer } from '../support/database.ts';
import { database } from '../support/partner-stores.ts';

const draw = (limit: string, changes: Partial<Omit<Draw, 'limit' | 'amount'>> & { amount?: string } = {}): Draw => ({
  kind: 'calls-per-day',
  key: 'agreement:AGR-1 calls any',
  span: 'DAY',
  unit: 'calls',
  ...changes,
  limit: limit as Decimal,
  amount: (changes.amount ?? '1') as Decimal,
});

const money = (limit: string, amount: string): Draw =>
  draw(limit, { kind: 'money-per-month', key: 'agreement:AGR-1 EUR any', span: 'MONTH', unit: 'EUR', amount });

const at = (instant: string) => ({ now: () => Date.parse(instant) });

async function spentOf(store: Spendings, one: Draw): Promise<string | undefined> {
  return (await store.read([one]))[0]?.spent;
}

describe('a reservation', () => {
  it('is granted up to the limit and not once more, and says what was spent before and after', async () => {
    const store = createSpendings(database.db);
    const grants = [];
    for (let i = 0; i < 4; i += 1) grants.push(await store.reserve([draw('3')]));
    expect(grants.map(({ reservation }) => reservation !== null)).toEqual([true, true, true, false]);
    expect(grants.map(({ levels: [level] }) => [level?.spentBefore, level?.spent])).toEqual([
      ['0', '1'],
      ['1', '2'],
      ['2', '3'],
      ['3', '3'],
    ]);
  });

  it('takes all its meters or none', async () => {
    const store = createSpendings(database.db);
    const both = [draw('100'), money('10', '6')];
    expect((await store.reserve(both)).reservation).not.toBeNull();
    expect((await store.reserve(both)).reservation).toBeNull();
    expect((await store.read(both)).map(({ spent }) => spent)).toEqual(['1', '6']);
  });

  it('adds money exactly where floats would not', async () => {
    const store = createSpendings(database.db);
    for (let i = 0; i < 10; i += 1) await store.reserve([money('0.3', '0.1')]);
    expect(await spentOf(store, money('0.3', '0.1'))).toBe('0.3');
    const tiny = money('99999999999999.00000002', '0.00000001');
    await store.reserve([{ ...tiny, key: 'agreement:AGR-2 EUR any', amount: '99999999999999' as Decimal }]);
    await store.reserve([{ ...tiny, key: 'agreement:AGR-2 EUR any' }]);
    expect(await spentOf(store, { ...tiny, key: 'agreement:AGR-2 EUR any' })).toBe('99999999999999.00000001');
  });

  it('of many at once, equal or not, exactly as many are granted as fit', async () => {
    const store = createSpendings(database.db);
    const calls = Array.from({ length: 90 }, (_, i) =>
      store.reserve(i % 3 === 0 ? [money('1000', '1.5'), draw('50')] : [draw('50')]),
    );
    const granted = (await Promise.all(calls)).filter(({ reservation }) => reservation !== null);
    expect(granted).toHaveLength(50);
    const ofMoney = granted.filter(({ levels }) => levels.length === 2);
    expect(await spentOf(store, draw('50'))).toBe('50');
    expect(Number(await spentOf(store, money('1000', '1.5')))).toBe(1.5 * ofMoney.length);
  });

  it('of replicas at once, in whatever order they name the meters, never passes a limit and never waits in a circle', async (ctx) => {
    needsServer(ctx);
    const stores = [0, 1, 2].map(() => createSpendings(database.replica()));
    const meters = [draw('200'), money('1000', '1'), draw('150', { key: 'partner:acme-market calls any' })];
    const outcomes = await Promise.all(
      Array.from({ length: 600 }, async (_, i) => {
        const draws = i % 2 === 0 ? meters : [...meters].reverse();
        const one = await stores[i % 3]?.reserve(draws);
        if (one?.reservation != null && i % 7 === 0) {
          await stores[(i + 1) % 3]?.refund(one.reservation);
          return 0;
        }
        return one?.reservation == null ? 0 : 1;
      }),
    );
    const kept = outcomes.reduce<number>((sum, one) => sum + one, 0);
    expect(kept).toBeLessThanOrEqual(150);
    expect((await createSpendings(database.db).read(meters)).map(({ spent }) => Number(spent))).toEqual([
      kept,
      kept,
      kept,
    ]);
  });

  it('of two replicas racing for the last call, one gets it', async (ctx) => {
    needsServer(ctx);
    const [one, other] = [createSpendings(database.replica()), createSpendings(database.replica())];
    for (let round = 0; round < 20; round += 1) {
      const last = [draw('1', { key: `agreement:RACE-${round} calls any` })];
      const both = await Promise.all([one.reserve(last), other.reserve(last)]);
      expect(both.filter(({ reservation }) => reservation !== null)).toHaveLength(1);
    }
  });
});

describe('a period', () => {
  it('is the UTC day or month of the reservation, down to its last millisecond', async () => {
    const late = createSpendings(database.db, at('2026-11-30T23:59:59.900Z'));
    const early = createSpendings(database.db, at('2026-12-01T00:00:00.000Z'));
    const meters = [draw('1'), money('5', '5')];
    const { levels, reservation } = await late.reserve(meters);
    expect(levels.map(({ period, resetsAt }) => [period, resetsAt])).toEqual([
      ['2026-11-30', '2026-12-01T00:00:00.000Z'],
      ['2026-11', '2026-12-01T00:00:00.000Z'],
    ]);
    expect((await late.reserve(meters)).reservation).toBeNull();
    expect((await early.reserve(meters)).reservation).not.toBeNull();
    // What was reserved before midnight goes back to where it was taken.
    if (reservation !== null) await early.refund(reservation);
    expect((await late.read(meters)).map(({ spent }) => spent)).toEqual(['0', '0']);
    expect((await early.read(meters)).map(({ spent }) => spent)).toEqual(['1', '5']);
  });

  it('of December ends with the year', async () => {
    const store = createSpendings(database.db, at('2026-12-31T12:00:00.000Z'));
    expect((await store.read([money('5', '5')]))[0]?.resetsAt).toBe('2027-01-01T00:00:00.000Z');
  });

  it("is told by the database's clock, not by the process'", async () => {
    const [level] = await createSpendings(database.db).read([draw('1')]);
    const [row] = await database.db.query<{ day: string }>({
      text: `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day`,
    });
    expect(level?.period).toBe(row?.day);
  });

  it('is forgotten when bills for it can no longer come', async () => {
    const old = createSpendings(database.db, at('2025-01-15T12:00:00.000Z'));
    const now = createSpendings(database.db, at('2026-11-22T12:00:00.000Z'));
    await old.reserve([draw('5'), money('5', '1')]);
    await createSpendings(database.db, at('2026-10-05T12:00:00.000Z')).reserve([
      draw('5'),
      draw('5', { key: 'partner:acme-market calls any customer:0a' }),
    ]);
    await now.reserve([draw('5', { key: 'partner:acme-market calls any customer:0a' })]);
    expect(await now.purge()).toBe(3);
    expect(await now.purge()).toBe(0);
  });
});

describe('a refund', () => {
  it('gives back exactly what was taken, and never more than there is', async () => {
    const store = createSpendings(database.db);
    const meters = [draw('5'), money('5', '1.25')];
    const [{ reservation }] = [await store.reserve(meters), await store.reserve(meters)];
    if (reservation === null) throw new Error('nothing was reserved');
    await store.refund(reservation);
    expect((await store.read(meters)).map(({ spent }) => spent)).toEqual(['1', '1.25']);
    await Promise.all([store.refund(reservation), store.refund(reservation), store.refund(reservation)]);
    expect((await store.read(meters)).map(({ spent }) => spent)).toEqual(['0', '0']);
  });

  it('makes room for the next call', async () => {
    const store = createSpendings(database.db);
    const { reservation } = await store.reserve([draw('1')]);
    if (reservation !== null) await store.refund(JSON.parse(JSON.stringify(reservation)) as typeof reservation);
    expect((await store.reserve([draw('1')])).reservation).not.toBeNull();
  });
});

it('a limit that was lowered below what is spent grants nothing and breaks nothing', async () => {
  const store = createSpendings(database.db);
  for (let i = 0; i < 5; i += 1) await store.reserve([draw('10')]);
  const refused = await store.reserve([draw('3')]);
  expect([refused.reservation, refused.levels[0]?.spent]).toEqual([null, '5']);
});
