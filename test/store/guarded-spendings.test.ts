/** What guarded calls take from budgets: remembered by their own rows in the ledger, and by none that is settled already. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Draw } from '../../src/partners/budget/port.ts';
import type { Settlement } from '../../src/partners/once/port.ts';
import { needsServer } from '../support/database.ts';
import { database, openPartnerStores, partnerStores } from '../support/partner-stores.ts';

const { budget, calls } = partnerStores;
const NOT_HAPPENED: Settlement = { state: 'NOT_HAPPENED', outcome: 'PARTNER_UNAVAILABLE', sealed: null, holdForS: 0 };

const draws = (limit = '100'): readonly Draw[] => [
  { kind: 'calls-per-day', key: 'agreement:AGR-1 calls any', span: 'DAY', unit: 'calls', limit: limit as Decimal, amount: '1' as Decimal },
]; // prettier-ignore

async function open(): Promise<string> {
  const id = randomUUID();
  const about = { partnerId: 'acme-market', endpoint: 'quote', agreementId: 'AGR-1', customerId: 'c-1', request: null };
  await calls.open({ ...about, id, key: id, forMs: 60_000 });
  return id;
}

const spent = async (): Promise<string | undefined> => (await budget.read(draws()))[0]?.spent;

const waiting = async (): Promise<number> => {
  const text = 'SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())'; // prettier-ignore
  return (await database.db.query({ text })).length;
};

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a reservation for a call', () => {
  it('that is settled while the reservation waits is given back, although nobody hears of it any more', async (ctx) => {
    needsServer(ctx);
    const { reservation } = await budget.reserve(draws());
    const id = await open();
    let settling: Promise<void> | undefined;
    let isSettled = false;
    // 1. Somebody else has the meter; the process gives the call up while the server still works on its reservation.
    const reserving = await database.replica().transaction(async (tx) => {
      await tx.query({ text: 'SELECT 1 FROM spendings FOR UPDATE' });
      const late = openPartnerStores(database.replica()).budget.reserve(draws(), id);
      await until(async () => (await waiting()) === 1);
      settling = calls.settle(id, NOT_HAPPENED).then(() => void (isSettled = true));
      await until(async () => isSettled || (await waiting()) === 2);
      return { late };
    });
    // 2. Whatever the reservation took after all is given back.
    await Promise.allSettled([reserving.late, settling]);
    expect([isSettled, reservation === null, await spent()]).toEqual([true, false, '1']);
  });

  it('that is settled already is refused, and takes nothing', async () => {
    const id = await open();
    await calls.settle(id, NOT_HAPPENED);
    await expect(budget.reserve(draws(), id)).rejects.toThrow('no longer under way');
    expect(await spent()).toBe('0');
  });

  it('that is settled already takes nobody else’s place', async () => {
    const [gone, one, other] = [await open(), await open(), await open()];
    await calls.settle(gone, NOT_HAPPENED);
    // The first leaves alone; those behind it leave in one statement.
    const all = [undefined, gone, one, undefined, other].map((id) => budget.reserve(draws('3'), id));
    const outcomes = (await Promise.allSettled(all)).map((outcome) =>
      outcome.status === 'rejected' ? 'rejected' : outcome.value.reservation !== null,
    );
    expect(outcomes).toEqual([true, 'rejected', true, true, false]);
    expect(await spent()).toBe('3');
    await Promise.all([one, other].map((id) => calls.settle(id, NOT_HAPPENED)));
    expect(await spent()).toBe('2');
  });

  it('gives back first what an attempt took that did not happen and could not say so', async () => {
    const id = await open();
    const { reservation } = await budget.reserve(draws('1'), id);
    const again = await budget.reserve(draws('1'), id);
    expect([reservation !== null, again.reservation !== null, await spent()]).toEqual([true, true, '1']);
    await calls.settle(id, { ...NOT_HAPPENED, state: 'ANSWERED' });
    expect(await spent()).toBe('1');
  });
});
