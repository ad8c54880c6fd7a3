/**
 * Erasures: what was decided, and that it was done. Names of customers as the bank spells them (pseudonymous), people and codes.
 */
import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './types.ts';

/**
 * One row when an erasure is decided (INTENT), before anything is destroyed, and one in the transaction that destroyed the key (DONE).
 * Written by store/erasures.ts; read at every start, which finishes what has no DONE, and before a key is made for a customer. The same
 * intents stand in the ledger file outside of the database, which a restore does not touch. A row is never changed nor removed: triggers
 * refuse it for everybody. The customer id stays in clear, so that the customer cannot come back by mistake: it says that somebody was a
 * customer, and nothing else about them.
 */
export const erasureLedger = pgTable(
  'erasure_ledger',
  {
    id: uuid('id').notNull(),
    step: text('step').notNull(),
    customerId: text('customer_id').notNull(),
    requestedBy: text('requested_by').notNull(),
    requestId: text('request_id').notNull(),
    /** SCREAMING_SNAKE: `CUSTOMER_REQUEST`. */
    because: text('because').notNull(),
    intendedAt: instant('intended_at').notNull(),
    recordedAt: instant('recorded_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.step] }),
    // Was this customer erased?
    index('erasure_ledger_by_customer').on(table.customerId),
    // Whose keys must a replica forget since it last looked?
    index('erasure_ledger_by_time').on(table.recordedAt),
  ],
);
