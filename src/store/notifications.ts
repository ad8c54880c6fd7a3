/**
 * The outbox. A row is written in the transaction that ends the consent, for everybody the log says received data on it; replicas take
 * rows by lease and never the same one at once.
 */
import { invalidInput } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { Fact } from '../domain/fact.ts';
import type { ConsentEnd } from '../governance/consents/port.ts';
import type { Attempt, Notification, NotificationStore, TakenNotification } from '../governance/notifications/port.ts';
import type { Database, Transaction } from './database.ts';
import { reachedFrom, reachValues } from './reach.ts';

/**
 * Applications to which something was released on this consent, and partners that heard the customer's name for it. The consent's row is
 * locked, so every release on it has committed or will miss.
 */
const ADD = `
INSERT INTO notifications (id, event, consent_id, consent_version, customer_id, recipient_kind, recipient_id)
SELECT 'NTF-' || gen_random_uuid(), $1, $2, $3, $4, r.kind, r.id
FROM (
  SELECT DISTINCT 'APPLICATION' AS kind, e.application AS id FROM audit_entries e
  WHERE e.kind = 'RELEASED' AND e.application IS NOT NULL AND e.tags @> ARRAY['consent:' || $2]
  UNION
  SELECT DISTINCT 'PARTNER', substr(tag, 9) FROM audit_entries e, unnest(e.tags) AS tag
  WHERE e.kind = 'INTENT' AND e.tags @> ARRAY['consent:' || $2] AND tag LIKE 'partner:%' AND tag <> 'partner:bank'
) r
ON CONFLICT DO NOTHING`;

export async function notifyRecipients(tx: Transaction, consent: Fact<'consent'>, event: ConsentEnd): Promise<void> {
  const { id, version, body } = consent;
  await tx.query({ name: 'add-notifications', text: ADD, values: [event, id, version, body.customerId] });
}

const COLUMNS = `id, event, consent_id AS "consentId", consent_version AS "consentVersion", customer_id AS "customerId",
  recipient_kind AS "recipientKind", recipient_id AS "recipientId", state, created_at AS "createdAt", due_at AS "dueAt", attempts,
  last_outcome AS "lastOutcome", ended_at AS "endedAt"`;

const TAKE = `
UPDATE notifications SET attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 second'
WHERE id IN (
  SELECT id FROM notifications WHERE state = 'WAITING' AND due_at <= clock_timestamp()
  ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
RETURNING ${COLUMNS}, parting_words AS "partingWords"`;

/** What waits already must be told as well, now that the references are gone. */
const PART = `
UPDATE notifications SET parting_words = $3
WHERE customer_id = $1 AND recipient_kind = 'PARTNER' AND recipient_id = $2 AND state = 'WAITING'`;

/** In the transaction that erases the customer, after the last consent ended. */
export async function addPartingWords(
  tx: Transaction,
  customerId: string,
  byPartner: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const [partnerId, sealed] of byPartner)
    await tx.query({ name: 'add-parting-words', text: PART, values: [customerId, partnerId, sealed] });
}

const SETTLE = `
UPDATE notifications SET state = $3, last_outcome = $4, due_at = clock_timestamp() + $5 * interval '1 second',
  ended_at = CASE WHEN $3 = 'WAITING' THEN NULL ELSE clock_timestamp() END,
  parting_words = CASE WHEN $3 = 'WAITING' THEN parting_words END
WHERE id = $1 AND attempts = $2 AND state = 'WAITING'`;

const LIST = `
SELECT ${COLUMNS} FROM notifications n WHERE n.state = $1 AND ($2::text IS NULL OR n.id > $2)
  AND EXISTS (SELECT 1 FROM facts s WHERE s.kind = 'subject' AND s.id = n.customer_id AND ${reachedFrom(4)})
ORDER BY n.id LIMIT $3`;

const OF_CUSTOMER = `SELECT ${COLUMNS} FROM notifications WHERE customer_id = $1 ORDER BY created_at, id`;

export const createNotificationStore = (db: Database): NotificationStore => ({
  list: (state, reach, { first, after }) =>
    failClosed(async () => {
      const from = after === undefined ? null : idOf(after);
      const rows = await db.query<Notification>({
        name: 'list-notifications',
        text: LIST,
        values: [state, from, first + 1, ...reachValues(reach)],
      });
      const items = rows.slice(0, first).map((node) => ({ node, cursor: cursorOf(node.id) }));
      return { items, hasNextPage: rows.length > first };
    }),
  ofCustomer: (customerId) =>
    failClosed(() => db.query<Notification>({ name: 'notifications-of', text: OF_CUSTOMER, values: [customerId] })),
  take: (limit, leaseS) =>
    db.query<TakenNotification>({ name: 'take-notifications', text: TAKE, values: [limit, leaseS] }),
  async settle({ id, attempts }, attempt) {
    const { state, outcome, againAfterS } = fateOf(attempt);
    await db.query({ name: 'settle-notification', text: SETTLE, values: [id, attempts, state, outcome, againAfterS] });
  },
});

function fateOf(attempt: Attempt): {
  readonly state: string;
  readonly outcome: string | null;
  readonly againAfterS: number;
} {
  if ('againAfterS' in attempt) return { state: 'WAITING', outcome: attempt.outcome, againAfterS: attempt.againAfterS };
  if ('isGivenUp' in attempt) return { state: 'GIVEN_UP', outcome: attempt.outcome, againAfterS: 0 };
  return { state: 'DELIVERED', outcome: null, againAfterS: 0 };
}

const PREFIX = 'notification:';

const cursorOf = (id: string): string => Buffer.from(`${PREFIX}${id}`, 'utf8').toString('base64url');

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8').slice(PREFIX.length);
  if (cursorOf(id) !== cursor || id.includes('\0')) throw invalidInput('"after" is not a cursor of this list.');
  return id;
}
