/**
 * Readers that never pause on two processes while somebody revokes what they read on, and what the log says of it. A reader judges only
 * reads that started after the revocation was answered and ended before it was taken back.
 */
import type { Database } from '../../src/store/database.ts';
import { type Answer, post } from '../support/gateway.ts';

export interface Reading {
  readonly url: string;
  readonly token: string;
  readonly customerId: string;
  readonly purpose: string;
  readonly selection: string;
  /** Does the answer hold a value that the revocation takes away? */
  readonly shows: (answer: Answer) => boolean;
}

/** Where a revocation stands: odd while it holds for sure, even before it was answered and from the moment it is taken back. */
export interface Phase {
  number: number;
}

export interface Tally {
  shown: number;
  hidden: number;
  /** Values that came out of a read begun while the revocation held: must stay 0. */
  leaked: number;
  /** Answers that were neither: named by their error codes. */
  readonly failures: string[];
}

export const emptyTally = (): Tally => ({ shown: 0, hidden: 0, leaked: 0, failures: [] });

const CONCURRENT_CHANGE = /^STALE_(AGREEMENT|CONSENT)$/;

/** Reads until `isOver`; resolves after the read that was under way. */
export async function readOn(reading: Reading, phase: Phase, tally: Tally, isOver: () => boolean): Promise<void> {
  const { url, token, customerId, purpose, selection, shows } = reading;
  const query = `query ($id: ID!, $purpose: ID!) { customer(id: $id, purpose: $purpose) { id ${selection} } }`;
  const body = JSON.stringify({ query, variables: { id: customerId, purpose } });
  do {
    const startedIn = phase.number;
    const answer = await post(url, { authorization: `Bearer ${token}` }, body);
    const codes = answer.errors.map(({ extensions }) => extensions.code);
    if (!codes.every((code) => CONCURRENT_CHANGE.test(code))) tally.failures.push(codes.join(' '));
    const isShown = shows(answer);
    const heldThroughout = startedIn % 2 === 1 && phase.number === startedIn;
    if (isShown && heldThroughout) tally.leaked += 1;
    if (isShown) tally.shown += 1;
    else tally.hidden += 1;
  } while (!isOver());
}

/** Ids of the RELEASED entries that pin exactly this version of a fact, read from the entries' own bytes. */
export async function releasedUnder(
  db: Database,
  fact: { readonly kind: string; readonly id: string; readonly version: number },
): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>({
    text: `SELECT id::text FROM audit_entries WHERE kind = 'RELEASED'
      AND convert_from(bytes, 'UTF8')::jsonb #> '{what,facts}' @> $1::jsonb ORDER BY id`,
    values: [JSON.stringify([{ kind: fact.kind, id: fact.id, version: fact.version }])],
  });
  return rows.map(({ id }) => id);
}

interface Ref {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
}

interface ReleasedText {
  readonly facts: readonly (Ref & { readonly hash: string })[];
  readonly groups: readonly {
    readonly outcome: string;
    readonly agreement: Ref | null;
    readonly consent: Ref | null;
    readonly source: string | null;
  }[];
}

/**
 * What is wrong with the pins of any RELEASED entry: a right that a disclosed group names, or a fact that every permission rests on,
 * without its pin; a pin whose hash is not the recorded version's. Empty when all is well.
 */
export async function unpinned(
  db: Database,
): Promise<{ readonly entries: number; readonly problems: readonly string[] }> {
  const rows = await db.query<{ id: string; what: ReleasedText }>({
    text: `SELECT id::text, convert_from(bytes, 'UTF8')::jsonb -> 'what' AS what FROM audit_entries WHERE kind = 'RELEASED'`,
  });
  const versions = await db.query<{ kind: string; id: string; version: number; hash: string }>({
    text: `SELECT v.kind, coalesce(s.digest, v.id) AS id, v.version, v.hash FROM fact_versions v
      LEFT JOIN subject_digests s ON v.kind = 'subject' AND s.customer_id = v.id`,
  });
  const hashes = new Map(versions.map((version) => [nameOf(version), version.hash]));
  return { entries: rows.length, problems: rows.flatMap(({ id, what }) => problemsOf(id, what, hashes)) };
}

const nameOf = ({ kind, id, version }: Ref): string => `${kind} ${id} ${version}`;

function problemsOf(
  id: string,
  { facts, groups }: ReleasedText,
  hashes: ReadonlyMap<string, string>,
): readonly string[] {
  const disclosed = groups.filter(({ outcome }) => outcome !== 'WITHHOLD');
  const pinned = new Set(facts.map(nameOf));
  const kinds = new Set(facts.map(({ kind }) => kind));
  const needed = disclosed.length === 0 ? [] : ['principal', 'purpose', 'role', 'subject'];
  const partnered = disclosed.some(({ source }) => source !== 'bank') ? ['partner', 'agreement'] : [];
  return [
    ...[...needed, ...partnered].filter((kind) => !kinds.has(kind)).map((kind) => `${id} pins no ${kind}`),
    ...disclosed
      .flatMap(({ agreement, consent }) => [agreement, consent])
      .flatMap((ref) => (ref === null || pinned.has(nameOf(ref)) ? [] : [`${id} relies on ${nameOf(ref)} unpinned`])),
    ...facts
      .filter((fact) => hashes.get(nameOf(fact)) !== fact.hash)
      .map((fact) => `${id}: other bytes: ${nameOf(fact)}`),
  ];
}
