/**
 * What stands beside the facts of consents: the texts of notices, and what recipients must still hear of.
 */
import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { bytea, instant } from './types.ts';

/**
 * What customers read before they consented. Written by governance in the transaction that publishes the version; its hash stands in the
 * notice. Read by whoever shows a notice. A row is never changed nor removed: triggers refuse it for everybody.
 */
export const noticeTexts = pgTable(
  'notice_texts',
  {
    noticeId: text('notice_id').notNull(),
    version: integer('version').notNull(),
    language: text('language').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.noticeId, table.version, table.language] })],
);

/**
 * The outbox: which recipient must hear that which consent ended. Written in the transaction that ends the consent; sent by whichever
 * replica takes it first, at least once; read by consent officers and auditors. Ids only; what a partner calls a customer who was erased
 * meanwhile stands here sealed until it was told or given up, and no longer. A row is never removed, and one that was given up stays to be
 * seen.
 */
export const notifications = pgTable(
  'notifications',
  {
    id: text('id').primaryKey(),
    /** `CONSENT_WITHDRAWN`, `CONSENT_SUPERSEDED`, `CONSENT_INVALIDATED`. */
    event: text('event').notNull(),
    consentId: text('consent_id').notNull(),
    consentVersion: integer('consent_version').notNull(),
    customerId: text('customer_id').notNull(),
    /** `APPLICATION` or `PARTNER`. */
    recipientKind: text('recipient_kind').notNull(),
    recipientId: text('recipient_id').notNull(),
    /** `WAITING`, `DELIVERED`, `GIVEN_UP`. */
    state: text('state').notNull().default('WAITING'),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    /** When to try next. Who takes a row moves this ahead, so that a crash while sending only delays it. */
    dueAt: instant('due_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    attempts: integer('attempts').notNull().default(0),
    /** Why the last attempt failed, as a code: `HTTP_500`, `UNREACHABLE`, `NO_ADDRESS`. */
    lastOutcome: text('last_outcome'),
    endedAt: instant('ended_at'),
    /** Written by the erasure of the customer; null in every row that waits no more: a check refuses anything else. */
    partingWords: bytea('parting_words'),
  },
  (table) => [
    unique().on(table.consentId, table.consentVersion, table.recipientKind, table.recipientId),
    // The next ones to send.
    index('notifications_by_due_at')
      .on(table.dueAt)
      .where(sql`${table.state} = 'WAITING'`),
    // Those of one state, listed.
    index('notifications_by_state').on(table.state, table.id),
  ],
);
