/**
 * Calls that must not happen twice, as the database keeps them. One statement opens a call or finds the open one in its way, so that of any
 * number of replicas one calls. Rows stay: they are the bank's proof of what was billed. By the database's clock.
 */
import type { Entry } from '../audit/entry-store.ts';
import type { PartnerCall } from '../governance/partners/port.ts';
import type { CallLedger, GuardedCall, Settlement, UnknownCall } from '../partners/once/port.ts';
import type { Reservation } from '../partners/budget/port.ts';
import { appendEntries } from './audit-entries.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { reconcileCall } from './reconciled-calls.ts';
import { refundAll } from './spendings.ts';

const OPEN = `
INSERT INTO guarded_calls (id, key, partner_id, endpoint, agreement_id, customer_id, request, state, started_at, ends_at)
VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, 'UNDER_WAY', clock_timestamp(),
  clock_timestamp() + $8::float8 * interval '1 millisecond')
ON CONFLICT (key) WHERE state IN ('UNDER_WAY', 'UNKNOWN') DO NOTHING
RETURNING id`;

const SEEN = `
id, state, endpoint, customer_id AS "customerId", sealed, outcome, started_at AS "startedAt",
(extract(epoch FROM clock_timestamp() - settled_at) * 1000)::float8 AS "settledMsAgo",
state = 'UNDER_WAY' AND ends_at <= clock_timestamp() AS "isOverdue"`;

const HELD = `COALESCE(holds_until > clock_timestamp(), false)`;

const IN_THE_WAY = `
SELECT ${SEEN}, false AS "isHeld", false AS serves FROM guarded_calls WHERE key = $1 AND state IN ('UNDER_WAY', 'UNKNOWN')`;

/** About the same customer, at the endpoint that called or at the one that asks: requests that are equal share a key. */
const UNDONE_BY_MESSAGE = `EXISTS (
  SELECT 1 FROM partner_message_order o
  WHERE o.partner_id = c.partner_id AND o.endpoint IN (c.endpoint, $2) AND o.customer_id = c.customer_id
    AND o.taken_at > c.started_at
)`;

const FIND = `
SELECT ${SEEN}, ${HELD} AS "isHeld", state = 'ANSWERED' AND NOT ${UNDONE_BY_MESSAGE} AS serves
FROM guarded_calls c WHERE id = $1::uuid`;

const SINCE = `($4::timestamptz IS NULL OR settled_at > $4::timestamptz)`;

/** Each endpoint that builds the same request has one of its own at most, but for what came moments ago. */
const MOST_ANSWERS = 5;

/** What was of no use to one endpoint may be of use to another, until a person has the partner asked anew. */
const ANSWERED = `
SELECT ${SEEN}, ${HELD} AND ${SINCE} AS "isHeld",
  sealed IS NOT NULL AND settled_at > clock_timestamp() - $3::float8 * interval '1 second'
    AND (holds_until IS NULL OR (endpoint <> $2 AND ${SINCE})) AS serves
FROM guarded_calls c
WHERE key = $1 AND state = 'ANSWERED' AND NOT ${UNDONE_BY_MESSAGE} AND (
  (sealed IS NOT NULL AND settled_at > clock_timestamp() - $3::float8 * interval '1 second')
  OR (holds_until > clock_timestamp() AND ${SINCE}))
ORDER BY settled_at DESC LIMIT ${MOST_ANSWERS}`;

/** Only what was never made: nothing is left to prove. */
const WITHDRAW = `DELETE FROM guarded_calls WHERE id = $1::uuid AND state = 'UNDER_WAY'`;

/** `isKnown`: there is such a call, open or settled by somebody else before. */
const SETTLE = `
WITH settled AS (
  UPDATE guarded_calls
  SET state = $2, outcome = $3, sealed = $4, settled_at = clock_timestamp(),
    holds_until = CASE WHEN $5::float8 > 0 THEN clock_timestamp() + $5::float8 * interval '1 second' END,
    request = CASE WHEN $2 = 'UNKNOWN' THEN request END, reservation = CASE WHEN $2 = 'UNKNOWN' THEN reservation END
  WHERE id = $1::uuid AND state IN ('UNDER_WAY', 'UNKNOWN')
)
SELECT EXISTS (SELECT FROM guarded_calls WHERE id = $1::uuid) AS "isKnown"`;

/** Also of a row that remembers nothing yet: a reservation that the server still works on has it locked, and is waited for. */
const RESERVED = `SELECT reservation FROM guarded_calls WHERE id = $1::uuid AND state IN ('UNDER_WAY', 'UNKNOWN') FOR UPDATE`;

const GIVE_UP = `
UPDATE guarded_calls
SET state = 'UNKNOWN', outcome = 'PARTNER_OUTCOME_UNKNOWN process-ended', settled_at = clock_timestamp()
WHERE state = 'UNDER_WAY' AND ends_at <= clock_timestamp() AND ($1::uuid IS NULL OR id = $1::uuid)
RETURNING id`;

const FORGET = `
UPDATE guarded_calls SET sealed = NULL
WHERE sealed IS NOT NULL AND settled_at <= clock_timestamp() - $1::float8 * interval '1 second'
RETURNING id`;

const UNKNOWN = `
SELECT id, partner_id AS "partnerId", endpoint, agreement_id AS "agreementId", customer_id AS "customerId", request,
  started_at AS "startedAt"
FROM guarded_calls WHERE state = 'UNKNOWN' AND partner_id = $1 AND request IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM facts WHERE kind = 'partner' AND id = $1 AND body::json -> 'hold' IS NOT NULL)
ORDER BY started_at, id LIMIT $2`;

/** What people find out stands in the log with their names. */
const BY_STATUS_CALL = { by: 'status-call', because: 'The partner said so when asked.' };

/** An open call may be settled between the two statements; then the next round opens ours. */
const ROUNDS = 10;

/** `entryOf`: the log entry that tells what a partner said became of a call. */
export function createCallLedger(db: Database, entryOf: (call: PartnerCall, happened: boolean) => Entry): CallLedger {
  const one = async (name: string, text: string, values: readonly unknown[]): Promise<GuardedCall | null> =>
    (await db.query<GuardedCall>({ name, text, values }))[0] ?? null;
  return {
    async open({ id, key, partnerId, endpoint, agreementId, customerId, request, forMs }) {
      const values = [id, key, partnerId, endpoint, agreementId, customerId, request, forMs];
      for (let round = 0; round < ROUNDS; round += 1) {
        const opened = await db.query({ name: 'open-guarded-call', text: OPEN, values });
        if (opened.length > 0) return null;
        const rival = await one('find-open-guarded-call', IN_THE_WAY, [key]);
        if (rival !== null) return rival;
      }
      throw new Error('the same call was opened and settled by others all the time');
    },
    find: (id, endpoint) => one('find-guarded-call', FIND, [id, endpoint]),
    answered: (key, { endpoint, notOlderThanS, heldSince }) =>
      db.query({ name: 'find-guarded-answers', text: ANSWERED, values: [key, endpoint, notOlderThanS, heldSince] }),
    withdraw: async (id) => void (await db.query({ name: 'withdraw-guarded-call', text: WITHDRAW, values: [id] })),
    settle: (id, settlement) =>
      settlement.state === 'NOT_HAPPENED' || settlement.owed !== undefined
        ? db.transaction((tx) => settleAndGiveBack(tx, id, settlement))
        : settle(db, id, settlement),
    giveUp: async (id) =>
      (await db.query({ name: 'give-up-guarded-calls', text: GIVE_UP, values: [id ?? null] })).length,
    forget: async (seconds) =>
      (await db.query({ name: 'forget-guarded-answers', text: FORGET, values: [seconds] })).length,
    unknown: (partnerId, first) =>
      db.query<UnknownCall>({ name: 'unknown-guarded-calls', text: UNKNOWN, values: [partnerId, first] }),
    reconcile: (id, happened) =>
      db.transaction(async (tx) => {
        const call = await reconcileCall(tx, { id, happened, ...BY_STATUS_CALL });
        if (call !== null) await appendEntries(tx, [entryOf(call, happened)]);
        return call !== null;
      }),
  };
}

async function settle(on: Queryable, id: string, { state, outcome, sealed, holdForS }: Settlement): Promise<void> {
  const values = [id, state, outcome, sealed, holdForS];
  const [row] = await on.query<{ isKnown: boolean }>({ name: 'settle-guarded-call', text: SETTLE, values });
  if (row?.isKnown !== true) throw new Error('a call that the ledger does not know, or not yet');
}

/** Only what the row still remembers: else somebody gave it back before. */
async function settleAndGiveBack(tx: Transaction, id: string, settlement: Settlement): Promise<void> {
  const [kept] = await tx.query<{ reservation: Reservation | null }>({
    name: 'reserved-by-guarded-call',
    text: RESERVED,
    values: [id],
  });
  await settle(tx, id, settlement);
  if (kept?.reservation != null) await refundAll(tx, [settlement.owed ?? kept.reservation]);
}
