/**
 * The day's disclosures that joint masks count (decisions.md, gate 12).
 */
import { date, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * Written by the statement that writes a RELEASED entry, and only then; read by every snapshot; deleted when its day is over. Two releases
 * that each show a part meet here: the second finds a set that is neither within its own nor around it, and is decided again. A row never
 * loses a mark: a trigger refuses it for everybody.
 */
export const jointDisclosures = pgTable(
  'joint_disclosures',
  {
    customerId: text('customer_id').notNull(),
    /** `sub` of the token. */
    person: text('person').notNull(),
    /** UTC, of the decision. */
    day: date('day').notNull(),
    /** `MASK Identity.birthDate`, sorted; names, never values. */
    disclosed: text('disclosed').array().notNull(),
  },
  // What this person was shown of these customers today.
  (table) => [primaryKey({ columns: [table.customerId, table.person, table.day] })],
);
