/**
 * Calls to partners by minute, added up over replicas, and each replica's circuits. Written every few seconds, read for health, folded
 * into hours after two of them, deleted after a week: a week is read as some hundred rows of an endpoint, not as ten thousand. Counters only grow
 * within their minute, so adding is safe in any order.
 */
import type { PartnerHold } from '../domain/fact.ts';
import type { ReplicaCircuit, TrafficRow, TrafficStore } from '../partners/health/port.ts';
import type { Database } from './database.ts';

/** Sorted, so that two replicas adding to the same rows never wait for each other in a circle. */
const ADD = `
INSERT INTO partner_traffic AS t (partner_id, endpoint, minute, outcomes, durations, answer_times)
SELECT n.partner, n.endpoint, to_timestamp(n."minuteMs" / 1000.0), n.outcomes, n.durations, n."answerTimes"
FROM jsonb_to_recordset($1::jsonb) AS n
  (partner text, endpoint text, "minuteMs" bigint, outcomes jsonb, durations bigint[], "answerTimes" bigint[])
ORDER BY 1, 2, 3
${addedUp()}`;

/** Rows; a statement may not run for long. */
const FOLD_AT_ONCE = 20_000;

/** Rows of whole hours, in UTC, bear the hour's first minute. */
const FOLD = `
WITH old AS (
  DELETE FROM partner_traffic WHERE (partner_id, endpoint, minute) IN (
    SELECT partner_id, endpoint, minute FROM partner_traffic
    WHERE minute < date_trunc('hour', clock_timestamp(), 'UTC') - interval '2 hours' AND minute <> date_trunc('hour', minute, 'UTC')
    ORDER BY partner_id, endpoint, minute LIMIT ${FOLD_AT_ONCE} FOR UPDATE SKIP LOCKED
  )
  RETURNING partner_id, endpoint, date_trunc('hour', minute, 'UTC') AS hour, outcomes, durations, answer_times
), outcomes AS (
  SELECT partner_id, endpoint, hour, jsonb_object_agg(key, total) AS outcomes FROM (
    SELECT partner_id, endpoint, hour, e.key, sum(e.value::bigint) AS total
    FROM old, jsonb_each_text(old.outcomes) AS e GROUP BY 1, 2, 3, 4
  ) AS o GROUP BY 1, 2, 3
), times AS (
  SELECT partner_id, endpoint, hour, array_agg(total ORDER BY i) AS durations, array_agg(answers ORDER BY i) AS answer_times FROM (
    SELECT partner_id, endpoint, hour, d.i, coalesce(sum(d.count), 0)::bigint AS total, coalesce(sum(d.answers), 0)::bigint AS answers
    FROM old, unnest(old.durations, old.answer_times) WITH ORDINALITY AS d (count, answers, i) GROUP BY 1, 2, 3, 4
  ) AS u GROUP BY 1, 2, 3
)
INSERT INTO partner_traffic AS t (partner_id, endpoint, minute, outcomes, durations, answer_times)
SELECT partner_id, endpoint, hour, coalesce(o.outcomes, '{}'), n.durations, n.answer_times
FROM times n LEFT JOIN outcomes o USING (partner_id, endpoint, hour)
ORDER BY 1, 2, 3
${addedUp()}`;

/** What two replicas count of the same minute, or the minutes of an hour. */
function addedUp(): string {
  return `
ON CONFLICT (partner_id, endpoint, minute) DO UPDATE SET
  outcomes = (
    SELECT coalesce(jsonb_object_agg(b.key, b.total), '{}') FROM (
      SELECT e.key, sum(e.value::bigint) AS total
      FROM (SELECT * FROM jsonb_each_text(t.outcomes) UNION ALL SELECT * FROM jsonb_each_text(excluded.outcomes)) AS e
      GROUP BY e.key
    ) AS b
  ),
  durations = (
    SELECT array_agg(coalesce(d.a, 0) + coalesce(d.b, 0) ORDER BY d.i)
    FROM unnest(t.durations, excluded.durations) WITH ORDINALITY AS d (a, b, i)
  ),
  answer_times = (
    SELECT array_agg(coalesce(d.a, 0) + coalesce(d.b, 0) ORDER BY d.i)
    FROM unnest(t.answer_times, excluded.answer_times) WITH ORDINALITY AS d (a, b, i)
  )`;
}

const READ = `
SELECT partner_id AS partner, endpoint, (extract(epoch FROM minute) * 1000)::bigint::text AS "minuteMs", outcomes,
  to_json(durations) AS durations, to_json(answer_times) AS "answerTimes"
FROM partner_traffic
WHERE partner_id = $1 AND minute >= to_timestamp($2::bigint / 1000.0)`;

const LAST_ANSWERS = `
SELECT k.endpoint, (
  SELECT (extract(epoch FROM t.minute) * 1000)::bigint::text FROM partner_traffic t
  WHERE t.partner_id = $1 AND t.endpoint = k.endpoint AND (t.outcomes ? 'ANSWER' OR t.outcomes ? 'NO_RECORD')
  ORDER BY t.minute DESC LIMIT 1
) AS "minuteMs"
FROM unnest($2::text[]) AS k (endpoint)`;

const PURGE = `
WITH gone AS (DELETE FROM partner_traffic WHERE minute < clock_timestamp() - interval '7 days' RETURNING 1),
  lost AS (DELETE FROM partner_circuits WHERE seen_at < clock_timestamp() - interval '1 day')
SELECT count(*)::int AS count FROM gone`;

const SAVE_CIRCUITS = `
INSERT INTO partner_circuits (replica, partner_id, state, since, seen_at)
SELECT $1, n.partner, n.state, to_timestamp(n."sinceMs" / 1000.0), clock_timestamp()
FROM json_to_recordset($2::json) AS n (partner text, state text, "sinceMs" double precision)
ON CONFLICT (replica, partner_id) DO UPDATE
SET state = excluded.state, since = excluded.since, seen_at = excluded.seen_at`;

const READ_CIRCUITS = `
SELECT replica::text AS replica, partner_id AS partner, state, (extract(epoch FROM since) * 1000)::bigint::text AS "sinceMs"
FROM partner_circuits
WHERE partner_id = $1 AND seen_at > clock_timestamp() - interval '1 minute'
ORDER BY replica`;

const READ_HOLDS = `
SELECT id, body::json -> 'hold' AS hold FROM facts WHERE kind = 'partner' AND body::json -> 'hold' IS NOT NULL`;

type InText<T, K extends keyof T> = Omit<T, K> & Record<K, string>;

export function createPartnerTraffic(db: Database): TrafficStore {
  return {
    async add(rows) {
      if (rows.length > 0) await db.query({ name: 'add-partner-traffic', text: ADD, values: [JSON.stringify(rows)] });
    },
    async read(partner, sinceMs) {
      const rows = await db.query<InText<TrafficRow, 'minuteMs'>>({
        name: 'read-partner-traffic',
        text: READ,
        values: [partner, sinceMs],
      });
      return rows.map((row) => ({ ...row, minuteMs: Number(row.minuteMs) }));
    },
    async lastAnswers(partner, endpoints) {
      const rows = await db.query<{ readonly endpoint: string; readonly minuteMs: string | null }>({
        name: 'last-partner-answers',
        text: LAST_ANSWERS,
        values: [partner, endpoints],
      });
      return new Map(
        rows.flatMap(({ endpoint, minuteMs }) => (minuteMs === null ? [] : [[endpoint, Number(minuteMs)] as const])),
      );
    },
    async purge() {
      await db.query({ name: 'fold-partner-traffic', text: FOLD });
      const [row] = await db.query<{ readonly count: number }>({ name: 'purge-partner-traffic', text: PURGE });
      return row?.count ?? 0;
    },
    ...createCircuits(db),
  };
}

type Circuits = Pick<TrafficStore, 'saveCircuits' | 'readCircuits' | 'readHolds' | 'dropCircuits'>;

function createCircuits(db: Database): Circuits {
  return {
    async saveCircuits(replica, circuits) {
      const values = [replica, JSON.stringify(circuits)];
      if (circuits.length > 0) await db.query({ name: 'save-partner-circuits', text: SAVE_CIRCUITS, values });
    },
    async readCircuits(partner) {
      const rows = await db.query<InText<ReplicaCircuit, 'sinceMs'> & { readonly replica: string }>({
        name: 'read-partner-circuits',
        text: READ_CIRCUITS,
        values: [partner],
      });
      return rows.map((row) => ({ ...row, state: row.state, sinceMs: Number(row.sinceMs) }));
    },
    async readHolds() {
      const rows = await db.query<{ readonly id: string; readonly hold: PartnerHold }>({
        name: 'read-partner-holds',
        text: READ_HOLDS,
      });
      return new Map(rows.map(({ id, hold }) => [id, hold]));
    },
    async dropCircuits(replica) {
      await db.query({
        name: 'drop-partner-circuits',
        text: 'DELETE FROM partner_circuits WHERE replica = $1',
        values: [replica],
      });
    },
  };
}
