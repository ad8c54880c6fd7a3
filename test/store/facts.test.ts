/** Snapshots of facts: complete, current, and honest about bytes that somebody edited. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Statement } from '../../src/store/database.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { createFacts } from '../../src/store/facts.ts';
import { editSigned, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { agreementId, agreementOf, at, consentOf, factsQuery, loadBank, purpose, role } from './sample-facts.ts';

let bank: TestDatabase;
let db: Database;

beforeAll(async () => {
  bank = await openTestDatabase();
  db = bank.db;
  await loadBank(db, 30);
});
afterAll(() => bank.close());

const factsOf = async (id: string) => {
  const facts = (await createFacts(db).snapshot(factsQuery(id))).get(id);
  if (facts === undefined) throw new Error('no entry');
  return facts;
};

test('a snapshot holds every fact of every customer asked for, and null for an unknown one', async () => {
  const snapshot = await createFacts(db).snapshot(factsQuery('c1', 'c2', 'nobody'));
  expect([...snapshot.keys()]).toEqual(['c1', 'c2', 'nobody']);
  const facts = snapshot.get('c2');
  expect(facts?.principal?.body.title).toBe('Loan desk');
  expect(facts?.roles.map((role) => role.id)).toEqual(['underwriter']);
  expect(facts?.purpose?.body).toEqual(purpose);
  expect(facts?.partners.size).toBe(6);
  expect(facts?.agreements.get('alpha-credit')?.map(({ id, isIntact }) => [id, isIntact])).toEqual([
    ['A-alpha-credit/1', true],
  ]);
  expect(facts?.subject?.body.branch).toBe('pudong');
  expect(facts?.consents.map(({ id, isIntact }) => [id, isIntact])).toEqual([['k2', true]]);
  expect(snapshot.get('nobody')).toMatchObject({ subject: null, consents: [] });
});

test('drafts and agreements in review never reach a decision', async () => {
  for (const [i, state] of (['DRAFT', 'IN_REVIEW', 'SUSPENDED'] as const).entries()) {
    const body = { ...agreementOf('omega-credit', i + 1), state };
    await db.transaction((tx) => createFact(tx, 'agreement', `A-omega-credit/${i + 1}`, body, 'test'));
  }
  const { agreements } = await factsOf('c1');
  expect(agreements.get('omega-credit')?.map((fact) => fact.body.state)).toEqual(['SUSPENDED']);
});

test('step-ups that nobody approved, or that ended long ago, are not read with a customer for ever', async () => {
  const body = {
    customerId: 'c4', state: 'REQUESTED', caller: 'dana', application: 'app', purpose: 'CREDIT', coordinates: ['Identity.phones'],
    because: 'a call', requestedAt: at('2026-01-01'), minutes: 5,
  } as const; // prettier-ignore
  const granted = {
    ...body,
    state: 'GRANTED',
    decidedBy: 'zhou',
    decidedAt: body.requestedAt,
    until: at('2026-01-02'),
  } as const;
  await db.transaction(async (tx) => {
    await createFact(tx, 'elevation', 'asked', body, 'test');
    await createFact(tx, 'elevation', 'now', granted, 'test');
    await createFact(tx, 'elevation', 'long ago', granted, 'test');
  });
  await bank.asOwner(`UPDATE facts SET updated_at = now() - interval '3 hours' WHERE id = 'long ago'`);
  expect((await factsOf('c4')).elevations.map(({ id }) => id)).toEqual(['now']);
});

test('the decision time is the database’s clock at the snapshot', async () => {
  const clock = async () =>
    (await db.query<{ now: string }>({ text: 'SELECT clock_timestamp() AS now' }))[0]?.now ?? '';
  const before = await clock();
  const { decidedAt } = await factsOf('c1');
  expect(before <= decidedAt && decidedAt <= (await clock())).toBe(true);
});

test('a body edited in SQL is no longer intact in the very next snapshot, also through a warm reader', async () => {
  const reader = createFacts(db);
  const consent = async () => (await reader.snapshot(factsQuery('c3'))).get('c3')?.consents[0];
  expect((await consent())?.isIntact).toBe(true);
  await bank.asOwner(`UPDATE facts SET body = replace(body, '2030', '2040') WHERE kind = 'consent' AND id = 'k3'`);
  expect(await consent()).toMatchObject({ isIntact: false, body: { expiresAt: '2040-01-01T00:00:00.000Z' } });
  await bank.asOwner(`UPDATE facts SET body = replace(body, '2040', '2030') WHERE kind = 'consent' AND id = 'k3'`);
  expect((await consent())?.isIntact).toBe(true);
});

test('terms that no longer have the hash that was signed are noticed even when the row’s own hash was edited along', async () => {
  const reader = createFacts(db);
  const agreement = async () => (await reader.snapshot(factsQuery('c1'))).get('c1')?.agreements.get('beta-credit')?.[0];
  expect((await agreement())?.isIntact).toBe(true);
  await editSigned(
    bank,
    `UPDATE facts SET body = replace(body, '"breachNoticeHours":24', '"breachNoticeHours":99')
      WHERE kind = 'agreement' AND id = '${agreementId('beta-credit')}'`,
  );
  await bank.asOwner(`UPDATE facts SET hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')
    WHERE kind = 'agreement' AND id = '${agreementId('beta-credit')}'`);
  expect((await agreement())?.isIntact).toBe(false);
});

test('a consent moved to another customer by hand is not intact there', async () => {
  await bank.asOwner(`UPDATE facts SET subject_id = 'c5' WHERE kind = 'consent' AND id = 'k4'`);
  const { consents } = await factsOf('c5');
  expect(consents.map(({ id, isIntact }) => [id, isIntact])).toEqual([
    ['k4', false],
    ['k5', true],
  ]);
});

test('a fact put back to an older version with its triggers off is not intact, to a reader that saw the newer one and to a new one', async () => {
  const warm = createFacts(db);
  const revoked = { ...consentOf('c11'), state: 'WITHDRAWN', withdrawnAt: at('2026-02-01T00:00:00.000Z') } as const;
  await db.transaction((tx) => changeFact(tx, 'consent', 'k11', 1, revoked, 'test'));
  await db.transaction((tx) =>
    changeFact(tx, 'role', 'underwriter', 1, { ...role, ceilings: { ...role.ceilings, C2: 'WITHHOLD' } }, 'test'),
  );
  await db.transaction((tx) =>
    changeFact(
      tx,
      'agreement',
      agreementId('delta-market'),
      1,
      { ...agreementOf('delta-market'), state: 'SUSPENDED' },
      'test',
    ),
  );
  await warm.snapshot(factsQuery('c11'));
  await bank.asOwner('ALTER TABLE facts DISABLE TRIGGER USER');
  await bank.asOwner(`UPDATE facts f SET version = v.version, body = v.body, hash = v.hash, state = v.body::json ->> 'state'
    FROM fact_versions v WHERE v.kind = f.kind AND v.id = f.id AND v.version = 1 AND f.version = 2
      AND (f.kind, f.id) IN (('consent', 'k11'), ('role', 'underwriter'), ('agreement', '${agreementId('delta-market')}'))`);
  await bank.asOwner('ALTER TABLE facts ENABLE TRIGGER USER');
  for (const reader of [warm, createFacts(db)]) {
    const facts = (await reader.snapshot(factsQuery('c11'))).get('c11');
    expect(facts?.consents[0]).toMatchObject({ version: 1, isIntact: false, body: { state: 'GRANTED' } });
    expect(facts?.roles[0]).toMatchObject({ version: 1, isIntact: false });
    expect(facts?.agreements.get('delta-market')?.[0]).toMatchObject({ version: 1, isIntact: false });
    expect(facts?.subject?.isIntact).toBe(true);
    expect(facts?.agreements.get('gamma-market')?.[0]?.isIntact ?? true).toBe(true);
  }
});

test('a body that is no JSON reads as absent and fails nobody else', async () => {
  await bank.asOwner(
    `UPDATE facts SET body = 'gone' WHERE (kind, id) IN (('consent', 'k6'), ('partner', 'zeta-social'))`,
  );
  const snapshot = await createFacts(db).snapshot(factsQuery('c6', 'c7'));
  expect(snapshot.get('c6')?.consents).toEqual([]);
  expect(snapshot.get('c7')?.consents).toHaveLength(1);
  expect([...(snapshot.get('c7')?.partners.keys() ?? [])]).not.toContain('zeta-social');
});

test('a snapshot is never older than its call, whatever statement is under way', async () => {
  const reader = createFacts(db);
  for (let version = 1; version <= 40; version += 1) {
    const underWay = [reader.snapshot(factsQuery('c8')), reader.snapshot(factsQuery('c9'))];
    const body = { ...consentOf('c8'), recordedBy: `clerk ${version}` };
    await db.transaction((tx) => changeFact(tx, 'consent', 'k8', version, body, 'test'));
    const after = await Promise.all([reader.snapshot(factsQuery('c8')), reader.snapshot(factsQuery('c8', 'c9'))]);
    for (const snapshot of after) expect(snapshot.get('c8')?.consents[0]?.version).toBe(version + 1);
    await Promise.all(underWay);
  }
});

test('requests that wait together share one statement and each gets its own customers only', async () => {
  const names: (string | undefined)[] = [];
  const counted: Database = {
    ...db,
    query: (statement: Statement) => (names.push(statement.name), db.query(statement)),
  };
  const reader = createFacts(counted);
  await reader.snapshot(factsQuery('c10'));
  names.length = 0;
  const snapshots = await Promise.all(Array.from({ length: 20 }, (_, i) => reader.snapshot(factsQuery(`c${i + 10}`))));
  expect(names.filter((name) => name === 'facts-snapshot').length).toBeLessThanOrEqual(3);
  snapshots.forEach((snapshot, i) => expect([...snapshot.keys()]).toEqual([`c${i + 10}`]));
});

test('a version’s pinned hash is known from the snapshot and, cold, from the recorded versions', async () => {
  const ref = { kind: 'purpose' as const, id: 'CREDIT_DECISION', version: 1 };
  const { purpose: read } = await factsOf('c1');
  const hashes = await createFacts(db).hashesOf([ref, { ...ref, version: 9 }]);
  expect([...hashes]).toEqual([['purpose CREDIT_DECISION 1', read?.hash]]);
});
