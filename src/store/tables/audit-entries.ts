/**
 * The access log's table. Partitioned by month, which drizzle-kit cannot express: its SQL is written by hand
 * (migrations/0001_access_log.sql), and a test compares this shape with it.
 */
import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './types.ts';

/**
 * Written by every disclosure, governance change, refusal and audit read, in one statement with what it records; read by
 * auditors and by verification. A row is never changed nor removed: triggers on the table and on every partition refuse it.
 * `bytes` is the entry; every other column is derived from it for searching.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: uuid('id').notNull(),
    recordedAt: instant('recorded_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    kind: text('kind').notNull(),
    /** The entry's exact canonical JSON (RFC 8785, UTF-8): what is hashed, and what a stranger verifies. */
    bytes: bytea('bytes').notNull(),
    requestId: text('request_id'),
    caller: text('caller'),
    application: text('application'),
    purpose: text('purpose'),
    subjectDigest: text('subject_digest'),
    /** `partner:…`, `agreement:…`, `consent:…`, `coordinate:…`, `outcome:…`, `reason:…`, `role:…`. */
    tags: text('tags').array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordedAt, table.id] })],
);

/**
 * Which customer a keyed digest in the log stands for, so that an auditor reads a name the bank knows. Written with the first
 * entry about a customer, read by the trail, deleted by erasure: afterwards the log's digests name nobody. Never changed.
 */
export const subjectDigests = pgTable(
  'subject_digests',
  {
    digest: text('digest').primaryKey(),
    customerId: text('customer_id').notNull(),
  },
  // What erasure removes.
  (table) => [index('subject_digests_by_customer').on(table.customerId)],
);
