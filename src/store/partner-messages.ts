/**
 * Messages from partners: each taken once, newer never undone by older, with its entry in the log, in one transaction or not at all.
 */
import type { Entry } from '../audit/entry-store.ts';
import type { MessageStore, PreparedChange, PreparedMessage, TakenChange } from '../partners/push/port.ts';
import { appendEntries } from './audit-entries.ts';
import type { Database, Transaction } from './database.ts';

const TAKE = `
INSERT INTO partner_messages (partner_id, message_id, received_at) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING 1 AS taken`;

const HAS = `
SELECT 1 FROM partner_messages WHERE partner_id = $1 AND message_id = $2`;

/** A record keeps the length of life that it was stored with: the right to keep it is no longer than before. */
const APPLY = `
WITH newest AS (
  INSERT INTO partner_message_order AS o (partner_id, endpoint, customer_id, occurred_at)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (partner_id, endpoint, customer_id) DO UPDATE SET occurred_at = excluded.occurred_at
  WHERE o.occurred_at <= excluded.occurred_at
  RETURNING 1
), forgotten AS (
  DELETE FROM stored_records r USING newest
  WHERE $5::text IS NULL AND r.customer_id = $3 AND r.partner_id = $1 AND r.endpoint = $2
  RETURNING 1
), kept AS (
  UPDATE stored_records r
  SET sealed = decode($5::text, 'base64'), fetched_at = $6, keep_until = $6::timestamptz + (r.keep_until - r.fetched_at)
  FROM newest
  WHERE $5::text IS NOT NULL AND r.customer_id = $3 AND r.partner_id = $1 AND r.endpoint = $2
  RETURNING 1
)
SELECT CASE
  WHEN NOT EXISTS (SELECT FROM newest) THEN 'OUT_OF_ORDER'
  WHEN EXISTS (SELECT FROM kept) THEN 'KEPT'
  WHEN EXISTS (SELECT FROM forgotten) THEN 'FORGOTTEN'
  ELSE 'NOTHING_STORED'
END AS outcome`;

/** Messages older than this cannot be sent again: their signatures' time has long passed. A file may come back at any time. */
const PURGE = `
DELETE FROM partner_messages WHERE received_at < clock_timestamp() - interval '7 days' AND message_id NOT LIKE 'sha256:%'`;

export interface PartnerMessages extends MessageStore {
  /** Was this message or file taken? */
  has(partner: string, messageId: string): Promise<boolean>;
  /** Forgets ids that cannot come back. */
  purge(): Promise<void>;
}

export const createPartnerMessages = (db: Database, entryOf: (taken: TakenChange) => Entry): PartnerMessages => ({
  take: (message) => db.transaction((tx) => take(tx, entryOf, message)),
  has: async (partner, messageId) =>
    (await db.query({ name: 'has-message', text: HAS, values: [partner, messageId] })).length > 0,
  purge: async () => void (await db.query({ name: 'purge-messages', text: PURGE })),
});

async function take(
  tx: Transaction,
  entryOf: (taken: TakenChange) => Entry,
  { partner, messageId, receivedAt, changes }: PreparedMessage,
): Promise<'TAKEN' | 'DUPLICATE'> {
  const taken = await tx.query({ name: 'take-message', text: TAKE, values: [partner, messageId, receivedAt] });
  if (taken.length === 0) return 'DUPLICATE';
  const entries: Entry[] = [];
  for (const { customerId, endpoint, occurredAt, sealed } of inLockOrder(changes)) {
    const text = sealed === null ? null : Buffer.from(sealed).toString('base64');
    const [row] = await tx.query<{ outcome: string }>({
      name: 'apply-message',
      text: APPLY,
      values: [partner, endpoint, customerId, occurredAt, text, receivedAt],
    });
    const outcome = row?.outcome ?? 'NOTHING_STORED';
    entries.push(entryOf({ partner, endpoint, messageId, outcome, customerId }));
  }
  if (entries.length > 0) await appendEntries(tx, entries);
  return 'TAKEN';
}

/** Two messages about the same customers never wait for each other in a circle; of one customer's changes the later comes last. */
const inLockOrder = (changes: readonly PreparedChange[]): readonly PreparedChange[] =>
  [...changes].sort(
    (a, b) =>
      compare(a.customerId, b.customerId) || compare(a.endpoint, b.endpoint) || compare(a.occurredAt, b.occurredAt),
  );

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
