/** Stored records: never past their retention, never replaced by something older, never kept once their rights have changed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { FactRef } from '../../src/domain/fact.ts';
import type { NewRecord } from '../../src/partners/port.ts';
import { changeFact, putFacts } from '../../src/store/fact-writer.ts';
import { createRecords } from '../../src/store/records.ts';
import { needsServer, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { CONSENT, eraseSubject, SUBJECT, TERMS } from './record-facts.ts';

let bank: TestDatabase;
beforeAll(async () => void (bank = await openTestDatabase()));
afterAll(() => bank.close());

/** A customer of its own for each test. */
async function newCustomer(state: 'NORMAL' | 'ERASED' = 'NORMAL'): Promise<string> {
  const id = `C-${randomUUID()}`;
  await bank.db.transaction((tx) =>
    putFacts(tx, [{ kind: 'subject', id, body: { ...SUBJECT, state } }], 'test').then(() => undefined),
  );
  return id;
}

async function newConsent(customerId: string): Promise<FactRef> {
  const id = `CNS-${randomUUID()}`;
  await bank.db.transaction(async (tx) => void (await putFacts(tx, [{ kind: 'consent', id, body: CONSENT(customerId) }], 'test'))); // prettier-ignore
  return { kind: 'consent', id, version: 1 };
}

const withdraw = (customerId: string, { id, version }: FactRef): Promise<unknown> =>
  bank.db.transaction((tx) =>
    changeFact(tx, 'consent', id, version, { ...CONSENT(customerId), state: 'WITHDRAWN' }, 'test'),
  );

const record = (
  customerId: string,
  text: string,
  fetchedAt = '2026-01-01T00:00:00.000Z',
  differs: Partial<NewRecord> = {},
): NewRecord => ({
  customerId,
  source: 'alpha-credit',
  endpoint: 'score',
  sealed: new Uint8Array(Buffer.from(text)),
  fetchedAt,
  keepUntil: '2100-01-01T00:00:00.000Z',
  requires: [[]],
  origin: null,
  ...differs,
});

const keyOf = (customerId: string) => ({ customerId, source: 'alpha-credit', endpoint: 'score' });

const read = async (customerId: string): Promise<string | null> => {
  const [found] = (await createRecords(bank.db).find([keyOf(customerId)])).records;
  return found === undefined ? null : Buffer.from(found.sealed).toString();
};

test('a record comes back byte for byte with its times', async () => {
  const records = createRecords(bank.db);
  const { requires, origin, ...kept } = record(await newCustomer(), 'a\u0000ÿ', '2026-01-02T03:04:05.678Z');
  expect(await records.save([{ ...kept, requires, origin }])).toEqual([]);
  const [found] = (await records.find([keyOf(kept.customerId)])).records;
  expect({ ...found, sealed: new Uint8Array(found?.sealed ?? []) }).toEqual(kept);
});

test('an older answer never replaces a newer one, in one save or in two', async () => {
  const records = createRecords(bank.db);
  const id = await newCustomer();
  await records.save([record(id, 'new', '2026-02-02T00:00:00.000Z'), record(id, 'old', '2026-02-01T00:00:00.000Z')]);
  expect(await read(id)).toBe('new');
  await records.save([record(id, 'older', '2026-01-01T00:00:00.000Z')]);
  expect(await read(id)).toBe('new');
});

test('a record past its retention is not found', async () => {
  const id = await newCustomer();
  await createRecords(bank.db).save([record(id, 'x', undefined, { keepUntil: '2026-02-01T00:00:00.000Z' })]);
  expect(await read(id)).toBeNull();
});

describe('a record is kept only while its rights stand', () => {
  it('so a consent that was withdrawn before the save keeps nothing and is named as refused', async () => {
    const records = createRecords(bank.db);
    const id = await newCustomer();
    const consent = await newConsent(id);
    expect(await records.save([record(id, 'one', undefined, { requires: [[consent]] })])).toEqual([]);
    await withdraw(id, consent);
    const later = record(id, 'two', '2026-01-02T00:00:00.000Z', { requires: [[consent]] });
    expect((await records.save([later])).map(({ customerId }) => customerId)).toEqual([id]);
    expect(await read(id)).toBe('one');
  });

  it('and needs all of one way: an agreement alone is not enough where a consent ended', async () => {
    const records = createRecords(bank.db);
    const id = await newCustomer();
    const [live, ended] = [await newConsent(id), await newConsent(id)];
    await withdraw(id, ended);
    expect(await records.save([record(id, 'x', undefined, { requires: [[live, ended]] })])).toHaveLength(1);
    expect(await records.save([record(id, 'x', undefined, { requires: [[ended], [live]] })])).toEqual([]);
    expect(await read(id)).toBe('x');
  });

  it('and its neighbours in one save are kept', async () => {
    const records = createRecords(bank.db);
    const [one, other] = [await newCustomer(), await newCustomer()];
    const [gone, live] = [await newConsent(one), await newConsent(other)];
    await withdraw(one, gone);
    const refused = await Promise.all([
      records.save([record(one, 'x', undefined, { requires: [[gone]] })]),
      records.save([record(other, 'y', undefined, { requires: [[live]] })]),
    ]);
    expect(refused.map((list) => list.length)).toEqual([1, 0]);
    expect([await read(one), await read(other)]).toEqual([null, 'y']);
  });

  it('a public record rests on any one of its askers, and on no customer', async () => {
    const records = createRecords(bank.db);
    const id = await newCustomer();
    const [live, ended] = [await newConsent(id), await newConsent(id)];
    await withdraw(id, ended);
    expect(await records.save([record('', 'macro', undefined, { requires: [[ended]] })])).toHaveLength(1);
    expect(await records.save([record('', 'macro', undefined, { requires: [[ended], [live]] })])).toEqual([]);
    expect(await read('')).toBe('macro');
  });

  it.each(['ERASED', 'unknown'] as const)('nothing is kept of a customer who is %s', async (state) => {
    const id = state === 'ERASED' ? await newCustomer('ERASED') : `C-${randomUUID()}`;
    expect(await createRecords(bank.db).save([record(id, 'x')])).toHaveLength(1);
    expect(await read(id)).toBeNull();
  });

  it('a change under way keeps nothing and delays nobody', async (ctx) => {
    needsServer(ctx);
    const id = await newCustomer();
    const consent = await newConsent(id);
    await bank.db.transaction(async (tx) => {
      await changeFact(tx, 'consent', consent.id, 1, { ...CONSENT(id), state: 'WITHDRAWN' }, 'test');
      const refused = await createRecords(bank.replica()).save([record(id, 'x', undefined, { requires: [[consent]] })]);
      expect(refused).toHaveLength(1);
    });
    expect(await read(id)).toBeNull();
  });
});

describe('the hourly purge', () => {
  const agreement = (partnerId: string, differs: Parameters<typeof TERMS>[1]): Promise<void> =>
    bank.db.transaction(async (tx) => {
      const id = `AGR-${randomUUID()}`;
      await putFacts(tx, [{ kind: 'agreement', id: `${id}/1`, body: TERMS(partnerId, differs) }], 'test');
    });
  const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

  it('deletes what is past its retention, however much there is', async () => {
    const records = createRecords(bank.db);
    const id = await newCustomer();
    const source = `p-${randomUUID()}`;
    await agreement(source, { retentionDays: 90 });
    const over = Array.from({ length: 2_500 }, (_, i) =>
      record(id, 'x', ago(0), { source, endpoint: `e${i}`, keepUntil: '2026-02-01T00:00:00.000Z' }),
    );
    for (let from = 0; from < over.length; from += 1_000) await records.save(over.slice(from, from + 1_000));
    await records.save([record(id, 'x', ago(0), { source })]);
    expect(await records.purge()).toBeGreaterThanOrEqual(2_500);
    expect(await countOf(source)).toBe(1);
    expect(await records.purge()).toBe(0);
  });

  it.each([
    ['stay under an agreement in force', {}, 1],
    ['stay while it is suspended', { state: 'SUSPENDED' }, 1],
    ['go once it has ended', { effectiveUntil: '2026-01-01T00:00:00.000Z' }, 0],
    ['go once it was taken over', { supersededFrom: '2026-01-01T00:00:00.000Z' }, 0],
    ['go once it was terminated', { state: 'TERMINATED' }, 0],
    ['go where today they may be kept for a shorter time', { retentionDays: 5 }, 0],
    ['go where today nothing may be kept', { retentionDays: 0 }, 0],
  ] as const)('records of a partner %s', async (_what, differs, left) => {
    const records = createRecords(bank.db);
    const source = `p-${randomUUID()}`;
    await agreement(source, { retentionDays: 90, ...differs });
    await records.save([record(await newCustomer(), 'x', ago(10), { source }), record('', 'x', ago(10), { source })]);
    await records.purge();
    expect(await countOf(source)).toBe(2 * left);
  });

  it('the longest retention of all versions in force counts', async () => {
    const source = `p-${randomUUID()}`;
    await agreement(source, { retentionDays: 5 });
    await agreement(source, { retentionDays: 30 });
    const records = createRecords(bank.db);
    await records.save([record(await newCustomer(), 'x', ago(10), { source }), record('', 'x', ago(31), { source })]);
    await records.purge();
    expect(await countOf(source)).toBe(1);
  });

  it('deletes records of customers who are erased or gone, and of nobody else', async () => {
    const source = `p-${randomUUID()}`;
    await agreement(source, { retentionDays: 90 });
    const records = createRecords(bank.db);
    const [living, erased] = [await newCustomer(), await newCustomer()];
    await records.save([living, erased, ''].map((id) => record(id, 'x', ago(1), { source })));
    await bank.asOwner(eraseSubject(erased));
    await bank.asOwner(
      `INSERT INTO stored_records SELECT 'ghost', partner_id, endpoint, sealed, fetched_at, keep_until FROM stored_records
       WHERE partner_id = '${source}' AND customer_id = '${living}'`,
    );
    expect(await records.purge()).toBe(2);
    expect(await countOf(source)).toBe(2);
    expect((await records.find([{ ...keyOf(living), source }])).records.length).toBe(1);
  });

  const countOf = async (source: string): Promise<number> => {
    const [row] = await bank.db.query<{ count: number }>({
      text: 'SELECT count(*)::int AS count FROM stored_records WHERE partner_id = $1',
      values: [source],
    });
    return row?.count ?? -1;
  };
});
