/**
 * Partners' answers at rest, sealed. A record past its retention is never read, whether or not it was purged yet, and an older
 * answer never replaces a newer one. Reads of concurrent requests share a statement, and so do writes.
 */
import type { RecordStore, StoredRecord } from '../partners/port.ts';
import { createBatch } from './batch.ts';
import type { Database } from './database.ts';

export interface StoredRecords extends RecordStore {
  /** Deletes up to `limit` records whose retention ended; how many there were. */
  purge(limit: number): Promise<number>;
}

type RecordKey = Pick<StoredRecord, 'customerId' | 'source' | 'endpoint'>;

const FIND = `
SELECT r.customer_id AS "customerId", r.partner_id AS source, r.endpoint, r.sealed, r.fetched_at AS "fetchedAt",
  r.keep_until AS "keepUntil"
FROM json_to_recordset($1::json) AS k ("customerId" text, source text, endpoint text)
JOIN stored_records r ON r.customer_id = k."customerId" AND r.partner_id = k.source AND r.endpoint = k.endpoint
WHERE r.keep_until > clock_timestamp()`;

/** Sorted, so that two replicas saving the same records never wait for each other in a circle. */
const SAVE = `
INSERT INTO stored_records AS r (customer_id, partner_id, endpoint, sealed, fetched_at, keep_until)
SELECT n."customerId", n.source, n.endpoint, decode(n.sealed, 'base64'), n."fetchedAt", n."keepUntil"
FROM json_to_recordset($1::json) AS n
  ("customerId" text, source text, endpoint text, sealed text, "fetchedAt" timestamptz, "keepUntil" timestamptz)
ORDER BY 1, 2, 3
ON CONFLICT (customer_id, partner_id, endpoint) DO UPDATE
SET sealed = excluded.sealed, fetched_at = excluded.fetched_at, keep_until = excluded.keep_until
WHERE r.fetched_at <= excluded.fetched_at`;

const PURGE = `
WITH gone AS (
  DELETE FROM stored_records WHERE ctid IN (
    SELECT ctid FROM stored_records WHERE keep_until <= clock_timestamp() ORDER BY keep_until LIMIT $1 FOR UPDATE SKIP LOCKED
  ) RETURNING 1
)
SELECT count(*)::int AS count FROM gone`;

/** Records in one statement. */
const RECORDS_AT_ONCE = 1_000;

export function createRecords(db: Database): StoredRecords {
  const find = createBatch<readonly RecordKey[], readonly StoredRecord[]>({
    send: (requests) => findAll(db, requests),
    weigh: (keys) => keys.length,
    maxWeight: RECORDS_AT_ONCE,
    maxInFlight: db.dialect === 'server' ? 2 : 1,
  });
  const save = createBatch<readonly StoredRecord[], number>({
    send: (requests) => saveAll(db, requests),
    weigh: (records) => records.length,
    maxWeight: RECORDS_AT_ONCE,
  });
  return {
    find: async (keys) => (keys.length === 0 ? [] : find(keys)),
    save: async (records) => {
      if (records.length > 0) await save(records);
    },
    purge: async (limit) => {
      const [row] = await db.query<{ count: number }>({ name: 'purge-records', text: PURGE, values: [limit] });
      return row?.count ?? 0;
    },
  };
}

/** How many of each request were handed over. */
async function saveAll(db: Database, requests: readonly (readonly StoredRecord[])[]): Promise<readonly number[]> {
  const rows = [...newestByKey(requests.flat()).values()].map(toRow);
  await db.query({ name: 'save-records', text: SAVE, values: [JSON.stringify(rows)] });
  return requests.map((records) => records.length);
}

async function findAll(
  db: Database,
  requests: readonly (readonly RecordKey[])[],
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

const keyOf = ({ customerId, source, endpoint }: RecordKey): string => `${customerId} ${source} ${endpoint}`;

/** One statement may touch a row once only. */
function newestByKey(records: readonly StoredRecord[]): ReadonlyMap<string, StoredRecord> {
  const newest = new Map<string, StoredRecord>();
  for (const record of records) {
    const rival = newest.get(keyOf(record));
    if (rival === undefined || rival.fetchedAt <= record.fetchedAt) newest.set(keyOf(record), record);
  }
  return newest;
}

const toRow = (record: StoredRecord): object => ({ ...record, sealed: Buffer.from(record.sealed).toString('base64') });
