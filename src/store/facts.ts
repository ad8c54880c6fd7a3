/**
 * What a decision reads: one snapshot for all customers of a request, in one statement shared with the requests that wait at
 * the same moment, never older than the call and never kept. PostgreSQL hashes the stored bytes itself, so an edit made
 * outside the gateway shows in the very next snapshot.
 */
import { LRUCache } from 'lru-cache';
import type { FactsQuery, FactsSource } from '../disclosure/port.ts';
import type { FactRef, Facts } from '../domain/fact.ts';
import { createBatch } from './batch.ts';
import type { Database } from './database.ts';
import { createSnapshotReader, type Snapshot } from './snapshot.ts';

export interface StoredFacts extends FactsSource {
  /** The hash of the bytes that stood at a version, for pinning it in the log: as last read, else as recorded. */
  readonly hashesOf: (refs: readonly FactRef[]) => Promise<ReadonlyMap<string, string>>;
}

/** Customers in one statement; a single request may ask for 100. */
const SUBJECTS_AT_ONCE = 500;

export function createFacts(db: Database): StoredFacts {
  const hashes = new LRUCache<string, string>({ max: 50_000 });
  const remember = (fact: { kind: string; id: string; version: number; hash: string }): void =>
    void hashes.set(factKey(fact), fact.hash);

  const readSnapshot = createSnapshotReader(db);
  const batched = createBatch<FactsQuery, ReadonlyMap<string, Facts>>({
    send: async (queries) => {
      const snapshot = await readSnapshot(queries);
      for (const fact of snapshot.newlySeen) remember(fact);
      return queries.map((query) => factsFor(query, snapshot));
    },
    weigh: (query) => query.customerIds.length,
    maxWeight: SUBJECTS_AT_ONCE,
    maxInFlight: db.dialect === 'server' ? 2 : 1,
  });
  return { snapshot: batched, hashesOf: (refs) => lookUp(db, hashes, refs) };
}

const factKey = ({ kind, id, version }: { kind: string; id: string; version: number }): string =>
  `${kind} ${id} ${version}`;

function factsFor(query: FactsQuery, snapshot: Snapshot): ReadonlyMap<string, Facts> {
  const shared = {
    decidedAt: snapshot.decidedAt,
    principal: snapshot.principals.get(query.application) ?? null,
    roles: [...new Set(query.roles)].flatMap((name) => snapshot.roles.get(name) ?? []),
    purpose: snapshot.purposes.get(query.purposeId) ?? null,
    ...snapshot.common,
  };
  return new Map(
    query.customerIds.map((id) => [
      id,
      {
        ...shared,
        subject: snapshot.subjects.get(id) ?? null,
        consents: snapshot.consents.get(id) ?? [],
        guardianships: snapshot.guardianships.get(id) ?? [],
        elevations: snapshot.elevations.get(id) ?? [],
        disclosedToday: snapshot.disclosedTo(query.person, id),
      },
    ]),
  );
}

async function lookUp(
  db: Database,
  known: LRUCache<string, string>,
  refs: readonly FactRef[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  const missing: FactRef[] = [];
  for (const ref of refs) {
    const key = factKey(ref);
    const hash = known.get(key);
    if (hash === undefined) missing.push(ref);
    else hashes.set(key, hash);
  }
  if (missing.length === 0) return hashes;
  const rows = await db.query<FactRef & { hash: string }>({
    name: 'fact-hashes',
    text: `SELECT kind, id, version, hash FROM fact_versions
      JOIN json_to_recordset($1::json) AS n (kind text, id text, version int) USING (kind, id, version)`,
    values: [JSON.stringify(missing)],
  });
  for (const row of rows) {
    known.set(factKey(row), row.hash);
    hashes.set(factKey(row), row.hash);
  }
  return hashes;
}
