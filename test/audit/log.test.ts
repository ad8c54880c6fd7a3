/** The access log under the condition of a current decision: what is written, what is refused, and who is not disturbed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Statement } from '../../src/store/database.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { needsServer, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { consentOf, loadBank, purpose } from '../store/sample-facts.ts';
import { account, allowed, denied, logged, memoryVault, releaseOf, replicaOn } from './sample-requests.ts';

let bank: TestDatabase;
let db: Database;
beforeAll(async () => {
  bank = await openTestDatabase();
  db = bank.db;
  await loadBank(db, 200);
});
afterAll(() => bank.close());

const withdraw = (n: number) =>
  db.transaction((tx) => changeFact(tx, 'consent', `k${n}`, 1, { ...consentOf(`c${n}`), state: 'WITHDRAWN' }, 'test'));
const entriesOf = async (requestId: string) => (await logged(db)).filter((row) => row.request_id === requestId);

test('a release under current facts is durable, names everything by code and holds no value', async () => {
  const { log, entries } = replicaOn(db);
  const [result] = await log.release(account('r-current'), [releaseOf(allowed(0))]);
  expect(result).toMatchObject({ stale: false, view: { id: 'c0' } });
  const [row] = await entriesOf('r-current');
  const envelope = JSON.parse(row?.text ?? '') as { version: number; what: Record<string, unknown> };
  expect(row?.text.startsWith('{"version":1,"what":{')).toBe(true);
  expect(envelope.what).toMatchObject({
    kind: 'RELEASED',
    application: 'loan-desk',
    caller: { subject: 'lin', roles: ['underwriter'] },
    subject: { digest: entries.digestOf('c0') },
    groups: [
      {
        coordinates: ['CreditScore.value'],
        outcome: 'ALLOW',
        source: 'alpha-credit',
        consent: { id: 'k0', version: 1 },
      },
    ],
  });
  const facts = envelope.what['facts'] as readonly { kind: string; hash: string }[];
  expect(facts).toHaveLength(7);
  for (const fact of facts) expect(fact.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(row?.tags).toEqual(
    expect.arrayContaining(['consent:k0', 'partner:alpha-credit', 'coordinate:CreditScore.value']),
  );
  expect(row?.text).not.toMatch(/SECRET|712|2026-05-05|"c0"/);
});

test('a withdrawn consent refuses the release and says what changed, and its neighbours in the same request pass', async () => {
  const { log } = replicaOn(db);
  await withdraw(1);
  const results = await log.release(account('r-stale'), [allowed(2), allowed(1), allowed(3)].map(releaseOf));
  expect(results.map(({ stale }) => stale)).toEqual([false, true, false]);
  expect(results[1]).toEqual({ stale: true, kinds: ['consent'] });
  expect(await entriesOf('r-stale')).toHaveLength(2);
});

test('an INTENT stands under the same condition, and the permit covers only what a durable entry names', async () => {
  const { log } = replicaOn(db);
  await withdraw(4);
  const asks = [{ source: 'alpha-credit', dataset: 'credit.score' as const }];
  const { permit, stale } = await log.intend(
    account('r-intent'),
    [4, 5].map((n) => ({ decision: allowed(n), asks })),
  );
  expect([...stale]).toEqual([['c4', { stale: true, kinds: ['consent'] }]]);
  expect(permit.covers('c5', 'alpha-credit', 'credit.score')).toBe(true);
  expect(permit.covers('c4', 'alpha-credit', 'credit.score')).toBe(false);
  expect(permit.covers('c5', 'beta-credit', 'credit.score')).toBe(false);
  expect(permit.covers('c5', 'alpha-credit', 'credit.account')).toBe(false);
  expect(await entriesOf('r-intent')).toHaveLength(1);
});

test('a decision whose end has passed by the database’s clock is refused', async () => {
  const { log } = replicaOn(db);
  const past = allowed(6, { validUntil: '2020-01-01T00:00:00.000Z' });
  const future = allowed(7, { validUntil: '2090-01-01T00:00:00.000Z' });
  const results = await log.release(account('r-ended'), [past, future].map(releaseOf));
  expect(results[0]).toEqual({ stale: true, kinds: ['agreement', 'consent'] });
  expect(results[1]?.stale).toBe(false);
});

test('a decision that withholds everything is recorded all the same, needs no fact and no key', async () => {
  const { log } = replicaOn(db, { vault: memoryVault(new Set(['nobody'])) });
  const [result] = await log.release(account('r-denied'), [releaseOf(denied('nobody'))]);
  expect(result?.stale).toBe(false);
  const [row] = await entriesOf('r-denied');
  expect(row?.tags).toEqual(expect.arrayContaining(['outcome:WITHHOLD', 'reason:SUBJECT_UNKNOWN']));
  const names = await db.query({ text: `SELECT * FROM subject_digests WHERE customer_id = 'nobody'` });
  expect(names).toEqual([]);
});

test('nothing is released about a customer whose key cannot be used', async () => {
  const { log } = replicaOn(db, { vault: memoryVault(new Set(['c8'])) });
  await expect(log.release(account('r-keyless'), [releaseOf(allowed(8))])).rejects.toMatchObject({
    code: 'AUDIT_UNAVAILABLE',
  });
  expect(await entriesOf('r-keyless')).toEqual([]);
});

test('one view cannot be released under another customer’s decision', async () => {
  const { log } = replicaOn(db);
  const swapped = { decision: allowed(9), view: releaseOf(allowed(10)).view };
  await expect(log.release(account('r-swapped'), [swapped])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
});

test('a row the database refuses fails its own request and none of those that share the statement', async () => {
  const { log } = replicaOn(db);
  const requests = Array.from({ length: 30 }, (_, i) =>
    log.release(account(`r-bad-${i}`, i === 17 ? 'nul\u0000character' : 'lin'), [releaseOf(allowed(i + 20))]),
  );
  const results = await Promise.allSettled(requests);
  expect(results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([17]);
  expect(results[17]).toMatchObject({ reason: { code: 'AUDIT_UNAVAILABLE' } });
  const ids = (await logged(db)).map((row) => row.request_id).filter((id) => id.startsWith('r-bad-'));
  expect(new Set(ids).size).toBe(29);
  expect(ids).toHaveLength(29);
});

test('a disclosure for 100 customers is one statement, and 50 requests at once are few', async () => {
  const names: (string | undefined)[] = [];
  const counted: Database = {
    ...db,
    query: (statement: Statement) => (names.push(statement.name), db.query(statement)),
  };
  const { log } = replicaOn(counted);
  const hundred = Array.from({ length: 100 }, (_, i) => releaseOf(allowed(i + 100)));
  const results = await log.release(account('r-hundred'), hundred);
  expect(results.every(({ stale }) => !stale)).toBe(true);
  expect(names.filter((name) => name === 'append-entries')).toHaveLength(1);
  names.length = 0;
  await Promise.all(hundred.slice(0, 50).map((release, i) => log.release(account(`r-many-${i}`), [release])));
  expect(names.filter((name) => name === 'append-entries').length).toBeLessThanOrEqual(5);
});

test('a locked fact makes the release wait and then decide: written after a rollback, stale after a commit', async (ctx) => {
  needsServer(ctx);
  const { log } = replicaOn(db, { lockWaitMs: 20_000 });
  for (const commits of [false, true]) {
    let release: Promise<readonly { readonly stale: boolean }[]> | undefined;
    const neighbour = commits ? 51 : 52;
    const change = bank.replica().transaction(async (tx) => {
      await changeFact(tx, 'consent', 'k50', 1, { ...consentOf('c50'), state: 'WITHDRAWN' }, 'test');
      release = log.release(account(`r-lock-${commits}`), [releaseOf(allowed(50))]);
      await log.release(account('r-neighbour'), [releaseOf(allowed(neighbour))]);
      await expect.poll(waiters).toBe(1);
      if (!commits) throw new Error('rolled back');
    });
    await change.catch((err: Error) => expect(err.message).toBe('rolled back'));
    expect(await release).toMatchObject(commits ? [{ stale: true, kinds: ['consent'] }] : [{ stale: false }]);
  }
});

/** Connections of this database that wait for a lock. */
const waiters = async () => {
  const [row] = await db.query<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM pg_locks JOIN pg_stat_activity a USING (pid)
      WHERE NOT granted AND a.datname = current_database()`,
  });
  return row?.n;
};

test('a fact that stays locked too long reads as changing, not as an outage', async (ctx) => {
  needsServer(ctx);
  const { log } = replicaOn(db, { lockWaitMs: 50 });
  await bank.replica().transaction(async (tx) => {
    await changeFact(tx, 'consent', 'k60', 1, { ...consentOf('c60'), state: 'WITHDRAWN' }, 'test');
    const [result] = await log.release(account('r-held'), [releaseOf(allowed(60))]);
    expect(result).toEqual({ stale: true, kinds: ['consent'] });
  });
});

test('when the database goes away a request fails with AUDIT_UNAVAILABLE, and the next one succeeds by itself', async (ctx) => {
  needsServer(ctx);
  const { log } = replicaOn(db);
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  const outcomes: unknown[] = [];
  const lost = bank.replica().transaction(async (tx) => {
    await changeFact(tx, 'consent', 'k61', 1, { ...consentOf('c61'), state: 'WITHDRAWN' }, 'test');
    const waiting = log.release(account('r-gone'), [releaseOf(allowed(61))]).catch((err: unknown) => err);
    await expect.poll(waiters).toBe(1);
    await bank.asOwner(cut);
    outcomes.push(await waiting);
    await tx.query({ text: 'SELECT 1' });
  });
  await expect(lost).rejects.toThrow();
  expect(outcomes).toMatchObject([{ code: 'AUDIT_UNAVAILABLE' }]);
  const again = () => log.release(account('r-back'), [releaseOf(allowed(61))]);
  await expect
    .poll(() =>
      again().then(
        ([result]) => result?.stale,
        () => 'down',
      ),
    )
    .toBe(false);
  expect(await entriesOf('r-gone')).toEqual([]);
});

test('a retired purpose stops every release that still rests on it', async () => {
  const { log } = replicaOn(db);
  await db.transaction((tx) =>
    changeFact(tx, 'purpose', 'CREDIT_DECISION', 1, { ...purpose, state: 'RETIRED' }, 'test'),
  );
  const results = await log.release(
    account('r-retired'),
    [70, 71].map((n) => releaseOf(allowed(n))),
  );
  expect(results).toEqual([
    { stale: true, kinds: ['purpose'] },
    { stale: true, kinds: ['purpose'] },
  ]);
  const [fresh] = await log.release(account('r-again'), [releaseOf(allowed(70, { purposeVersion: 2 }))]);
  expect(fresh?.stale).toBe(false);
});
