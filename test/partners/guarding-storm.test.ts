/**
 * Many callers, two replicas and a partner that fails at random: by the partner's own count nothing that it may have served is asked for
 * twice, and when everything is over the budget holds exactly what may have been billed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Decimal } from '../../src/domain/decimal.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { hasServer } from '../support/database.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { billed, rows, until } from './guarded.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { type Stage, startStage, storeIn, TERMS, want } from './stage.ts';

const TICKERS = 120;
const CALLERS = 1_500;

/** Numbers in [0, 1), the same in every run (a linear congruential generator). */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** What came of the requests about one ticker, as the partner knows it. */
type Deed = 'served' | 'dropped' | 'refused' | 'failed';

const MAY_BILL: ReadonlySet<Deed> = new Set(['served', 'dropped']);

const ANSWERS: readonly (readonly [number, Deed, Answer])[] = [
  [0.04, 'served', (_request, res) => void res.writeHead(200, { 'content-length': 99 }).write('{', () => res.socket?.destroy())],
  [0.08, 'served', (_request, res) => sendJson(res, '<html>')],
  [0.12, 'served', (_request, res) => sendJson(res, { price: '?' })],
  [0.15, 'served', (_request, res) => sendJson(res, {}, 500)],
  [0.18, 'dropped', (_request, res) => void res.destroy()],
  [0.26, 'refused', (_request, res) => sendJson(res, {}, 401)],
  [0.3, 'failed', (_request, res) => sendJson(res, {}, 400)],
  [1, 'served', (_request, res) => sendJson(res, { price: 1 })],
]; // prettier-ignore

it('nothing that may have been served is asked for twice, and the budget holds exactly what may be billed', async () => {
  const chance = dice(7);
  const deeds = new Map<string, Deed[]>();
  const partner = await startPartner((request, res, number) => {
    const draw = chance();
    const [, deed, answer] = ANSWERS.find(([below]) => draw < below) ?? ANSWERS.at(-1)!;
    deeds.set(request.url.pathname, [...(deeds.get(request.url.pathname) ?? []), deed]);
    setTimeout(() => answer(request, res, number), 1 + 20 * chance());
  });
  const budget = { callsPerDay: 1_000, pricePerCall: { amount: '0.1' as Decimal, currency: 'USD' }, moneyPerDay: { amount: '90' as Decimal, currency: 'USD' } }; // prettier-ignore
  const terms = { ...TERMS, budget };
  const replica = (db = database.db): Stage => {
    const bytes = new Uint8Array(32).fill(5);
    const vault = createVault({ keyEncryptionKey: { id: 'k1', bytes }, keys: createKeyStore(db), cacheSize: 100 });
    const { calls, budget: spendings } = openPartnerStores(db);
    const limits = { windows: [], concurrency: 20 };
    return startStage([billed({ limits, deadlineMs: 20_000 })], partner.baseUrl, {
      vault,
      stores: { calls, budget: spendings, records: storeIn(new Map()) },
    });
  };
  const stages = hasServer ? [replica(), replica(database.replica())] : [replica(), replica()];
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, i) => {
      await pause(3_000 * chance());
      const leaver = new AbortController();
      if (chance() < 0.3) setTimeout(() => leaver.abort(), 40 * chance());
      const ticker = `T${Math.floor(TICKERS * chance())}`;
      await stages[i % 2]?.fetch([want('c-1', { ticker }, { terms })], leaver.signal);
    }),
  );
  const underWay = async (): Promise<number> =>
    (await database.db.query({ text: `SELECT 1 FROM guarded_calls WHERE state = 'UNDER_WAY'` })).length;
  await until(async () => (await underWay()) === 0);

  const all = [...deeds.values()];
  expect(all.length).toBeGreaterThan(TICKERS / 2);
  expect(all.filter((of) => of.filter((deed) => MAY_BILL.has(deed)).length > 1)).toEqual([]);
  const ledger = await rows();
  const mayBeBilled = ledger.filter(({ state }) => state === 'ANSWERED' || state === 'UNKNOWN').length;
  const heard = all.flat().filter((deed) => deed !== 'refused').length;
  // A connection that ends while a request is on its way: the partner may never have heard of it, and nobody can tell.
  const lost = ledger.filter(({ outcome }) => outcome?.endsWith('connection-lost-after-send')).length;
  expect(mayBeBilled).toBeGreaterThanOrEqual(heard);
  expect(mayBeBilled).toBeLessThanOrEqual(heard + lost);
  const spent = await database.db.query<{ meter: string; spent: string }>({
    text: 'SELECT meter, spent FROM spendings',
  });
  expect(Object.fromEntries(spent.map((row) => [row.meter, Number(row.spent)]))).toEqual({
    'agreement:AGR-1 calls any': mayBeBilled,
    'agreement:AGR-1 USD any': Math.round(mayBeBilled * 10) / 100,
  });
}, 60_000);
