/** Calls with unknown outcome, where the partner can be asked what became of them: an invented bureau that numbers its inquiries. */
import { describe, expect, it } from 'vitest';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { createBreakableDatabase } from '../support/breakable-database.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { KEK, reconcile } from './dying-replica.ts';
import { AAA, ask, execute, inquiry, rows, states } from './guarded.ts';
import { type PartnerOnSocket, sendJson, startPartner } from './partner-on-socket.ts';
import { type Stage, startStage, TERMS, want } from './stage.ts';

type Status = 'served' | 'not-served' | 'pending' | 'never-heard' | 'broken';
const BODIES = { served: true, 'not-served': false, pending: null } as const;

/** Drops the connection after inquiries until told to answer; always says what became of them. */
async function bureau(): Promise<PartnerOnSocket & { state: Status; isWell: boolean }> {
  const state = { state: 'pending' as Status, isWell: false };
  const partner = await startPartner(({ url }, res) => {
    if (!url.pathname.startsWith('/status/')) return void (state.isWell ? sendJson(res, { price: 1 }) : res.destroy());
    if (state.state === 'never-heard') return sendJson(res, {}, 404);
    if (state.state === 'broken') return sendJson(res, { served: 'perhaps' });
    sendJson(res, { served: BODIES[state.state] });
  });
  return Object.assign(state, partner);
}

const connector = (changes: Partial<Connector> = {}): Connector => inquiry({ reconcile, ...changes });
const inquiries = ({ received }: PartnerOnSocket): number =>
  received.filter(({ url }) => url.pathname.startsWith('/quotes/')).length;
const decided = ({ notes }: Stage): readonly string[] =>
  notes.filter(({ decision }) => decision === 'reconcile').map(({ reason }) => reason);

describe('a partner that knows', () => {
  it.each(['not-served', 'never-heard'] as const)('that it did not happen (%s) frees the call', async (status) => {
    const partner = await bureau();
    const stage = startStage([connector()], partner.baseUrl);
    expect(await ask(stage)).toBe('PARTNER_OUTCOME_UNKNOWN connection-lost-after-send');
    Object.assign(partner, { state: status, isWell: true });
    await stage.partners.tidyCalls();
    expect((await rows())[0]).toMatchObject({
      state: 'RECONCILED',
      outcome: 'NOT_HAPPENED',
      reconciled_by: 'status-call',
    });
    expect(await ask(stage)).toBe('record');
    expect(inquiries(partner)).toBe(2);
    expect(decided(stage)).toEqual(['it-did-not-happen']);
  });

  it('that it happened frees the call too: it was paid for', async () => {
    const partner = await bureau();
    const stage = startStage([connector()], partner.baseUrl);
    await ask(stage);
    partner.state = 'served';
    await stage.partners.tidyCalls();
    expect((await rows())[0]).toMatchObject({ state: 'RECONCILED', outcome: 'HAPPENED' });
  });

  it.each(['pending', 'broken'] as const)('nothing yet (%s) is asked again at the next round', async (status) => {
    const partner = await bureau();
    const stage = startStage([connector()], partner.baseUrl);
    await ask(stage);
    partner.state = status;
    await stage.partners.tidyCalls();
    expect(await states()).toEqual(['UNKNOWN']);
    expect(await ask(stage)).toBe('PARTNER_OUTCOME_UNKNOWN to-be-reconciled');
    partner.state = 'served';
    await stage.partners.tidyCalls();
    expect(await states()).toEqual(['RECONCILED']);
    expect(decided(stage)).toEqual(['not-known-yet', 'it-happened']);
    expect(inquiries(partner)).toBe(1);
  });

  it('is asked about a call whose process is gone as well', async () => {
    const partner = await bureau();
    const stage = startStage([connector()], partner.baseUrl);
    await ask(stage);
    await execute(`UPDATE guarded_calls SET state = 'UNDER_WAY', ends_at = clock_timestamp()`);
    partner.state = 'served';
    await stage.partners.tidyCalls();
    expect(await states()).toEqual(['RECONCILED']);
  });

  it('is asked by one replica at a time', async () => {
    const partner = await bureau();
    const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(database.db), cacheSize: 100 });
    const stages = [1, 2, 3].map(() => startStage([connector()], partner.baseUrl, { vault }));
    await Promise.all(stages.map((stage, i) => ask(stage, want('c-1', { ticker: `T${i}` }))));
    partner.state = 'served';
    await Promise.all(stages.map(({ partners }) => partners.tidyCalls()));
    expect(partner.received.map(({ url }) => url.pathname).filter((path) => path.startsWith('/status/')).sort()).toEqual([
      '/status/T0', '/status/T1', '/status/T2',
    ]); // prettier-ignore
    expect(await states()).toEqual(['RECONCILED', 'RECONCILED', 'RECONCILED']);
  });
});

describe('what an unknown call had reserved', () => {
  const budget = { callsPerDay: 10, moneyPerMonth: { amount: '5' as Decimal, currency: 'USD' } };
  const costly = { price: { amount: '0.5', currency: 'USD' } };
  const paid = { ...AAA, terms: { ...TERMS, budget } };
  const spent = async (): Promise<readonly number[]> => {
    const found = await database.db.query<{ spent: string }>({ text: 'SELECT spent FROM spendings ORDER BY meter' });
    return found.map((row) => Number(row.spent));
  };

  it.each([
    ['served', [1, 0.5]],
    ['not-served', [0, 0]],
  ] as const)('stays spent or is given back, once: %s', async (status, left) => {
    const partner = await bureau();
    const stage = startStage([connector(costly)], partner.baseUrl);
    await ask(stage, paid);
    expect([...(await spent())].sort()).toEqual([0.5, 1]);
    partner.state = status;
    for (let round = 0; round < 2; round += 1) await stage.partners.tidyCalls();
    expect([...(await spent())].sort()).toEqual([...left].sort());
  });

  it.each([2, 3])('is given back with the state and its log entry or not at all (%i statements)', async (failFrom) => {
    const partner = await bureau();
    const stage = startStage([connector(costly)], partner.baseUrl);
    await ask(stage, paid);
    const [row] = await database.db.query<{ id: string }>({ text: 'SELECT id FROM guarded_calls' });
    const broken = createBreakableDatabase();
    const { calls: ledger } = openPartnerStores(broken.through(database.db));
    const logged = async (): Promise<number> => {
      const text = `SELECT 1 FROM audit_entries WHERE strpos(convert_from(bytes, 'UTF8'), $1) > 0`;
      return (await database.db.query({ text, values: [row?.id] })).length;
    };
    broken.breaker.arm(failFrom);
    await expect(ledger.reconcile(row?.id ?? '', false)).rejects.toThrow();
    expect([await states(), await logged()]).toEqual([['UNKNOWN'], 0]);
    broken.breaker.mend();
    expect([await ledger.reconcile(row?.id ?? '', false), await ledger.reconcile(row?.id ?? '', false)]).toEqual([true, false]); // prettier-ignore
    expect([await spent(), await logged()]).toEqual([[0, 0], 1]);
  });
});

it('what was asked is kept sealed, only where it can be asked about, and only until it is known', async () => {
  const partner = await bureau();
  const kept = async (): Promise<readonly (Uint8Array | null)[]> =>
    (await database.db.query<{ request: Uint8Array | null }>({ text: 'SELECT request FROM guarded_calls' })).map(({ request }) => request); // prettier-ignore
  await ask(startStage([connector()], partner.baseUrl));
  const [sealed] = await kept();
  expect(Buffer.from(sealed ?? []).toString('latin1')).not.toContain('AAA');
  expect(sealed?.byteLength).toBeGreaterThan(20);
  await execute('DELETE FROM guarded_calls');
  await ask(startStage([inquiry()], partner.baseUrl));
  expect(await kept()).toEqual([null]);
  await execute('DELETE FROM guarded_calls');
  partner.isWell = true;
  await ask(startStage([connector()], partner.baseUrl));
  expect(await kept()).toEqual([null]);
});
