/**
 * Messages from partners: each taken once, newer never undone by older, with its entry in the log, in one transaction or not at all.
 */
import type { Entry } from '../audit/entry-store.ts';
import { earlierOf, type Instant } from '../domain/instant.ts';
import type { MessageStore, PreparedChange, PreparedMessage, TakenChange } from '../partners/push/port.ts';
import { appendEntries } from './audit-entries.ts';
import type { Database, Transaction } from './database.ts';

const TAKE = `
INSERT INTO partner_messages (partner_id, message_id, received_at) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING 1 AS taken`;

const HAS = `
SELECT 1 FROM partner_messages WHERE partner_id = $1 AND message_id = $2`;

/** Erasure of one of them waits until the message is taken, or was first and the customer is nobody any more. */
const LIVING = `
SELECT f.id FROM facts f WHERE f.kind = 'subject' AND f.id = ANY ($1::text[]) AND f.state IS DISTINCT FROM 'ERASED'
ORDER BY f.id FOR SHARE OF f`;

const GIVEN = `
json_to_recordset($2::json) AS n ("customerId" text, endpoint text, "occurredAt" timestamptz, sealed text)`;

/** Which changes are newer than what was taken before. From here on no answer asked for earlier is stored any more: see save-records.ts. */
const ORDER = `
INSERT INTO partner_message_order AS o (partner_id, endpoint, customer_id, occurred_at, taken_at)
SELECT $1, endpoint, "customerId", least("occurredAt", clock_timestamp()), clock_timestamp() FROM ${GIVEN} ORDER BY "customerId", endpoint
ON CONFLICT (partner_id, endpoint, customer_id) DO UPDATE
SET occurred_at = excluded.occurred_at, taken_at = greatest(o.taken_at, excluded.taken_at)
WHERE o.occurred_at <= excluded.occurred_at
RETURNING customer_id AS "customerId", endpoint`;

/**
 * A statement of its own: only so it sees a record that was saved while the order was waited for. Records are locked in the order in which
 * a withdrawal locks those that it purges. A record's life grows no longer.
 */
const APPLY = `
WITH n AS MATERIALIZED (
  SELECT * FROM ${GIVEN}
), held AS MATERIALIZED (
  SELECT r.customer_id, r.endpoint FROM stored_records r JOIN n ON r.customer_id = n."customerId" AND r.endpoint = n.endpoint
  WHERE r.partner_id = $1 ORDER BY 1, 2 FOR UPDATE OF r
), changed AS MATERIALIZED (
  SELECT n.* FROM n JOIN held ON held.customer_id = n."customerId" AND held.endpoint = n.endpoint
), forgotten AS (
  DELETE FROM stored_records r USING changed n
  WHERE n.sealed IS NULL AND r.customer_id = n."customerId" AND r.partner_id = $1 AND r.endpoint = n.endpoint
  RETURNING r.customer_id, r.endpoint, 'FORGOTTEN' AS outcome
), kept AS (
  UPDATE stored_records r SET sealed = decode(n.sealed, 'base64'), fetched_at = least($3::timestamptz, clock_timestamp())
  FROM changed n
  WHERE n.sealed IS NOT NULL AND r.customer_id = n."customerId" AND r.partner_id = $1 AND r.endpoint = n.endpoint
  RETURNING r.customer_id, r.endpoint, 'KEPT' AS outcome
)
SELECT customer_id AS "customerId", endpoint, outcome FROM forgotten UNION ALL SELECT * FROM kept`;

/** Messages older than this cannot be sent again: their signatures' time has long passed. A file may come back at any time. */
const PURGE = `
DELETE FROM partner_messages WHERE received_at < clock_timestamp() - interval '7 days' AND message_id NOT LIKE 'sha256:%'`;

export interface PartnerMessages extends MessageStore {
  /** A file that was taken, and logged, elsewhere. */
  remember(partner: string, target: string, at: Instant): Promise<void>;
  /** Was this message or file taken? */
  has(partner: string, messageId: string): Promise<boolean>;
  /** Forgets ids that cannot come back. */
  purge(): Promise<void>;
}

export const createPartnerMessages = (db: Database, entryOf: (taken: TakenChange) => Entry): PartnerMessages => ({
  take: (message) => db.transaction((tx) => take(tx, entryOf, message)),
  remember: async (...about) => void (await db.query({ name: 'take-message', text: TAKE, values: about })),
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
  const living = await livingChanges(tx, changes);
  const inOrder = await inOrderOf(tx, partner, newestByKey(living));
  const outcomes = await apply(tx, partner, receivedAt, inOrder);
  const entries = living.map((change) => {
    const outcome = inOrder.includes(change) ? (outcomes.get(keyOf(change)) ?? 'NOTHING_STORED') : 'OUT_OF_ORDER';
    const { customerId, endpoint } = change;
    return entryOf({ partner, endpoint, messageId, outcome, customerId });
  });
  if (entries.length === 0) entries.push(entryOf({ partner, messageId, outcome: 'NO_CHANGE', customerId: '' }));
  await appendEntries(tx, entries);
  return 'TAKEN';
}

type Key = Pick<PreparedChange, 'customerId' | 'endpoint'>;

const keyOf = ({ customerId, endpoint }: Key): string => `${customerId} ${endpoint}`;

/** `''` is nobody, and lives on. */
async function livingChanges(tx: Transaction, changes: readonly PreparedChange[]): Promise<readonly PreparedChange[]> {
  const ids = [...new Set(changes.map(({ customerId }) => customerId))].filter((id) => id !== '');
  if (ids.length === 0) return changes;
  const rows = await tx.query<{ id: string }>({ name: 'living-of-message', text: LIVING, values: [ids] });
  const living = new Set(['', ...rows.map(({ id }) => id)]);
  return changes.filter(({ customerId }) => living.has(customerId));
}

/** Of several changes about the same answer the later one; of equals the one that stands later. */
function newestByKey(changes: readonly PreparedChange[]): readonly PreparedChange[] {
  const newest = new Map<string, PreparedChange>();
  for (const change of changes) {
    const rival = newest.get(keyOf(change));
    if (rival === undefined || earlierOf(rival.occurredAt, change.occurredAt) === rival.occurredAt)
      newest.set(keyOf(change), change);
  }
  return [...newest.values()];
}

async function inOrderOf(tx: Transaction, partner: string, changes: readonly PreparedChange[]) {
  const values = [partner, rowsOf(changes)];
  const rows = await tx.query<Key>({ name: 'order-message', text: ORDER, values });
  const inOrder = new Set(rows.map(keyOf));
  return changes.filter((change) => inOrder.has(keyOf(change)));
}

async function apply(tx: Transaction, partner: string, receivedAt: string, changes: readonly PreparedChange[]) {
  const values = [partner, rowsOf(changes), receivedAt];
  const rows = await tx.query<Key & { outcome: string }>({ name: 'apply-message', text: APPLY, values });
  return new Map(rows.map((row) => [keyOf(row), row.outcome]));
}

const rowsOf = (changes: readonly PreparedChange[]): string =>
  JSON.stringify(
    changes.map(({ sealed, ...change }) => ({
      ...change,
      sealed: sealed === null ? null : Buffer.from(sealed).toString('base64'),
    })),
  );
