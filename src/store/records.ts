/**
 * Partners' answers at rest, sealed. A record past its retention is never read, whether or not it was purged yet; an older answer never
 * replaces a newer one; and nothing is kept once the rights it was fetched under have changed. Reads of concurrent requests share a
 * statement, and so do writes.
 */
import type { FactRef } from '../domain/fact.ts';
import type { NewRecord, RecordStore, StoredRecord, StoredRecordKey } from '../partners/port.ts';
import { createBatch } from './batch.ts';
import type { Database } from './database.ts';
import { purgeRecords } from './purge-records.ts';

export interface StoredRecords extends RecordStore {
  /** Deletes what nothing permits to keep any more; how many there were. */
  purge(): Promise<number>;
}

const FIND = `
SELECT r.customer_id AS "customerId", r.partner_id AS source, r.endpoint, r.sealed, r.fetched_at AS "fetchedAt",
  r.keep_until AS "keepUntil"
FROM json_to_recordset($1::json) AS k ("customerId" text, source text, endpoint text)
JOIN stored_records r ON r.customer_id = k."customerId" AND r.partner_id = k.source AND r.endpoint = k.endpoint
WHERE r.keep_until > clock_timestamp()`;

/**
 * Share-locks the facts the records rest on, at exactly the versions they name, and customers who are not erased, then keeps the records
 * that found theirs. The locks last until the commit: a withdrawal either committed before (nothing is kept), is under way (skipped:
 * nothing is kept and nobody waits), or waits and then finds the record to purge. Sorted throughout, so that replicas that save the same
 * records, and a purge, never wait for each other in a circle.
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
  SELECT n.*, allowed.item IS NOT NULL AS "isAllowed"
  FROM json_to_recordset($1::json) AS n (item int, "customerId" text, source text, endpoint text, sealed text,
    "fetchedAt" timestamptz, "keepUntil" timestamptz)
  LEFT JOIN allowed ON allowed.item = n.item
), kept AS (
  INSERT INTO stored_records AS r (customer_id, partner_id, endpoint, sealed, fetched_at, keep_until)
  SELECT "customerId", source, endpoint, decode(sealed, 'base64'), "fetchedAt", "keepUntil" FROM given WHERE "isAllowed"
  ORDER BY 1, 2, 3
  ON CONFLICT (customer_id, partner_id, endpoint) DO UPDATE
  SET sealed = excluded.sealed, fetched_at = excluded.fetched_at, keep_until = excluded.keep_until
  WHERE r.fetched_at <= excluded.fetched_at
)
SELECT "customerId", source, endpoint FROM given WHERE NOT "isAllowed"`;

/** Records in one statement. */
const RECORDS_AT_ONCE = 1_000;

export function createRecords(db: Database): StoredRecords {
  const find = createBatch<readonly StoredRecordKey[], readonly StoredRecord[]>({
    send: (requests) => findAll(db, requests),
    weigh: (keys) => keys.length,
    maxWeight: RECORDS_AT_ONCE,
    maxInFlight: db.dialect === 'server' ? 2 : 1,
  });
  const save = createBatch<readonly NewRecord[], readonly StoredRecordKey[]>({
    send: (requests) => saveAll(db, requests),
    weigh: (records) => records.length,
    maxWeight: RECORDS_AT_ONCE,
  });
  return {
    find: async (keys) => (keys.length === 0 ? [] : find(keys)),
    save: async (records) => (records.length === 0 ? [] : save(records)),
    purge: () => purgeRecords(db),
  };
}

/** Of each request, what was not kept. */
async function saveAll(
  db: Database,
  requests: readonly (readonly NewRecord[])[],
): Promise<readonly (readonly StoredRecordKey[])[]> {
  const records = [...newestByKey(requests.flat()).values()];
  const { needed, options } = needsOf(records);
  const values = [records.map(toRow), needed, options].map((list) => JSON.stringify(list));
  const refused = await db.query<StoredRecordKey>({ name: 'save-records', text: SAVE, values });
  const refusedKeys = new Set(refused.map(keyOf));
  return requests.map((request) => request.filter((record) => refusedKeys.has(keyOf(record))));
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

async function findAll(
  db: Database,
  requests: readonly (readonly StoredRecordKey[])[],
): Promise<(readonly StoredRecord[])[]> {
  const keys = new Map(
    requests
      .flat()
      .map(({ customerId, source, endpoint }) => [
        keyOf({ customerId, source, endpoint }),
        { customerId, source, endpoint },
      ]),
  );
  const rows = await db.query<StoredRecord>({
    name: 'find-records',
    text: FIND,
    values: [JSON.stringify([...keys.values()])],
  });
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return requests.map((request) => request.flatMap((key) => found.get(keyOf(key)) ?? []));
}

const keyOf = ({ customerId, source, endpoint }: StoredRecordKey): string => `${customerId} ${source} ${endpoint}`;

/** One statement may touch a row once only. */
function newestByKey(records: readonly NewRecord[]): ReadonlyMap<string, NewRecord> {
  const newest = new Map<string, NewRecord>();
  for (const record of records) {
    const rival = newest.get(keyOf(record));
    if (rival === undefined || rival.fetchedAt <= record.fetchedAt) newest.set(keyOf(record), record);
  }
  return newest;
}

const toRow = ({ requires: _separately, sealed, ...record }: NewRecord, item: number): object => ({
  ...record,
  item,
  sealed: Buffer.from(sealed).toString('base64'),
});
