/** A process that dies, or is given up, between reserving a budget and settling its call: nothing is lost, nothing comes back twice. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawsOf } from '../../src/partners/budget/meters.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { createBreakableDatabase } from '../support/breakable-database.ts';
import { needsServer } from '../support/database.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { bureauConnector, INQUIRY, KEK } from './dying-replica.ts';
import { ask, execute, states, until } from './guarded.ts';
import { type PartnerOnSocket, sendJson, startPartner } from './partner-on-socket.ts';
import { type Stage, startStage } from './stage.ts';

const SCRIPT = fileURLToPath(new URL('./dying-replica.ts', import.meta.url));

interface Bureau extends PartnerOnSocket {
  served: boolean;
  /** What it answers to inquiries; never, at first. */
  status: number | null;
  /** Answers those that wait. */
  readonly answerLate: (status: number) => void;
}

async function bureau(): Promise<Bureau> {
  const waiting: ((status: number) => void)[] = [];
  const state = { served: false, status: null as number | null };
  const partner = await startPartner(({ url }, res) => {
    if (url.pathname.startsWith('/status/')) return sendJson(res, { served: state.served });
    const answer = (status: number): void => sendJson(res, { price: 1 }, status);
    if (state.status === null) waiting.push(answer);
    else answer(state.status);
  });
  return Object.assign(state, partner, {
    answerLate: (status: number) => waiting.splice(0).forEach((answer) => answer(status)),
  });
}

const replica = ({ baseUrl }: Bureau): Stage => {
  const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(database.db), cacheSize: 100 });
  return startStage([bureauConnector], baseUrl, { vault });
};
const inquiries = ({ received }: Bureau): number =>
  received.filter(({ url }) => url.pathname.startsWith('/quotes/')).length;
const spent = async (): Promise<readonly number[]> => {
  const found = await database.db.query<{ spent: string }>({ text: 'SELECT spent FROM spendings ORDER BY spent DESC' });
  return found.map((row) => Number(row.spent));
};
/** As time passes. */
const giveUp = (): Promise<unknown> =>
  execute(`UPDATE guarded_calls SET ends_at = clock_timestamp() WHERE state = 'UNDER_WAY'`);

describe('a process killed while the bureau has its inquiry', () => {
  it.for([
    [false, [0, 0], 'record', 2],
    [true, [1, 0.5], 'PARTNER_BUDGET_SPENT calls-per-day', 1],
  ] as const)('served: %s leaves %j spent, once that is known', async ([served, left, then, made], ctx) => {
    needsServer(ctx);
    const partner = Object.assign(await bureau(), { served });
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, database.url, partner.baseUrl], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await until(() => inquiries(partner) === 1);
    child.kill('SIGKILL');
    await gone;
    // 1. Until somebody knows, the money stays counted and nobody asks again.
    await giveUp();
    const successor = replica(partner);
    partner.status = 200;
    expect(await ask(successor, INQUIRY)).toBe('PARTNER_OUTCOME_UNKNOWN to-be-reconciled');
    expect(await spent()).toEqual([1, 0.5]);
    // 2. The bureau says what became of it, however often it is asked.
    for (let round = 0; round < 3; round += 1) await successor.partners.tidyCalls();
    expect(await spent()).toEqual(left);
    // 3. The only call of the day is there again, or it is spent.
    expect(await ask(successor, INQUIRY)).toBe(then);
    expect(inquiries(partner)).toBe(made);
    expect(await spent()).toEqual([1, 0.5]);
  });
});

describe('a process that was given up and is still there', () => {
  it.each([429, 200, 401])('gives nothing back a second time when %i comes late', async (status) => {
    const partner = await bureau();
    const [slow, other] = [replica(partner), replica(partner)];
    const late = ask(slow, INQUIRY);
    await until(() => inquiries(partner) === 1);
    await giveUp();
    await other.partners.tidyCalls();
    expect([await states(), await spent()]).toEqual([['RECONCILED'], [0, 0]]);
    partner.status = 200;
    expect(await ask(other, INQUIRY)).toBe('record');
    partner.answerLate(status);
    await late;
    expect(await spent()).toEqual([1, 0.5]);
    expect([...(await states())].sort()).toEqual(['ANSWERED', 'RECONCILED']);
  });

  it('may still say itself that it did not happen, and gives back what it took', async () => {
    const partner = await bureau();
    const slow = replica(partner);
    const late = ask(slow, INQUIRY);
    await until(() => inquiries(partner) === 1);
    await execute(`UPDATE guarded_calls SET state = 'UNKNOWN', settled_at = clock_timestamp()`);
    partner.answerLate(429);
    expect(await late).toMatch(/^PARTNER_THROTTLED/);
    expect([await states(), await spent()]).toEqual([['NOT_HAPPENED'], [0, 0]]);
  });
});

describe('a database that is lost with its answer', () => {
  const through = async (name: string, status: number | null) => {
    const partner = Object.assign(await bureau(), { status });
    const broken = createBreakableDatabase();
    const { calls, budget } = openPartnerStores(broken.through(database.db));
    const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(database.db), cacheSize: 100 });
    const stage = startStage([bureauConnector], partner.baseUrl, { vault, stores: { calls, budget } });
    // The day's rows are there, as they are for every call but the first.
    const { reservation } = await budget.reserve(drawsOf(bureauConnector, { ...INQUIRY, customerIds: [] }) ?? []);
    if (reservation !== null) await budget.refund(reservation);
    broken.breaker.loseAnswersOf((statement) => statement.name === name);
    const outcome = await ask(stage, INQUIRY);
    broken.breaker.mend();
    await until(async () => (await states()).join() !== 'UNDER_WAY');
    return { outcome, made: inquiries(partner), left: [await states(), await spent()] };
  };

  it('to the reservation: no call, and nothing stays taken', async () => {
    expect(await through('reserve-spendings', 200)).toEqual({
      outcome: 'PARTNER_UNAVAILABLE budget-unreadable',
      made: 0,
      left: [['NOT_HAPPENED'], [0, 0]],
    });
  });

  it.each(['let-go-reservation', 'refund-spendings'])(
    'to the refund (%s): given back once, by whoever settles',
    async (name) => {
      expect(await through(name, 401)).toEqual({
        outcome: 'PARTNER_REFUSED_CREDENTIALS status-401',
        made: 1,
        left: [['NOT_HAPPENED'], [0, 0]],
      });
    },
  );

  it('to the settling: the answer is the caller’s, and nothing is counted twice', async () => {
    expect(await through('settle-guarded-call', 200)).toEqual({
      outcome: 'record',
      made: 1,
      left: [['ANSWERED'], [1, 0.5]],
    });
  });

  it('to the settling of what did not happen: given back once', async () => {
    const { made, left } = await through('settle-guarded-call', 429);
    expect([made, left]).toEqual([1, [['NOT_HAPPENED'], [0, 0]]]);
  });
});

it('what a call took is written down by the statement that takes it', async () => {
  const partner = await bureau();
  const leaver = new AbortController();
  const left = ask(replica(partner), INQUIRY, leaver.signal);
  await until(() => inquiries(partner) === 1);
  const [row] = await database.db.query<{ reservation: unknown }>({ text: 'SELECT reservation FROM guarded_calls' });
  expect(row?.reservation).toMatchObject({
    taken: [
      { key: 'agreement:AGR-1 calls any', unit: 'calls', amount: '1' },
      { key: 'agreement:AGR-1 USD any', unit: 'USD', amount: '0.5' },
    ],
  });
  leaver.abort();
  expect(await left).toBe('PARTNER_OUTCOME_UNKNOWN request-aborted-after-send');
  partner.answerLate(200);
  await until(async () => (await states()).join() === 'ANSWERED');
  expect(await spent()).toEqual([1, 0.5]);
});
