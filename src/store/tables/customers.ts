/**
 * Personal data at rest: every column called `sealed` is encrypted under the customer's own key, so that destroying the key
 * erases it, backups included.
 */
import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea, instant } from './types.ts';

/**
 * Written by subjects/ when a customer is first sealed for; read to open what is sealed; deleted by erasure, and by nothing
 * else: without its row everything sealed for the customer is gone. Never made again for a customer who was erased. Rotation replaces
 * `kek_id` and `wrapped`, never the key inside. The row of '' seals records that concern nobody, `#gateway` what the gateway derives its own
 * secrets from.
 */
export const customerKeys = pgTable(
  'customer_keys',
  {
    customerId: text('customer_id').primaryKey(),
    /** Which key-encryption key wrapped this one. */
    kekId: text('kek_id').notNull(),
    wrapped: bytea('wrapped').notNull(),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  // What a rotation has still to wrap anew.
  (table) => [index('customer_keys_by_kek').on(table.kekId, table.customerId)],
);

/** The bank's own identity record of a customer. Written by import and the demo bank, read by holdings, deleted by erasure. */
export const customerProfiles = pgTable('customer_profiles', {
  customerId: text('customer_id').primaryKey(),
  sealed: bytea('sealed').notNull(),
  updatedAt: instant('updated_at')
    .notNull()
    .default(sql`clock_timestamp()`),
});

/** What partners call a customer. Written by import and the demo bank, read before a partner is asked, deleted by erasure. */
export const partnerReferences = pgTable(
  'partner_references',
  {
    customerId: text('customer_id').notNull(),
    partnerId: text('partner_id').notNull(),
    sealed: bytea('sealed').notNull(),
    updatedAt: instant('updated_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.partnerId] })],
);

/**
 * A partner's answer, kept as long as the agreement's retention and the rights it was fetched under allow. Written and read by the partner
 * stage, replaced only by a later answer; deleted by the withdrawal of its consent, by erasure, when `keep_until` has passed and within an
 * hour of the agreement's end. Never read past `keep_until`.
 */
export const storedRecords = pgTable(
  'stored_records',
  {
    customerId: text('customer_id').notNull(),
    partnerId: text('partner_id').notNull(),
    endpoint: text('endpoint').notNull(),
    sealed: bytea('sealed').notNull(),
    fetchedAt: instant('fetched_at').notNull(),
    keepUntil: instant('keep_until').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.partnerId, table.endpoint] }),
    // The purge of records whose retention ended.
    index('stored_records_by_keep_until').on(table.keepUntil),
    // The purge of records that no agreement with their partner covers any more.
    index('stored_records_by_partner').on(table.partnerId, table.fetchedAt),
  ],
);
