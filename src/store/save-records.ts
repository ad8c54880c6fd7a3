/**
 * The one statement that keeps partners' answers: under rights that still stand, and only where the partner sent nothing newer by itself
 * since they were asked for. An older answer never replaces a newer one, and no replica's clock dates a record into the future.
 */
import type { FactRef } from '../domain/fact.ts';
import type { NewRecord, RefusedRecord, StoredRecordKey } from '../partners/port.ts';
import type { Database } from './database.ts';

/**
 * Share-locks the facts the records rest on, at exactly the versions they name, and customers who are not erased, then keeps the records
 * that found theirs. The locks last until the commit: a withdrawal either committed before (nothing is kept), is under way (skipped:
 * nothing is kept and nobody waits), or waits and then finds the record to purge. Sorted throughout, so that replicas that save the same
 * records, and a purge, never wait for each other in a circle.
 *
 * Of partners that send things by themselves a record also needs its row of the order, which a message under way holds and which holds up a
 * message in turn: whichever comes second sees the first. Only what was sent dates that row: an answer that was asked for just locks it, and
 * two of those are ordered by when they were fetched, which is never before they were asked for.
 */
const SAVE = `
WITH needed AS MATERIALIZED (
  SELECT * FROM json_to_recordset($2::json) AS n (n int, kind text, id text, version int) ORDER BY kind, id
), locked AS MATERIALIZED (
  SELECT needed.n FROM needed CROSS JOIN LATERAL (
    SELECT 1 FROM facts f WHERE f.kind = needed.kind AND f.id = needed.id
      AND CASE WHEN needed.version IS NULL THEN f.state IS DISTINCT FROM 'ERASED' ELSE f.version = needed.version END
    FOR SHARE OF f SKIP LOCKED
  ) AS f
), verdict AS MATERIALIZED (
  SELECT coalesce(array_agg(needed.n) FILTER (WHERE locked.n IS NULL), '{}') AS missing
  FROM needed LEFT JOIN locked ON locked.n = needed.n
), allowed AS MATERIALIZED (
  SELECT DISTINCT o.item FROM json_to_recordset($3::json) AS o (item int, needs int[]) CROSS JOIN verdict
  WHERE NOT (o.needs && verdict.missing)
), given AS MATERIALIZED (
  SELECT n.item, n."customerId", n.source, n.endpoint, n.sealed, n."isOrdered", n."occurredAt", n."askedAt",
    n.at AS fetched_at, least(n."keepUntil", n.at + (n."keepUntil" - n."fetchedAt")) AS keep_until,
    allowed.item IS NOT NULL AS "isAllowed"
  FROM (
    SELECT *, least(greatest("fetchedAt", "askedAt"), clock_timestamp()) AS at FROM json_to_recordset($1::json) AS n (item int, "customerId" text,
      source text, endpoint text, sealed text, "fetchedAt" timestamptz, "keepUntil" timestamptz,
      "isOrdered" boolean, "occurredAt" timestamptz, "askedAt" timestamptz)
  ) AS n LEFT JOIN allowed ON allowed.item = n.item
), ordered AS (
  INSERT INTO partner_message_order AS o (partner_id, endpoint, customer_id, occurred_at, taken_at)
  SELECT source, endpoint, "customerId", CASE WHEN "occurredAt" IS NULL THEN '-infinity' ELSE least("occurredAt", clock_timestamp()) END,
    CASE WHEN "askedAt" IS NULL THEN clock_timestamp() ELSE '-infinity' END
  FROM given WHERE "isAllowed" AND "isOrdered" ORDER BY 3, 1, 2
  ON CONFLICT (partner_id, endpoint, customer_id) DO UPDATE
  SET occurred_at = greatest(o.occurred_at, excluded.occurred_at), taken_at = greatest(o.taken_at, excluded.taken_at)
  WHERE CASE WHEN excluded.occurred_at > '-infinity' THEN o.occurred_at <= excluded.occurred_at
    ELSE o.taken_at <= excluded.taken_at OR excluded.taken_at = '-infinity' END
  RETURNING partner_id, endpoint, customer_id, taken_at
), standing AS MATERIALIZED (
  SELECT given.*, NOT given."isOrdered" OR (ordered.customer_id IS NOT NULL
    AND ("askedAt" IS NULL OR ordered.taken_at <= "askedAt")) AS "isNewest" FROM given
  LEFT JOIN ordered ON ordered.customer_id = given."customerId" AND ordered.partner_id = given.source
    AND ordered.endpoint = given.endpoint
), kept AS (
  INSERT INTO stored_records AS r (customer_id, partner_id, endpoint, sealed, fetched_at, keep_until)
  SELECT "customerId", source, endpoint, decode(sealed, 'base64'), fetched_at, keep_until
  FROM standing WHERE "isAllowed" AND "isNewest" ORDER BY 1, 2, 3
  ON CONFLICT (customer_id, partner_id, endpoint) DO UPDATE
  SET sealed = excluded.sealed, fetched_at = excluded.fetched_at, keep_until = excluded.keep_until
  WHERE r.fetched_at <= excluded.fetched_at OR EXISTS (
    SELECT 1 FROM standing s WHERE s."isOrdered" AND s."askedAt" IS NULL
      AND s."customerId" = excluded.customer_id AND s.source = excluded.partner_id AND s.endpoint = excluded.endpoint
  )
)
SELECT "customerId", source, endpoint, CASE WHEN "isAllowed" THEN 'newer-was-sent' ELSE 'rights-changed' END AS reason
FROM standing WHERE NOT ("isAllowed" AND "isNewest")`;

/** Of each request, what was not kept. */
export async function saveRecords(
  db: Database,
  requests: readonly (readonly NewRecord[])[],
): Promise<readonly (readonly RefusedRecord[])[]> {
  const records = [...newestByKey(requests.flat()).values()];
  const { needed, options } = needsOf(records);
  const values = [records.map(toRow), needed, options].map((list) => JSON.stringify(list));
  const refused = await db.query<RefusedRecord>({ name: 'save-records', text: SAVE, values });
  const refusedByKey = new Map(refused.map((one) => [keyOf(one), one]));
  return requests.map((request) => request.flatMap((record) => refusedByKey.get(keyOf(record)) ?? []));
}

/** Each fact once; of each record its ways to be permitted, by the numbers of the facts. A fact without version: the living customer. */
function needsOf(records: readonly NewRecord[]) {
  const numbers = new Map<string, number>();
  const needed: object[] = [];
  const numberOf = (kind: FactRef['kind'], id: string, version: number | null): number => {
    const key = `${kind} ${id} ${version ?? ''}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, needed.length);
    needed.push({ n: needed.length, kind, id, version });
    return needed.length - 1;
  };
  const options = records.flatMap(({ customerId, requires }, item) => {
    // The empty subject is nobody: what is public has no customer who could be erased.
    const living = customerId === '' ? [] : [numberOf('subject', customerId, null)];
    return requires.map((refs) => ({
      item,
      needs: [...living, ...refs.map(({ kind, id, version }) => numberOf(kind, id, version))],
    }));
  });
  return { needed, options };
}

export const keyOf = ({ customerId, source, endpoint }: StoredRecordKey): string =>
  `${customerId} ${source} ${endpoint}`;

/** One statement may touch a row once only. What was sent goes before what was asked for, which began earlier. */
function newestByKey(records: readonly NewRecord[]): ReadonlyMap<string, NewRecord> {
  const newest = new Map<string, NewRecord>();
  for (const record of records) {
    const rival = newest.get(keyOf(record));
    if (rival === undefined || !isOlder(record, rival)) newest.set(keyOf(record), record);
  }
  return newest;
}

const isOlder = (one: NewRecord, other: NewRecord): boolean =>
  one.origin?.how === other.origin?.how ? one.fetchedAt < other.fetchedAt : other.origin?.how === 'SENT';

function toRow({ requires: _separately, origin, sealed, ...record }: NewRecord, item: number): object {
  return {
    ...record,
    item,
    sealed: Buffer.from(sealed).toString('base64'),
    isOrdered: origin !== null,
    occurredAt: origin?.how === 'SENT' ? origin.occurredAt : null,
    askedAt: origin?.how === 'ASKED' ? (origin.at ?? '-infinity') : null,
  };
}
