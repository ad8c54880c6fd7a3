/**
 * Partners' answers at rest, sealed. A record past its retention is never read, whether or not it was purged yet. Reads of concurrent
 * requests share a statement, and so do writes; what writing refuses is in save-records.ts.
 */
import type { Instant } from '../domain/instant.ts';
import type {
  FoundRecords,
  NewRecord,
  RecordStore,
  RefusedRecord,
  StoredRecord,
  StoredRecordKey,
} from '../partners/port.ts';
import { createBatch } from './batch.ts';
import type { Database } from './database.ts';
import { purgeRecords } from './purge-records.ts';
import { keyOf, saveRecords } from './save-records.ts';

export interface StoredRecords extends RecordStore {
  /** Deletes what nothing permits to keep any more; how many there were. */
  purge(): Promise<number>;
}

/** A row for each key, so that there is always one to tell the time. */
const FIND = `
SELECT k."customerId", k.source, k.endpoint, r.sealed, r.fetched_at AS "fetchedAt", r.keep_until AS "keepUntil",
  clock_timestamp() AS at
FROM json_to_recordset($1::json) AS k ("customerId" text, source text, endpoint text)
LEFT JOIN stored_records r ON r.customer_id = k."customerId" AND r.partner_id = k.source AND r.endpoint = k.endpoint
  AND r.keep_until > clock_timestamp()`;

type Found = Omit<StoredRecord, 'sealed'> & { readonly sealed: Uint8Array | null; readonly at: Instant };

/** Records in one statement. */
const RECORDS_AT_ONCE = 1_000;

export function createRecords(db: Database): StoredRecords {
  const find = createBatch<readonly StoredRecordKey[], FoundRecords>({
    send: (requests) => findAll(db, requests),
    weigh: (keys) => keys.length,
    maxWeight: RECORDS_AT_ONCE,
    maxInFlight: db.dialect === 'server' ? 2 : 1,
  });
  const save = createBatch<readonly NewRecord[], readonly RefusedRecord[]>({
    send: (requests) => saveRecords(db, requests),
    weigh: (records) => records.length,
    maxWeight: RECORDS_AT_ONCE,
  });
  return {
    find: async (keys) => (keys.length === 0 ? { at: null, records: [] } : find(keys)),
    save: async (records) => (records.length === 0 ? [] : save(records)),
    purge: () => purgeRecords(db),
  };
}

async function findAll(
  db: Database,
  requests: readonly (readonly StoredRecordKey[])[],
): Promise<readonly FoundRecords[]> {
  const keys = new Map(
    requests
      .flat()
      .map(({ customerId, source, endpoint }) => [
        keyOf({ customerId, source, endpoint }),
        { customerId, source, endpoint },
      ]),
  );
  const rows = await db.query<Found>({
    name: 'find-records',
    text: FIND,
    values: [JSON.stringify([...keys.values()])],
  });
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  const at = rows[0]?.at ?? null;
  return requests.map((request) => ({ at, records: request.flatMap((key) => recordOf(found.get(keyOf(key)))) }));
}

function recordOf(row: Found | undefined): readonly StoredRecord[] {
  if (row === undefined || row.sealed === null) return [];
  const { customerId, source, endpoint, sealed, fetchedAt, keepUntil } = row;
  return [{ customerId, source, endpoint, sealed, fetchedAt, keepUntil }];
}
