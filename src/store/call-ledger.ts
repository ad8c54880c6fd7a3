/**
 * Calls that must not happen twice, as the database keeps them. One statement opens a call or finds the open one in its way, so that of any
 * number of replicas one calls. Rows stay: they are the bank's proof of what was billed. By the database's clock.
 */
import type { CallLedger, GuardedCall, UnknownCall } from '../partners/once/port.ts';
import type { Database } from './database.ts';
import { reconcileCall } from './reconciled-calls.ts';

const OPEN = `
INSERT INTO guarded_calls (id, key, partner_id, endpoint, agreement_id, customer_id, request, state, started_at, ends_at)
VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, 'UNDER_WAY', clock_timestamp(),
  clock_timestamp() + $8::float8 * interval '1 millisecond')
ON CONFLICT (key) WHERE state IN ('UNDER_WAY', 'UNKNOWN') DO NOTHING
RETURNING id`;

const SEEN = `
id, state, endpoint, customer_id AS "customerId", sealed,
(extract(epoch FROM clock_timestamp() - settled_at) * 1000)::float8 AS "settledMsAgo",
state = 'UNDER_WAY' AND ends_at <= clock_timestamp() AS "isOverdue"`;

const IN_THE_WAY = `SELECT ${SEEN} FROM guarded_calls WHERE key = $1 AND state IN ('UNDER_WAY', 'UNKNOWN')`;

const FIND = `SELECT ${SEEN} FROM guarded_calls WHERE id = $1::uuid`;

const ANSWERED_WITHIN = `
SELECT ${SEEN} FROM guarded_calls
WHERE key = $1 AND sealed IS NOT NULL AND state = 'ANSWERED'
  AND settled_at > clock_timestamp() - $2::float8 * interval '1 second'
ORDER BY settled_at DESC LIMIT 1`;

/** Only what was never made: nothing is left to prove. */
const WITHDRAW = `DELETE FROM guarded_calls WHERE id = $1::uuid AND state = 'UNDER_WAY'`;

const SETTLE = `
UPDATE guarded_calls
SET state = $2, outcome = $3, sealed = $4, reservation = $5::jsonb, settled_at = clock_timestamp(),
  request = CASE WHEN $2 = 'UNKNOWN' THEN request END
WHERE id = $1::uuid AND state IN ('UNDER_WAY', 'UNKNOWN')`;

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
ORDER BY started_at, id LIMIT $2`;

/** What people find out stands in the log with their names. */
const BY_STATUS_CALL = { by: 'status-call', because: 'The partner said so when asked.' };

/** An open call may be settled between the two statements; then the next round opens ours. */
const ROUNDS = 10;

export function createCallLedger(db: Database): CallLedger {
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
    find: (id) => one('find-guarded-call', FIND, [id]),
    answeredWithin: (key, seconds) => one('find-guarded-answer', ANSWERED_WITHIN, [key, seconds]),
    withdraw: async (id) => void (await db.query({ name: 'withdraw-guarded-call', text: WITHDRAW, values: [id] })),
    async settle(id, { state, outcome, sealed, reservation }) {
      const values = [id, state, outcome, sealed, reservation === null ? null : JSON.stringify(reservation)];
      await db.query({ name: 'settle-guarded-call', text: SETTLE, values });
    },
    giveUp: async (id) =>
      (await db.query({ name: 'give-up-guarded-calls', text: GIVE_UP, values: [id ?? null] })).length,
    forget: async (seconds) =>
      (await db.query({ name: 'forget-guarded-answers', text: FORGET, values: [seconds] })).length,
    unknown: (partnerId, first) =>
      db.query<UnknownCall>({ name: 'unknown-guarded-calls', text: UNKNOWN, values: [partnerId, first] }),
    reconcile: (id, happened) =>
      db.transaction(async (tx) => (await reconcileCall(tx, { id, happened, ...BY_STATUS_CALL })) !== null),
  };
}
