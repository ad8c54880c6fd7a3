/** Erasure of what partners gave: everything of the one customer, nothing of anybody else. */
import { expect, it } from 'vitest';
import { purgeCustomer } from '../../src/store/purge-records.ts';
import { database } from '../support/partner-stores.ts';

const TABLES = ['stored_records', 'partner_tokens', 'reference_digests', 'partner_message_order'] as const;

async function fill(customerId: string): Promise<void> {
  const { db } = database;
  const id = `'${customerId}'`;
  const at = 'clock_timestamp()';
  for (const text of [
    `INSERT INTO stored_records VALUES (${id}, 'p', 'e', 'x', ${at}, ${at})`,
    `INSERT INTO partner_tokens (partner_id, customer_id, seed, sealed, updated_at) VALUES ('p', ${id}, 's', 'x', ${at})`,
    `INSERT INTO reference_digests VALUES ('d', ${id}, 'p')`,
    `INSERT INTO partner_message_order VALUES ('p', 'e', ${id}, ${at})`,
    `INSERT INTO guarded_calls (id, key, partner_id, endpoint, agreement_id, customer_id, state, sealed, request, started_at, ends_at)
     VALUES (gen_random_uuid(), 'k' || ${id}, 'p', 'e', 'a', ${id}, 'ANSWERED', 'x', 'y', ${at}, ${at})`,
  ]) {
    await db.query({ text });
  }
}

async function leftOf(customerId: string): Promise<Record<string, number>> {
  const counts = [...TABLES.map((table) => `(SELECT count(*)::int FROM ${table} WHERE customer_id = $1) AS ${table}`),
    `(SELECT count(*)::int FROM guarded_calls WHERE customer_id = $1) AS calls`,
    `(SELECT count(*)::int FROM guarded_calls WHERE customer_id = $1 AND (sealed IS NOT NULL OR request IS NOT NULL)) AS answers`]; // prettier-ignore
  const [row] = await database.db.query<Record<string, number>>({
    text: `SELECT ${counts.join(', ')}`,
    values: [customerId],
  });
  return row ?? {};
}

const ALL = { stored_records: 1, partner_tokens: 1, reference_digests: 1, partner_message_order: 1 };

it('takes records, tokens, digests, message order and sealed answers of one customer, and leaves the fact of the calls', async () => {
  await fill('C-1');
  await fill('C-2');
  await fill('');
  await database.db.transaction((tx) => purgeCustomer(tx, 'C-1'));
  expect(await leftOf('C-1')).toEqual({
    stored_records: 0,
    partner_tokens: 0,
    reference_digests: 0,
    partner_message_order: 0,
    calls: 1,
    answers: 0,
  });
  for (const other of ['C-2', '']) expect(await leftOf(other)).toEqual({ ...ALL, calls: 1, answers: 1 });
});

it('refuses to erase for nobody: public records and the bank\u2019s own tokens lie there', async () => {
  await expect(database.db.transaction((tx) => purgeCustomer(tx, ''))).rejects.toThrow('concern nobody');
});
