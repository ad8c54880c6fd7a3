/**
 * The only writer of facts. Every write leaves a row in `fact_versions` in the same statement, and a change succeeds only on the
 * version its author saw. Takes a transaction, so that the log entry of the change commits with it or not at all.
 */
import type { Fact, FactBodies, FactKind } from '../domain/fact.ts';
import type { Transaction } from './database.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';
import { columnsOf } from './fact-body.ts';

/** `currentVersion`: what stands there now; null when there is no such fact. */
export interface FactConflict {
  readonly conflict: true;
  readonly currentVersion: number | null;
}

export type FactWritten<K extends FactKind> = { readonly conflict: false; readonly fact: Fact<K> } | FactConflict;

/** One fact to write, its kind and body belonging together. */
export type FactDraft = {
  readonly [K in FactKind]: { readonly kind: K; readonly id: string; readonly body: FactBodies[K] };
}[FactKind];

const CREATE = `
WITH written AS (
  INSERT INTO facts (kind, id, version, hash, body, subject_id, partner_id, state)
  VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
  ON CONFLICT (kind, id) DO NOTHING
  RETURNING kind, id, version, hash, body
)
INSERT INTO fact_versions (kind, id, version, hash, body, recorded_by)
SELECT kind, id, version, hash, body, $8 FROM written
RETURNING version`;

/** Under READ COMMITTED the update waits for releases that hold the row and for rivals, then tests the version again. */
const CHANGE = `
WITH written AS (
  UPDATE facts SET version = version + 1, hash = $3, body = $4, subject_id = $5, partner_id = $6, state = $7,
    updated_at = clock_timestamp()
  WHERE kind = $1 AND id = $2 AND version = $9
  RETURNING kind, id, version, hash, body
)
INSERT INTO fact_versions (kind, id, version, hash, body, recorded_by)
SELECT kind, id, version, hash, body, $8 FROM written
RETURNING version`;

/** Creates version 1. Conflict when the fact exists already. `by` is the person or process that answers for the change. */
export async function createFact<K extends FactKind>(
  tx: Transaction,
  kind: K,
  id: string,
  body: FactBodies[K],
  by: string,
): Promise<FactWritten<K>> {
  return write(tx, { name: 'create-fact', text: CREATE }, { kind, id, body, by }, []);
}

/** Replaces the body if `expectedVersion` is still current, and raises the version by one. */
export async function changeFact<K extends FactKind>(
  tx: Transaction,
  kind: K,
  id: string,
  expectedVersion: number,
  body: FactBodies[K],
  by: string,
): Promise<FactWritten<K>> {
  return write(tx, { name: 'change-fact', text: CHANGE }, { kind, id, body, by }, [expectedVersion]);
}

/** Creates it, or replaces the body of whatever version stands there; for facts whose row the transaction holds. */
export async function replaceFact<K extends FactKind>(
  tx: Transaction,
  kind: K,
  id: string,
  body: FactBodies[K],
  by: string,
): Promise<FactWritten<K>> {
  const created = await createFact(tx, kind, id, body, by);
  if (!created.conflict) return created;
  return changeFact(tx, kind, id, created.currentVersion ?? 0, body, by);
}

interface Draft<K extends FactKind> {
  readonly kind: K;
  readonly id: string;
  readonly body: FactBodies[K];
  readonly by: string;
}

async function write<K extends FactKind>(
  tx: Transaction,
  statement: { readonly name: string; readonly text: string },
  { kind, id, body, by }: Draft<K>,
  more: readonly unknown[],
): Promise<FactWritten<K>> {
  const text = canonicalJson(body);
  const hash = sha256Hex(text);
  const { subjectId, partnerId, state } = columnsOf(kind, id, body);
  const values = [kind, id, hash, text, subjectId, partnerId, state, by, ...more];
  const [written] = await tx.query<{ version: number }>({ ...statement, values });
  if (written === undefined) return { conflict: true, currentVersion: await currentVersion(tx, kind, id) };
  return { conflict: false, fact: { kind, id, version: written.version, hash, isIntact: true, body } };
}

async function currentVersion(tx: Transaction, kind: FactKind, id: string): Promise<number | null> {
  const [row] = await tx.query<{ version: number }>({
    name: 'fact-version',
    text: 'SELECT version FROM facts WHERE kind = $1 AND id = $2',
    values: [kind, id],
  });
  return row?.version ?? null;
}

/** An erased subject is never written over: ERASED never ends. */
const PUT = `
WITH given AS (
  SELECT * FROM json_to_recordset($1::json)
    AS g (kind text, id text, hash text, body text, subject_id text, partner_id text, state text)
), written AS (
  INSERT INTO facts AS f (kind, id, version, hash, body, subject_id, partner_id, state)
  SELECT kind, id, 1, hash, body, subject_id, partner_id, state FROM given ORDER BY kind, id
  ON CONFLICT (kind, id) DO UPDATE SET version = f.version + 1, hash = excluded.hash, body = excluded.body,
    subject_id = excluded.subject_id, partner_id = excluded.partner_id, state = excluded.state,
    updated_at = clock_timestamp()
  WHERE f.hash <> excluded.hash AND NOT (f.kind = 'subject' AND f.state = 'ERASED')
  RETURNING kind, id, version, hash, body
)
INSERT INTO fact_versions (kind, id, version, hash, body, recorded_by)
SELECT kind, id, version, hash, body, $2 FROM written
RETURNING kind, id, version`;

const PUT_AT_ONCE = 1_000;

/** Which facts a `putFacts` wrote; every other one was equal already (or an erased subject). Version 1: it was created. */
export type FactsPut = readonly { readonly kind: FactKind; readonly id: string; readonly version: number }[];

/**
 * Creates or changes thousands of facts in few statements, whatever version stands there: for imports and the demo bank, which
 * own what they write. Writing the same again changes nothing. Each (kind, id) may appear once.
 */
export async function putFacts(tx: Transaction, drafts: readonly FactDraft[], by: string): Promise<FactsPut> {
  const put: FactsPut[number][] = [];
  for (let from = 0; from < drafts.length; from += PUT_AT_ONCE) {
    const rows = drafts.slice(from, from + PUT_AT_ONCE).map(putRow);
    put.push(
      ...(await tx.query<FactsPut[number]>({ name: 'put-facts', text: PUT, values: [JSON.stringify(rows), by] })),
    );
  }
  return put;
}

function putRow({ kind, id, body }: FactDraft): object {
  const text = canonicalJson(body);
  const { subjectId, partnerId, state } = columnsOf(kind, id, body);
  return { kind, id, hash: sha256Hex(text), body: text, subject_id: subjectId, partner_id: partnerId, state };
}
