/** Stored records: never past their retention, never replaced by something older. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecords } from '../../src/store/records.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let bank: TestDatabase;
beforeAll(async () => void (bank = await openTestDatabase()));
afterAll(() => bank.close());

const record = (customerId: string, text: string, fetchedAt: string, keepUntil = '2100-01-01T00:00:00.000Z') => ({
  customerId,
  source: 'alpha-credit',
  endpoint: 'score',
  sealed: new Uint8Array(Buffer.from(text)),
  fetchedAt,
  keepUntil,
});
const read = async (customerId: string) => {
  const [found] = await createRecords(bank.db).find([{ customerId, source: 'alpha-credit', endpoint: 'score' }]);
  return found === undefined ? null : Buffer.from(found.sealed).toString();
};

test('a record comes back byte for byte with its times', async () => {
  const records = createRecords(bank.db);
  const kept = record('r1', 'a\u0000ÿ', '2026-01-02T03:04:05.678Z');
  await records.save([kept]);
  const [found] = await records.find([{ customerId: 'r1', source: 'alpha-credit', endpoint: 'score' }]);
  expect({ ...found, sealed: new Uint8Array(found?.sealed ?? []) }).toEqual(kept);
});

test('an older answer never replaces a newer one, in one save or in two', async () => {
  const records = createRecords(bank.db);
  await records.save([
    record('r2', 'new', '2026-02-02T00:00:00.000Z'),
    record('r2', 'old', '2026-02-01T00:00:00.000Z'),
  ]);
  expect(await read('r2')).toBe('new');
  await records.save([record('r2', 'older', '2026-01-01T00:00:00.000Z')]);
  expect(await read('r2')).toBe('new');
});

test('a record past its retention is not found, and the purge removes it', async () => {
  const records = createRecords(bank.db);
  await records.save([record('r3', 'x', '2020-01-01T00:00:00.000Z', '2020-02-01T00:00:00.000Z')]);
  expect(await read('r3')).toBeNull();
  expect(await records.purge(100)).toBe(1);
  expect(await records.purge(100)).toBe(0);
});
