/** What was written stays: by trigger for the owner of the tables, by grant for the gateway. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { createEntryStore } from '../../src/store/audit-entries.ts';
import type { Entry } from '../../src/audit/entry-store.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { loadBank } from './sample-facts.ts';

let bank: TestDatabase;
let partitions: readonly string[];

const entry = (): Entry => ({
  id: randomUUID(), kind: 'LOG_READ', text: '{}', requestId: null, caller: null, application: null, purpose: null,
  subjectDigest: null, tags: [], customerId: null,
}); // prettier-ignore

beforeAll(async () => {
  bank = await openTestDatabase();
  await loadBank(bank.db, 1);
  await createEntryStore(bank.db).append([entry()]);
  const rows = await bank.db.query<{ name: string }>({
    text: `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_entries'::regclass ORDER BY 1`,
  });
  partitions = rows.map(({ name }) => name);
});
afterAll(() => bank.close());

test('this month and the next two have a partition, and one more takes what fits nowhere', () => {
  expect(partitions).toHaveLength(4);
});

test('the owner of the log can neither change, delete nor truncate it, nor any partition of it', async () => {
  for (const table of ['audit_entries', ...partitions]) {
    await expect(bank.asOwner(`TRUNCATE ${table}`)).rejects.toThrow('append-only');
  }
  const [holder] = await bank.db.query<{ name: string }>({
    text: 'SELECT tableoid::regclass::text AS name FROM audit_entries',
  });
  for (const table of ['audit_entries', holder?.name]) {
    await expect(bank.asOwner(`UPDATE ${table} SET kind = 'X'`)).rejects.toThrow('append-only');
    await expect(bank.asOwner(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
  }
});

test('an entry of a month without partition is kept, and is as safe there', async () => {
  await bank.asOwner(`INSERT INTO audit_entries (id, recorded_at, kind, bytes, tags)
    VALUES ('${randomUUID()}', '2019-05-01T00:00:00Z', 'LOG_READ', '{}', '{}')`);
  await expect(bank.asOwner(`DELETE FROM audit_entries WHERE recorded_at < '2020-01-01'`)).rejects.toThrow(
    'append-only',
  );
});

test('a partition made later refuses truncation too', async () => {
  const [last] = partitions.filter((name) => name !== 'audit_entries_default').slice(-1);
  await bank.asOwner(`ALTER TABLE audit_entries DETACH PARTITION ${last}`);
  await bank.asOwner(`DROP TABLE ${last}`);
  await bank.db.query({ text: 'SELECT ensure_audit_partitions()' });
  await expect(bank.asOwner(`TRUNCATE ${last}`)).rejects.toThrow('append-only');
});

test('no version of a fact can be changed or removed, no fact deleted, and no version go down', async () => {
  await expect(bank.asOwner(`UPDATE fact_versions SET body = '{}'`)).rejects.toThrow('append-only');
  await expect(bank.asOwner('DELETE FROM fact_versions')).rejects.toThrow('append-only');
  await expect(bank.asOwner('TRUNCATE fact_versions')).rejects.toThrow('append-only');
  await expect(bank.asOwner('DELETE FROM facts')).rejects.toThrow('append-only');
  await expect(bank.asOwner('TRUNCATE facts')).rejects.toThrow('append-only');
  await expect(bank.asOwner('UPDATE facts SET version = 0')).rejects.toThrow('append-only');
});

test('the gateway’s own role may not even try', async () => {
  for (const text of [
    `UPDATE audit_entries SET kind = 'X'`,
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
    `UPDATE fact_versions SET body = '{}'`,
    'DELETE FROM fact_versions',
    'DELETE FROM facts',
    'ALTER TABLE audit_entries DISABLE TRIGGER ALL',
    'DROP TABLE audit_entries',
    'DELETE FROM audit_entries_default',
  ]) {
    // prettier-ignore
    await expect(bank.db.query({ text }), text).rejects.toThrow(/permission denied|must be owner/);
  }
});
