/**
 * What rows of consents name, as it stands: a handful of statements for some hundred rows. Inside a transaction customers and notices stay
 * as they are until it ends.
 */
import type { Fact, FactKind, Subject } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import { sha256Hex } from '../store/canonical-json.ts';
import type { Queryable } from '../store/database.ts';
import { type FactRow, factOf } from '../store/fact-body.ts';
import type { ConsentRow } from './consent-rows.ts';

export interface KnownFacts {
  /** The database's clock. */
  readonly now: Instant;
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly purposes: ReadonlyMap<string, Fact<'purpose'>>;
  readonly partners: ReadonlyMap<string, Fact<'partner'>>;
  readonly notices: ReadonlyMap<string, Fact<'notice'>>;
  readonly guardianships: ReadonlyMap<string, Fact<'guardianship'>>;
  /** Of these customers, in whatever state. */
  readonly consents: readonly Fact<'consent'>[];
}

const NAMED = `
SELECT kind, id, version, hash, body FROM facts
WHERE (kind, id) IN (SELECT kind, id FROM json_to_recordset($1::json) AS n (kind text, id text)) ORDER BY kind, id FOR SHARE`;

const CONSENTS = `
SELECT kind, id, version, hash, body FROM facts WHERE kind = 'consent' AND subject_id = ANY ($1::text[])`;

export async function readKnownFacts(db: Queryable, rows: readonly ConsentRow[]): Promise<KnownFacts> {
  const named = new Map(rows.flatMap(({ grant }) => namesIn(grant)).map((name) => [`${name.kind} ${name.id}`, name]));
  const customers = [...new Set(rows.map(({ grant }) => grant.customerId))];
  const found = await db.query<StoredFact>({
    name: 'named-facts',
    text: NAMED,
    values: [JSON.stringify([...named.values()])],
  });
  const consents = await db.query<StoredFact>({ name: 'consents-of-many', text: CONSENTS, values: [customers] });
  const [clock] = await db.query<{ now: Instant }>({ name: 'clock', text: 'SELECT clock_timestamp() AS now' });
  if (clock === undefined) throw new Error('the database has no clock');
  const facts = found.flatMap(toFact);
  return {
    now: clock.now,
    subjects: new Map([...byId(facts, 'subject')].map(([id, { body }]) => [id, body])),
    purposes: byId(facts, 'purpose'),
    partners: byId(facts, 'partner'),
    notices: byId(facts, 'notice'),
    guardianships: byId(facts, 'guardianship'),
    consents: consents.flatMap(toFact) as Fact<'consent'>[],
  };
}

type StoredFact = FactRow & { readonly body: string };

interface Name {
  readonly kind: FactKind;
  readonly id: string;
}

const namesIn = ({ customerId, purpose, notice, sources, givenBy }: ConsentRow['grant']): readonly Name[] => [
  { kind: 'subject', id: customerId },
  { kind: 'purpose', id: purpose },
  { kind: 'notice', id: notice.id },
  ...(sources === '*' ? [] : sources.map((id): Name => ({ kind: 'partner', id }))),
  ...(givenBy?.kind === 'GUARDIAN' ? [{ kind: 'guardianship', id: givenBy.guardianship } as const] : []),
];

function toFact(row: StoredFact): readonly Fact[] {
  const fact = factOf(row, sha256Hex(row.body), row.body);
  return fact === null ? [] : [fact];
}

const byId = <K extends FactKind>(facts: readonly Fact[], kind: K): ReadonlyMap<string, Fact<K>> =>
  new Map(facts.filter((fact): fact is Fact<K> => fact.kind === kind).map((fact) => [fact.id, fact]));
