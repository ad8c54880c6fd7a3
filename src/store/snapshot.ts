/**
 * The snapshot statement and what it returns. Facts that every request shares come as digests only, their bodies fetched when a
 * digest is new; facts of one customer bring their bodies along, because most customers are seen for the first time.
 */
import type { FactsQuery } from '../disclosure/port.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Fact, FactKind } from '../domain/fact.ts';
import type { JointMark } from '../domain/joint.ts';
import type { Instant } from '../domain/instant.ts';
import { POLICY_ID } from '../domain/policy.ts';
import { sha256Hex } from './canonical-json.ts';
import type { Queryable } from './database.ts';
import { belongsTo, factOf, hasParsed } from './fact-body.ts';

/** Partners, agreements, policy, notices and assessments: the same for every request. */
export interface CommonFacts {
  readonly policy: Fact<'policy'> | null;
  readonly notices: ReadonlyMap<string, Fact<'notice'>>;
  readonly assessments: readonly Fact<'assessment'>[];
  readonly partners: ReadonlyMap<string, Fact<'partner'>>;
  readonly agreements: ReadonlyMap<string, readonly Fact<'agreement'>[]>;
}

export interface Snapshot {
  readonly decidedAt: Instant;
  readonly common: CommonFacts;
  readonly principals: ReadonlyMap<string, Fact<'principal'>>;
  readonly roles: ReadonlyMap<string, Fact<'role'>>;
  readonly purposes: ReadonlyMap<string, Fact<'purpose'>>;
  readonly subjects: ReadonlyMap<string, Fact<'subject'>>;
  readonly consents: ReadonlyMap<string, readonly Fact<'consent'>[]>;
  readonly guardianships: ReadonlyMap<string, readonly Fact<'guardianship'>[]>;
  readonly elevations: ReadonlyMap<string, readonly Fact<'elevation'>[]>;
  /** What a person was shown of a customer today. */
  readonly disclosedTo: (person: string, customerId: string) => readonly JointMark[];
  /** Facts to remember the hash of; those that were the same in the last snapshot are left out. */
  readonly newlySeen: readonly Fact[];
}

/**
 * A row put back to an older version, by somebody who may switch triggers off, agrees with its own hash. It does not agree with the versions
 * that were recorded after it: it reads as edited. One index probe for each fact.
 */
const HAS_NEWER = `EXISTS (SELECT 1 FROM fact_versions v WHERE v.kind = facts.kind AND v.id = facts.id AND v.version = facts.version + 1)`;
const RECORDED_HASH = `CASE WHEN ${HAS_NEWER} THEN '' ELSE hash END`;

/**
 * One row, its parts as JSON text: 20 facts cost one parse instead of 120 column reads. Elevations are never deleted, and one lasts an hour
 * from its approval at most: those that ended long ago, and those that nobody approved, stay out.
 */
const SNAPSHOT = `
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at)
SELECT clock.at AS decided_at,
  (SELECT json_agg(json_build_array(kind, id, version, hash, encode(sha256(convert_to(body, 'UTF8')), 'hex')) ORDER BY kind, id)
    FROM facts WHERE kind IN ('partner', 'policy', 'notice') OR (kind = 'agreement' AND state NOT IN ('DRAFT', 'IN_REVIEW'))
      OR (kind = 'assessment' AND state <> 'DRAFT'))::text AS common,
  (SELECT json_agg(json_build_array(kind, id, version, ${RECORDED_HASH}, encode(sha256(convert_to(body, 'UTF8')), 'hex')) ORDER BY kind, id)
    FROM facts WHERE (kind = 'principal' AND id = ANY ($1)) OR (kind = 'role' AND id = ANY ($2)) OR (kind = 'purpose' AND id = ANY ($3)))::text AS rules,
  (SELECT json_agg(json_build_array(kind, id, version, ${RECORDED_HASH}, encode(sha256(convert_to(body, 'UTF8')), 'hex'), body, subject_id) ORDER BY subject_id, kind, id)
    FROM facts WHERE subject_id = ANY ($4) AND kind IN ('consent', 'elevation', 'guardianship', 'subject')
      AND (kind <> 'elevation' OR (state = 'GRANTED' AND updated_at > clock.at - interval '2 hours')))::text AS subjects,
  (SELECT json_agg(json_build_array(customer_id, person, disclosed)) FROM joint_disclosures
    WHERE customer_id = ANY ($4) AND person = ANY ($5) AND day = (clock.at AT TIME ZONE 'UTC')::date)::text AS disclosed
FROM clock`;

type DigestRow = readonly [kind: FactKind, id: string, version: number, hash: string, digest: string];
type SubjectRow = readonly [...DigestRow, body: string, subjectId: string];

interface SnapshotRow {
  readonly decided_at: Instant;
  readonly common: string | null;
  readonly rules: string | null;
  readonly subjects: string | null;
  readonly disclosed: string | null;
}

type DisclosedRow = readonly [customerId: string, person: string, marks: readonly JointMark[]];

/** A body may change between its digest and its reading; the snapshot is then taken again, at most so often. */
const ATTEMPTS = 5;

/** What is common in the last snapshot, by the exact text they came as: unchanged text is not read again. */
interface Common {
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly value: CommonFacts;
}

export function createSnapshotReader(db: Queryable): (queries: readonly FactsQuery[]) => Promise<Snapshot> {
  let last: Common = readCommon('[]');
  return async (queries) => {
    const values = parametersOf(queries);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [row] = await db.query<SnapshotRow>({ name: 'facts-snapshot', text: SNAPSHOT, values });
      if (row === undefined) throw new Error('the facts snapshot returned no row');
      const text = row.common ?? '[]';
      const isNew = text !== last.text;
      const rules = JSON.parse(row.rules ?? '[]') as readonly DigestRow[];
      const wanted = isNew ? [...rules, ...(JSON.parse(text) as readonly DigestRow[])] : rules;
      if (!(await bodiesAreHere(db, wanted))) continue;
      const common = text === last.text ? last : readCommon(text, await putBack(db, text));
      last = common;
      const subjects = JSON.parse(row.subjects ?? '[]') as readonly SubjectRow[];
      return { ...assemble(row.decided_at, common, isNew, rules, subjects), disclosedTo: disclosedIn(row) };
    }
    throw new Error('the rules kept changing while they were read');
  };
}

const parametersOf = (queries: readonly FactsQuery[]): readonly (readonly string[])[] => [
  distinct(queries.map((query) => query.application)),
  distinct(queries.flatMap((query) => query.roles)),
  distinct(queries.map((query) => query.purposeId)),
  distinct(queries.flatMap((query) => query.customerIds)),
  distinct(queries.map((query) => query.person)),
];

const NOT_YET: readonly JointMark[] = [];

function disclosedIn({ disclosed }: SnapshotRow): Snapshot['disclosedTo'] {
  if (disclosed === null) return () => NOT_YET;
  const rows = JSON.parse(disclosed) as readonly DisclosedRow[];
  const marks = new Map(rows.map(([customerId, person, shown]) => [JSON.stringify([customerId, person]), shown]));
  return (person, customerId) => marks.get(JSON.stringify([customerId, person])) ?? NOT_YET;
}

/** Keys of the common facts that stand at an older version than was recorded. Asked only when one of them is new: their text says so. */
async function putBack(db: Queryable, text: string): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ key: string }>({
    name: 'facts-put-back',
    text: `SELECT kind || ' ' || id AS key FROM facts JOIN json_to_recordset($1::json) AS n (kind text, id text, version int)
      USING (kind, id, version) WHERE ${HAS_NEWER}`,
    values: [
      JSON.stringify((JSON.parse(text) as readonly DigestRow[]).map(([kind, id, version]) => ({ kind, id, version }))),
    ],
  });
  return new Set(rows.map(({ key }) => key));
}

function readCommon(text: string, edited: ReadonlySet<string> = new Set()): Common {
  const facts = (JSON.parse(text) as readonly DigestRow[])
    .flatMap(toFact)
    .map((fact) => (edited.has(`${fact.kind} ${fact.id}`) ? { ...fact, isIntact: false } : fact));
  const agreements = new Map<string, Fact<'agreement'>[]>();
  for (const fact of facts.filter(isKind('agreement'))) {
    const partnerId = partnerOf(fact);
    agreements.set(partnerId, [...(agreements.get(partnerId) ?? []), fact]);
  }
  const value = {
    partners: byId(facts.filter(isKind('partner'))),
    agreements,
    policy: facts.filter(isKind('policy')).find(({ id }) => id === POLICY_ID) ?? null,
    notices: byId(facts.filter(isKind('notice'))),
    assessments: facts.filter(isKind('assessment')),
  };
  return { text, facts, value };
}

/** The terms name the partner; an edited body may have lost them, and then belongs to nobody. */
const partnerOf = ({ body }: Fact<'agreement'>): string => (body as Partial<Agreement>).terms?.partnerId ?? '';

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Fetches the bodies whose digest was never parsed. False: one of them changed meanwhile. */
async function bodiesAreHere(db: Queryable, rows: readonly DigestRow[]): Promise<boolean> {
  const missing = rows.filter(([kind, , , , digest]) => !hasParsed(kind, digest));
  if (missing.length === 0) return true;
  const bodies = await db.query<{ kind: FactKind; id: string; body: string }>({
    name: 'fact-bodies',
    text: `SELECT kind, id, body FROM facts JOIN json_to_recordset($1::json) AS n (kind text, id text) USING (kind, id)`,
    values: [JSON.stringify(missing.map(([kind, id]) => ({ kind, id })))],
  });
  const bodyByKey = new Map(bodies.map(({ kind, id, body }) => [`${kind} ${id}`, body]));
  return missing.every(([kind, id, version, hash, digest]) => {
    const body = bodyByKey.get(`${kind} ${id}`);
    if (body === undefined || sha256Hex(body) !== digest) return false;
    factOf({ kind, id, version, hash }, digest, body);
    return true;
  });
}

function assemble(
  decidedAt: Instant,
  common: Common,
  isNew: boolean,
  ruleRows: readonly DigestRow[],
  subjectRows: readonly SubjectRow[],
): Omit<Snapshot, 'disclosedTo'> {
  const rules = ruleRows.flatMap(toFact);
  const owned = subjectRows.flatMap((row) => toFact(row).map((fact) => ({ fact, customerId: row[6] })));
  const facts = owned.map(({ fact }) => fact);
  return {
    decidedAt,
    common: common.value,
    principals: byId(rules.filter(isKind('principal'))),
    roles: byId(rules.filter(isKind('role'))),
    purposes: byId(rules.filter(isKind('purpose'))),
    subjects: byId(facts.filter(isKind('subject'))),
    consents: byCustomer('consent', owned),
    guardianships: byCustomer('guardianship', owned),
    elevations: byCustomer('elevation', owned),
    newlySeen: [...rules, ...facts, ...(isNew ? common.facts : [])],
  };
}

function byCustomer<K extends 'consent' | 'elevation' | 'guardianship'>(
  kind: K,
  owned: readonly { readonly fact: Fact; readonly customerId: string }[],
): ReadonlyMap<string, readonly Fact<K>[]> {
  const found = new Map<string, Fact<K>[]>();
  const isOfKind = isKind(kind);
  for (const { fact, customerId } of owned) {
    if (!isOfKind(fact)) continue;
    const one = belongsTo(customerId, fact) ? fact : { ...fact, isIntact: false };
    const others = found.get(customerId);
    if (others === undefined) found.set(customerId, [one]);
    else others.push(one);
  }
  return found;
}

const isKind =
  <K extends FactKind>(kind: K) =>
  (fact: Fact): fact is Fact<K> =>
    fact.kind === kind;

const byId = <K extends FactKind>(facts: readonly Fact<K>[]): ReadonlyMap<string, Fact<K>> =>
  new Map(facts.map((fact) => [fact.id, fact]));

function toFact(row: DigestRow | SubjectRow): readonly Fact[] {
  const [kind, id, version, hash, digest, body] = row;
  const fact = factOf({ kind, id, version, hash }, digest, body);
  return fact === null ? [] : [fact];
}
