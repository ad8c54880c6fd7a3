/** Writing facts: versions only go up, every version is kept, rivals get a conflict. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listFacts, readFact, readFactVersion } from '../../src/store/fact-reader.ts';
import { changeFact, createFact, putFacts } from '../../src/store/fact-writer.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { bankOf, consentOf, purpose, subject } from './sample-facts.ts';

let bank: TestDatabase;
beforeAll(async () => void (bank = await openTestDatabase()));
afterAll(() => bank.close());

test('a change raises the version, keeps the old one, and refuses an author who saw another', async () => {
  const { db } = bank;
  const created = await db.transaction((tx) => createFact(tx, 'purpose', 'P1', purpose, 'ann'));
  expect(created).toMatchObject({ conflict: false, fact: { version: 1, isIntact: true } });
  const retired = { ...purpose, state: 'RETIRED' as const };
  expect(await db.transaction((tx) => changeFact(tx, 'purpose', 'P1', 1, retired, 'ben'))).toMatchObject({
    fact: { version: 2 },
  });
  expect(await db.transaction((tx) => changeFact(tx, 'purpose', 'P1', 1, purpose, 'eve'))).toEqual({
    conflict: true,
    currentVersion: 2,
  });
  expect(await db.transaction((tx) => changeFact(tx, 'purpose', 'P2', 1, purpose, 'eve'))).toEqual({
    conflict: true,
    currentVersion: null,
  });
  expect(await db.transaction((tx) => createFact(tx, 'purpose', 'P1', purpose, 'eve'))).toEqual({
    conflict: true,
    currentVersion: 2,
  });
  expect((await readFact(db, 'purpose', 'P1'))?.body.state).toBe('RETIRED');
  expect((await readFactVersion(db, 'purpose', 'P1', 1))?.body.state).toBe('IN_USE');
  const versions = await db.query({
    text: `SELECT version, recorded_by FROM fact_versions WHERE id = 'P1' ORDER BY version`,
  });
  expect(versions).toEqual([
    { version: 1, recorded_by: 'ann' },
    { version: 2, recorded_by: 'ben' },
  ]);
});

test('a rolled back change leaves neither a version nor a row', async () => {
  const { db } = bank;
  const failing = db.transaction(async (tx) => {
    await createFact(tx, 'purpose', 'P3', purpose, 'ann');
    throw new Error('the log entry failed');
  });
  await expect(failing).rejects.toThrow('the log entry failed');
  expect(await readFact(db, 'purpose', 'P3')).toBeNull();
  expect(await readFactVersion(db, 'purpose', 'P3', 1)).toBeNull();
});

test('putting the same bank twice writes nothing the second time, and a changed customer once', async () => {
  const { db } = bank;
  const facts = bankOf(1_500);
  expect(await db.transaction((tx) => putFacts(tx, facts, 'import'))).toHaveLength(facts.length);
  expect(await db.transaction((tx) => putFacts(tx, facts, 'import'))).toEqual([]);
  const moved = { kind: 'subject', id: 'c7', body: { ...subject, branch: 'xuhui' } } as const;
  expect(
    await db.transaction((tx) => putFacts(tx, [...facts.filter(({ id }) => id !== 'c7'), moved], 'import')),
  ).toEqual([{ kind: 'subject', id: 'c7', version: 2 }]);
});

test('an import never brings an erased customer back', async () => {
  const { db } = bank;
  await db.transaction((tx) => createFact(tx, 'subject', 'erased', { ...subject, state: 'ERASED' }, 'ann'));
  expect(
    await db.transaction((tx) => putFacts(tx, [{ kind: 'subject', id: 'erased', body: subject }], 'import')),
  ).toEqual([]);
  expect((await readFact(db, 'subject', 'erased'))?.body.state).toBe('ERASED');
});

test('a list is walked page by page without loss or repetition, and refuses a foreign cursor', async () => {
  const { db } = bank;
  const ids = ['w1', 'w2', 'w3', 'w4', 'w5'];
  await db.transaction((tx) =>
    putFacts(
      tx,
      ids.map((id) => ({ kind: 'consent', id, body: consentOf('walker') })),
      'test',
    ),
  );
  const seen: string[] = [];
  let after: string | undefined;
  for (let more = true; more;) {
    const page = await listFacts(db, 'consent', {
      subjectId: 'walker',
      first: 2,
      ...(after === undefined ? {} : { after }),
    });
    seen.push(...page.items.map(({ fact }) => fact.id));
    after = page.items.at(-1)?.cursor;
    more = page.hasNextPage;
  }
  expect(seen).toEqual(ids);
  await expect(listFacts(db, 'consent', { first: 2, after: 'rubbish' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});
