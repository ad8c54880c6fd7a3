/**
 * Everything a decision reads. `facts` holds the current version of each, `fact_versions` every version that ever was.
 */
import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './types.ts';

/**
 * Written by governance, import and the demo bank through fact-writer.ts only, always together with a `fact_versions` row.
 * Read by every snapshot; locked FOR SHARE by every release. A row is never deleted and its version never goes down:
 * a release tests (kind, id, version). No counter may live here: it would make every release wait for every other.
 * `subject_id`, `partner_id` and `state` are copies out of `body` for searching; the body decides.
 */
export const facts = pgTable(
  'facts',
  {
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    version: integer('version').notNull(),
    /** SHA-256, hex, of `body` as it was written; a snapshot compares it with the bytes it finds. */
    hash: text('hash').notNull(),
    /** Canonical JSON (RFC 8785). */
    body: text('body').notNull(),
    subjectId: text('subject_id'),
    partnerId: text('partner_id'),
    state: text('state'),
    updatedAt: instant('updated_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id] }),
    // A snapshot's subjects and consents of the customers asked for; a customer's consents, listed.
    index('facts_by_subject')
      .on(table.subjectId, table.kind, table.id)
      .where(sql`${table.subjectId} IS NOT NULL`),
    // Minors, to lift the flag of those who come of age.
    index('facts_minors')
      .on(table.id)
      .where(sql`${table.kind} = 'subject' AND ${table.body} LIKE '%"isMinor":true%'`),
  ],
);

/**
 * Which state may follow which (decisions.md, state machines). Written by migrations only; read by the trigger on `facts`, which refuses
 * what is not listed, whoever writes. A row is never changed nor removed.
 */
export const stateTransitions = pgTable(
  'state_transitions',
  { kind: text('kind').notNull(), fromState: text('from_state').notNull(), toState: text('to_state').notNull() },
  (table) => [primaryKey({ columns: [table.kind, table.fromState, table.toState] })],
);

/**
 * Written by fact-writer.ts in the statement that writes `facts`. Read when a decision is replayed and when a hash is pinned.
 * A row is never changed nor removed: triggers refuse it for everybody, grants for the application.
 */
export const factVersions = pgTable(
  'fact_versions',
  {
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    version: integer('version').notNull(),
    hash: text('hash').notNull(),
    body: text('body').notNull(),
    recordedAt: instant('recorded_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    recordedBy: text('recorded_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id, table.version] })],
);
