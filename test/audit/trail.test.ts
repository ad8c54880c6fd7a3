/** What an auditor can ask, page by page, and what refusals leave behind. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRefusals } from '../../src/audit/refusals.ts';
import { createTrail, type TrailFilter, trailFilterCodes } from '../../src/audit/trail.ts';
import { MAX_ENTRY_BYTES } from '../../src/audit/entry.ts';
import type { Entry } from '../../src/audit/entry-store.ts';
import { instantFromEpochMs } from '../../src/domain/instant.ts';
import { appendEntries } from '../../src/store/audit-entries.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { consentOf, loadBank } from '../store/sample-facts.ts';
import { account, allowed, denied, logged, releaseOf, type Replica, replicaOn } from './sample-requests.ts';

let bank: TestDatabase;
let replica: Replica;
beforeAll(async () => {
  bank = await openTestDatabase();
  await loadBank(bank.db, 30);
  replica = replicaOn(bank.db);
  for (let n = 0; n < 5; n += 1) await replica.log.release(account(`t-${n}`, `user-${n % 2}`), [releaseOf(allowed(n))]);
  await replica.log.release(
    account('t-many'),
    [10, 11, 12, 13, 14, 15, 16].map((n) => releaseOf(allowed(n))),
  );
  await replica.log.release(account('t-denied'), [releaseOf(denied('ghost'))]);
});
afterAll(() => bank.close());

const trail = () => createTrail({ store: replica.store, digestOf: replica.entries.digestOf });
const requestsOf = async (filter: TrailFilter) =>
  (await trail().read(filter, 100)).entries.map(({ content }) => content.requestId);

test('each filter finds exactly its entries, newest first', async () => {
  expect(await requestsOf({ customerId: 'c3' })).toEqual(['t-3']);
  expect(await requestsOf({ caller: 'user-1' })).toEqual(['t-3', 't-1']);
  expect(await requestsOf({ consent: 'k2' })).toEqual(['t-2']);
  expect(await requestsOf({ reason: 'SUBJECT_UNKNOWN' })).toEqual(['t-denied']);
  expect(await requestsOf({ outcome: 'ALLOW', caller: 'user-0' })).toEqual(['t-4', 't-2', 't-0']);
  expect(await requestsOf({ agreement: 'A-alpha-credit/1', partner: 'alpha-credit' })).toHaveLength(12);
  expect(
    await requestsOf({ coordinate: 'CreditScore.value', role: 'underwriter', purpose: 'CREDIT_DECISION' }),
  ).toHaveLength(13);
  expect(await requestsOf({ application: 'other' })).toEqual([]);
  expect(await requestsOf({ kinds: ['INTENT'] })).toEqual([]);
  expect(await requestsOf({ until: instantFromEpochMs(0) })).toEqual([]);
  expect(await requestsOf({ customerId: 'ghost' })).toEqual(['t-denied']);
});

test('pages join without loss or repetition, also inside one statement’s entries, and name the customer', async () => {
  const seen: (string | null)[] = [];
  let after: string | undefined;
  for (let more = true; more;) {
    const page = await trail().read({}, 3, after);
    seen.push(...page.entries.map(({ customerId }) => customerId));
    after = page.entries.at(-1)?.cursor;
    more = page.hasNextPage;
  }
  expect(seen[0]).toBeNull();
  expect(seen).toHaveLength(13);
  expect(new Set(seen).size).toBe(13);
});

test('a foreign cursor and a page that is too large are refused', async () => {
  for (const cursor of ['', 'x', Buffer.from(`2026-01-01T00:00:00Z ' OR 1=1`).toString('base64url')]) {
    await expect(trail().read({}, 3, cursor)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  }
  for (const first of [0, 101, 1.5])
    await expect(trail().read({}, first)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('reading the log leaves an entry that names the filter by code and the customer by digest', async () => {
  const { entries, store } = replica;
  const filter = trailFilterCodes({ customerId: 'c3', outcome: 'ALLOW' }, entries.digestOf);
  await store.append([entries.logRead({ requestId: 'a-1', caller: account('', 'auditor').caller }, filter, 1)]);
  const [read] = (await trail().read({ kinds: ['LOG_READ'] }, 1)).entries;
  expect(read?.content).toMatchObject({
    caller: { subject: 'auditor' },
    filter: { outcome: 'ALLOW', customer: entries.digestOf('c3') },
  });
  expect(JSON.stringify(read?.content)).not.toContain('c3"');
});

test('a change of the rules and its entry commit together or not at all', async () => {
  const change = (fails: boolean) =>
    bank.db.transaction(async (tx) => {
      const written = await changeFact(tx, 'consent', 'k20', 1, { ...consentOf('c20'), state: 'WITHDRAWN' }, 'lin');
      if (written.conflict) throw new Error('conflict');
      const about = { action: 'WITHDRAW_CONSENT', fact: written.fact, previousVersion: 1, customerId: 'c20' };
      const transition = { from: 'GRANTED', to: 'WITHDRAWN' };
      await appendEntries(tx, [replica.entries.governanceChanged(account('g-1'), { ...about, transition })]);
      if (fails) throw new Error('later failure');
    });
  await expect(change(true)).rejects.toThrow('later failure');
  expect(await requestsOf({ consent: 'k20' })).toEqual([]);
  await change(false);
  const [entry] = (await trail().read({ consent: 'k20' }, 1)).entries;
  expect(entry).toMatchObject({
    customerId: 'c20',
    content: { action: 'WITHDRAW_CONSENT', fact: { id: 'k20', version: 2 } },
  });
});

test('an entry that would not fit a tile is refused before anything is written', async () => {
  const decision = denied('c1', 'CONSENT_WITHDRAWN');
  const { view } = releaseOf(decision);
  const [line] = view.disclosures;
  const wide = {
    ...view,
    disclosures: Array.from({ length: 3_000 }, (_, i) => ({ ...line, coordinate: `CreditScore.field${i}xxxxxxxxxxx` })),
  };
  const release = replica.log.release(account('t-wide'), [{ decision, view: wide as unknown as typeof view }]);
  await expect(release).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect(MAX_ENTRY_BYTES).toBe(65_535);
  expect((await logged(bank.db)).filter((row) => row.request_id === 't-wide')).toEqual([]);
});

const refusal = (source: string, code = 'UNAUTHENTICATED') => ({
  requestId: 'x',
  caller: null,
  application: null,
  purpose: null,
  action: null,
  source,
  code,
});
const countsOf = (written: readonly Entry[]) =>
  written
    .map(({ text }) => (JSON.parse(text) as { what: { code: string; count: number } }).what)
    .map(({ code, count }) => `${code} ${count}`);

test('a flood of bad tokens leaves one entry and one count per minute and source, however many there are', async () => {
  const written: Entry[] = [];
  let nowMs = 0;
  const store = { append: async (entries: readonly Entry[]) => void written.push(...entries) };
  const refusals = createRefusals({
    store,
    entries: replica.entries,
    now: () => instantFromEpochMs(nowMs),
    maxSources: 50,
  });
  for (let i = 0; i < 10_000; i += 1) await refusals.record(refusal('10.0.0.1'));
  await refusals.record(refusal('10.0.0.1', 'CALLER_THROTTLED'));
  expect(countsOf(written)).toEqual(['UNAUTHENTICATED 1', 'CALLER_THROTTLED 1']);
  await refusals.sweep();
  expect(written).toHaveLength(2);
  nowMs = 60_000;
  await refusals.sweep();
  expect(countsOf(written).slice(2)).toEqual(['UNAUTHENTICATED 9999']);
  for (let i = 0; i < 1_000; i += 1) await refusals.record(refusal(`192.0.2.${i}`));
  await refusals.close();
  expect(countsOf(written).slice(3)).toHaveLength(52);
  expect(countsOf(written).at(-1)).toBe('UNAUTHENTICATED 949');
  expect(JSON.stringify(written)).not.toContain('10.0.0.1');
});

test('a flood from strangers never costs a known caller the name in the log', async () => {
  const written: Entry[] = [];
  const store = { append: async (entries: readonly Entry[]) => void written.push(...entries) };
  const refusals = createRefusals({
    store,
    entries: replica.entries,
    now: () => instantFromEpochMs(0),
    maxSources: 50,
  });
  for (let i = 0; i < 200; i += 1) await refusals.record(refusal(`192.0.2.${i}`));
  const eve = { ...refusal('desk', 'FORBIDDEN'), caller: { subject: 'eve', roles: [] }, application: 'desk' };
  await refusals.record(eve);
  expect(written.at(-1)).toMatchObject({ caller: 'eve', application: 'desk' });
});

test('a refusal that cannot be written is reported and breaks nothing', async () => {
  const failures: unknown[] = [];
  const store = { append: () => Promise.reject(new Error('down')) };
  const refusals = createRefusals({
    store,
    entries: replica.entries,
    now: () => instantFromEpochMs(0),
    onFailure: (err) => failures.push(err),
  });
  await refusals.record(refusal('a'));
  expect(failures).toHaveLength(1);
});
