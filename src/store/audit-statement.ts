/**
 * The one statement through which entries reach the log. It share-locks the facts the entries rest on, at exactly the versions
 * they name, and inserts each entry only where all of its own are locked and none has ended. The locks last until the commit, so
 * a revocation either committed before (the entry is not written) or waits until the entry is durable.
 */
import type { Entry, GuardedEntry } from '../audit/entry-store.ts';
import type { JointClaim } from '../domain/joint.ts';
import type { FactRef } from '../domain/fact.ts';
import type { Statement } from './database.ts';

/**
 * FOR SHARE combines with neither grouping nor outer joins, hence the steps. LATERAL means one index probe per fact, in the sorted order
 * of `needed`, however large the table and whatever the planner believes of JSON. `verdict` reads the clock after the locks were taken: a
 * wait must not outlive an expiry date.
 */
const appendText = (onLocked: 'SKIP LOCKED' | '', claims: 'CLAIMING' | 'PLAIN'): string => `
WITH needed AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS n (n int, kind text, id text, version int) ORDER BY kind, id
), locked AS MATERIALIZED (
  SELECT needed.n FROM needed CROSS JOIN LATERAL (
    SELECT 1 FROM facts f WHERE f.kind = needed.kind AND f.id = needed.id AND f.version = needed.version
    FOR SHARE OF f ${onLocked}
  ) AS f
), verdict AS MATERIALIZED (
  SELECT coalesce(array_agg(needed.n) FILTER (WHERE locked.n IS NULL), '{}') AS missing, clock_timestamp() AS at
  FROM needed LEFT JOIN locked ON locked.n = needed.n
), named AS (
  INSERT INTO subject_digests (digest, customer_id)
  SELECT * FROM json_to_recordset($3::json) AS s (digest text, customer_id text)
  WHERE NOT EXISTS (SELECT 1 FROM erasure_ledger l WHERE l.customer_id = s.customer_id) ORDER BY digest
  ON CONFLICT DO NOTHING
), good AS MATERIALIZED (
  SELECT e.* FROM json_to_recordset($2::json) AS e (id uuid, kind text, text text, request_id text, caller text, application text,
    purpose text, subject_digest text, tags text[], needs int[], valid_until timestamptz, claim_n int, claim_marks text[])
  CROSS JOIN verdict
  WHERE NOT (e.needs && verdict.missing) AND (e.valid_until IS NULL OR e.valid_until > verdict.at)
)${claims === 'CLAIMING' ? CLAIMED : ''}
INSERT INTO audit_entries (id, kind, bytes, request_id, caller, application, purpose, subject_digest, tags)
SELECT e.id, e.kind, convert_to(e.text, 'UTF8'), e.request_id, e.caller, e.application, e.purpose, e.subject_digest, e.tags
FROM good e${claims === 'CLAIMING' ? WHERE_CLAIMED : ''}
RETURNING id`;

/**
 * The day's set of a person and customer may be replaced by a set that a decision weighed as a whole: one around it. A set that has
 * everything already stays. Anything else is a race that this release has lost. One row waits for another release's commit only, and rows
 * are taken in one order everywhere.
 */
const CLAIMED = `, claims AS MATERIALIZED (
  SELECT * FROM json_to_recordset($4::json) AS c (n int, customer_id text, person text, day date, disclosed text[], entry uuid)
), claimed AS (
  INSERT INTO joint_disclosures AS j (customer_id, person, day, disclosed)
  SELECT c.customer_id, c.person, c.day, c.disclosed FROM claims c WHERE c.entry IN (SELECT id FROM good) ORDER BY 1, 2, 3
  ON CONFLICT (customer_id, person, day) DO UPDATE
    SET disclosed = CASE WHEN j.disclosed @> excluded.disclosed THEN j.disclosed ELSE excluded.disclosed END
    WHERE j.disclosed <@ excluded.disclosed OR j.disclosed @> excluded.disclosed
  RETURNING j.customer_id, j.person, j.day, j.disclosed
), held AS MATERIALIZED (
  SELECT c.n, claimed.disclosed FROM claimed JOIN claims c USING (customer_id, person, day)
)`;

const WHERE_CLAIMED = `
WHERE e.claim_n IS NULL OR EXISTS (SELECT 1 FROM held WHERE held.n = e.claim_n AND held.disclosed @> e.claim_marks)`;

/** A fact somebody is changing right now counts as missing: nobody waits, the caller looks closer. */
const APPEND = { name: 'append-entries', text: appendText('SKIP LOCKED', 'PLAIN') };
const APPEND_CLAIMING = { name: 'append-entries-claiming', text: appendText('SKIP LOCKED', 'CLAIMING') };
/** Waits for whoever holds a fact; set a lock_timeout. */
const APPEND_WAITING = { name: 'append-entries-waiting', text: appendText('', 'PLAIN') };
const APPEND_CLAIMING_WAITING = { name: 'append-entries-claiming-waiting', text: appendText('', 'CLAIMING') };

export function appendStatement(entries: readonly GuardedEntry[], names: readonly Entry[]): Statement {
  const { values, claims } = parameters(entries, names);
  if (claims.length === 0) return { ...APPEND, values };
  return { ...APPEND_CLAIMING, values: [...values, JSON.stringify(claims)] };
}

export function appendWaitingStatement(entry: GuardedEntry): Statement {
  const { values, claims } = parameters([entry], []);
  if (claims.length === 0) return { ...APPEND_WAITING, values };
  return { ...APPEND_CLAIMING_WAITING, values: [...values, JSON.stringify(claims)] };
}

function parameters(entries: readonly GuardedEntry[], names: readonly Entry[]) {
  const { needed, numberOf } = numbered(entries.flatMap(({ requires }) => requires));
  const { claims, claimOf } = claimsOf(entries);
  const rows = entries.map((guarded) => ({
    id: guarded.entry.id,
    kind: guarded.entry.kind,
    text: guarded.entry.text,
    request_id: guarded.entry.requestId,
    caller: guarded.entry.caller,
    application: guarded.entry.application,
    purpose: guarded.entry.purpose,
    subject_digest: guarded.entry.subjectDigest,
    tags: guarded.entry.tags,
    needs: guarded.requires.map(numberOf),
    valid_until: guarded.validUntil,
    ...claimOf(guarded),
  }));
  const digests = names.map((entry) => ({ digest: entry.subjectDigest, customer_id: entry.customerId }));
  return { values: [JSON.stringify(needed), JSON.stringify(rows), JSON.stringify(digests)], claims };
}

/** One claim per person, customer and day: a statement can touch a row once. The others hold if the first one's set has theirs. */
function claimsOf(entries: readonly GuardedEntry[]) {
  const numbers = new Map<string, number>();
  const claims: object[] = [];
  const keyOf = ({ customerId, person, day }: JointClaim): string => JSON.stringify([customerId, person, day]);
  for (const { entry, claim } of entries) {
    if (claim === undefined || numbers.has(keyOf(claim))) continue;
    const { customerId, person, day, after } = claim;
    numbers.set(keyOf(claim), claims.length);
    claims.push({ n: claims.length, customer_id: customerId, person, day, disclosed: after, entry: entry.id });
  }
  const claimOf = ({ claim }: GuardedEntry) =>
    claim === undefined ? {} : { claim_n: numbers.get(keyOf(claim)) ?? -1, claim_marks: claim.after };
  return { claims, claimOf };
}

/** Each fact once, however many entries rest on it. */
function numbered(refs: readonly FactRef[]) {
  const numbers = new Map<string, number>();
  const needed: object[] = [];
  const keyOf = ({ kind, id, version }: FactRef): string => `${kind} ${id} ${version}`;
  for (const ref of refs) {
    if (numbers.has(keyOf(ref))) continue;
    numbers.set(keyOf(ref), needed.length);
    needed.push({ n: needed.length, kind: ref.kind, id: ref.id, version: ref.version });
  }
  return { needed, numberOf: (ref: FactRef): number => numbers.get(keyOf(ref)) ?? -1 };
}

/** Which of these are not current, and is the end past? Locks nothing and waits for nobody. */
export const checkStatement = ({ requires, validUntil }: GuardedEntry): Statement => ({
  name: 'check-facts',
  text: `SELECT coalesce(array_agg(DISTINCT n.kind) FILTER (WHERE f.id IS NULL), '{}') AS changed,
      coalesce($2::timestamptz <= clock_timestamp(), false) AS "hasEnded"
    FROM json_to_recordset($1::json) AS n (kind text, id text, version int)
    LEFT JOIN facts f ON f.kind = n.kind AND f.id = n.id AND f.version = n.version`,
  values: [JSON.stringify(requires), validUntil],
});

/** Which kinds of these facts somebody holds or has changed. */
export const heldStatement = ({ requires }: GuardedEntry): Statement => ({
  name: 'held-facts',
  text: `WITH needed AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS n (kind text, id text, version int)
    ), free AS MATERIALIZED (
      SELECT f.kind, f.id FROM needed JOIN facts f ON f.kind = needed.kind AND f.id = needed.id AND f.version = needed.version
      ORDER BY f.kind, f.id FOR SHARE OF f SKIP LOCKED
    )
    SELECT coalesce(array_agg(DISTINCT needed.kind) FILTER (WHERE free.id IS NULL), '{}') AS changed
    FROM needed LEFT JOIN free ON free.kind = needed.kind AND free.id = needed.id`,
  values: [JSON.stringify(requires)],
});
