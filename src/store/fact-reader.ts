/**
 * Single facts and lists of them, for governance and its queries. Not for decisions: those read a snapshot (facts.ts).
 * A fact whose stored bytes are no JSON reads as absent.
 */
import type { Instant } from '../domain/instant.ts';
import { invalidInput } from '../domain/errors.ts';
import type { Fact, FactKind } from '../domain/fact.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';
import type { Queryable, Transaction } from './database.ts';
import { type FactRow, factOf } from './fact-body.ts';

export interface FactPage<K extends FactKind> {
  readonly items: readonly { readonly fact: Fact<K>; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

export interface FactListing {
  /** Only facts about this customer (subjects and consents). */
  readonly subjectId?: string;
  /** Only agreements with this partner. */
  readonly partnerId?: string;
  readonly state?: string;
  /** Only facts whose body names this `caller` (elevations). */
  readonly caller?: string;
  readonly after?: string;
  readonly first: number;
}

type StoredFact<K extends FactKind> = FactRow & { readonly kind: K; readonly body: string };

const READ = 'SELECT kind, id, version, hash, body FROM facts WHERE kind = $1 AND id = $2';

/** The current version. Inside a transaction pass its handle. */
export const readFact = <K extends FactKind>(db: Queryable, kind: K, id: string): Promise<Fact<K> | null> =>
  readOne(db, { name: 'read-fact', text: READ }, kind, id);

/** The current version, which stays current until the transaction ends. Releases go on meanwhile. */
export const holdFact = <K extends FactKind>(tx: Transaction, kind: K, id: string): Promise<Fact<K> | null> =>
  readOne(tx, { name: 'hold-fact', text: `${READ} FOR SHARE` }, kind, id);

/** The current version for changing it: rivals and releases wait until the transaction ends. */
export const lockFact = <K extends FactKind>(tx: Transaction, kind: K, id: string): Promise<Fact<K> | null> =>
  readOne(tx, { name: 'lock-fact', text: `${READ} FOR NO KEY UPDATE` }, kind, id);

async function readOne<K extends FactKind>(
  db: Queryable,
  statement: { readonly name: string; readonly text: string },
  kind: K,
  id: string,
): Promise<Fact<K> | null> {
  const [row] = await db.query<StoredFact<K>>({ ...statement, values: [kind, id] });
  return row === undefined ? null : toFact(row);
}

/** One version of the past, for replay; null when it never existed. */
export async function readFactVersion<K extends FactKind>(
  db: Queryable,
  kind: K,
  id: string,
  version: number,
): Promise<Fact<K> | null> {
  const [row] = await db.query<StoredFact<K>>({
    name: 'read-fact-version',
    text: 'SELECT kind, id, version, hash, body FROM fact_versions WHERE kind = $1 AND id = $2 AND version = $3',
    values: [kind, id, version],
  });
  return row === undefined ? null : toFact(row);
}

/** Every version, oldest first; one whose bytes are no JSON is left out. */
export async function readFactHistory<K extends FactKind>(
  db: Queryable,
  kind: K,
  id: string,
): Promise<readonly { readonly fact: Fact<K>; readonly recordedAt: Instant; readonly recordedBy: string }[]> {
  const rows = await db.query<StoredFact<K> & { readonly recordedAt: Instant; readonly recordedBy: string }>({
    name: 'read-fact-history',
    text: `SELECT kind, id, version, hash, body, recorded_at AS "recordedAt", recorded_by AS "recordedBy"
      FROM fact_versions WHERE kind = $1 AND id = $2 ORDER BY version`,
    values: [kind, id],
  });
  return rows.flatMap(({ recordedAt, recordedBy, ...row }) => {
    const fact = toFact(row as unknown as StoredFact<K>);
    return fact === null ? [] : [{ fact, recordedAt, recordedBy }];
  });
}

/** In the order of ids; a cursor stays valid while facts are added. */
export async function listFacts<K extends FactKind>(
  db: Queryable,
  kind: K,
  listing: FactListing,
): Promise<FactPage<K>> {
  const { subjectId, partnerId, state, caller, after, first } = listing;
  const rows = await db.query<StoredFact<K>>({
    name: 'list-facts',
    text: `SELECT kind, id, version, hash, body FROM facts
      WHERE kind = $1 AND ($2::text IS NULL OR subject_id = $2) AND ($3::text IS NULL OR partner_id = $3)
        AND ($4::text IS NULL OR state = $4) AND ($5::text IS NULL OR id > $5)
        AND ($7::text IS NULL OR strpos(body, $7) > 0)
      ORDER BY id LIMIT $6`,
    values: [
      kind,
      subjectId ?? null,
      partnerId ?? null,
      state ?? null,
      after === undefined ? null : idOf(kind, after),
      first + 1,
      // As canonical JSON spells it; quotes inside of other texts are escaped there.
      caller === undefined ? null : `"caller":${canonicalJson(caller)}`,
    ],
  });
  const items = rows.slice(0, first).flatMap((row) => {
    const fact = toFact(row);
    return fact === null ? [] : [{ fact, cursor: cursorOf(kind, row.id) }];
  });
  return { items, hasNextPage: rows.length > first };
}

const toFact = <K extends FactKind>(row: StoredFact<K>): Fact<K> | null => factOf(row, sha256Hex(row.body), row.body);

/** Names its list, so that a cursor of another one is refused and not read as a place in this one. */
const cursorOf = (kind: FactKind, id: string): string => Buffer.from(`${kind}:${id}`, 'utf8').toString('base64url');

function idOf(kind: FactKind, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const id = text.slice(kind.length + 1);
  if (cursorOf(kind, id) !== cursor || text.includes('\0')) throw invalidInput('"after" is not a cursor of this list.');
  return id;
}
