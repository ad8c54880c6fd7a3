/**
 * What the partner stage keeps, on a real database shared by the tests of one file and emptied after each of them: opening one takes a
 * second, emptying it a millisecond. Tests that run at the same time share what it holds: each needs connector ids of its own.
 */
import { afterAll, afterEach } from 'vitest';
import { createEntries } from '../../src/audit/entries.ts';
import { reconciledEntry } from '../../src/app/foundation.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import type { Database } from '../../src/store/database.ts';
import {
  createPartnerStores,
  type KeptForPartners,
  type PartnerStoresOptions,
} from '../../src/store/partner-stores.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { openTestDatabase } from './database.ts';

export const database = await openTestDatabase();

/** As the gateway has them, on any database; entries of the access log under a key of the tests'. */
export function openPartnerStores(
  db: Database,
  options: Omit<PartnerStoresOptions, 'reconciledEntryOf'> = {},
): KeptForPartners {
  const key = new Uint8Array(32).fill(9);
  const vault = createVault({ keyEncryptionKey: { id: 'k1', bytes: key }, keys: createKeyStore(db), cacheSize: 1 });
  const entryOf = reconciledEntry(createEntries({ vault, digestKey: key, policyHash: '', schemaHash: '' }));
  return createPartnerStores(db, { ...options, reconciledEntryOf: (...about) => entryOf(null, ...about) });
}

const opened = openPartnerStores(database.db);
const pausing = new Set<Promise<void>>();

/** A pause is written behind the call that it was told in: the next test must not find it, where no clock would ever end it. */
export const partnerStores: KeptForPartners = {
  ...opened,
  slots: {
    ...opened.slots,
    pause(...about) {
      const written = opened.slots.pause(...about).finally(() => pausing.delete(written));
      pausing.add(written);
      return written;
    },
  },
};

const TABLES = [
  'call_slots', 'call_pauses', 'spendings', 'guarded_calls', 'partner_tokens', 'leases', 'partner_traffic', 'partner_circuits', 'answer_shapes',
  'reference_digests', 'partner_messages', 'partner_message_order', 'stored_records',
]; // prettier-ignore

/** Deleted, not truncated: that makes new files, thirty times as slow for a handful of rows. */
const EMPTY = `WITH ${TABLES.map((table, i) => `gone_${i} AS (DELETE FROM ${table})`).join(', ')} SELECT 1`;

afterEach(async ({ task }) => {
  if (task.concurrent === true) return;
  await Promise.allSettled(pausing);
  await database.asOwner(EMPTY);
});
afterAll(() => database.close());
