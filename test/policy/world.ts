/**
 * Turns the short form of the decision tables (cases/ordinary-day.yaml) into the facts that `decide` reads. Knows the shape
 * of facts and nothing of gates.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Coordinate } from '../../src/domain/classification.ts';
import type { Fact, FactBodies, FactKind, FactRef, Facts } from '../../src/domain/fact.ts';
import { DATASETS, datasetOf, fieldOf } from '../../src/domain/dataset.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { Sourced } from '../../src/domain/sourced.ts';
import type { DecideInput } from '../../src/policy/decide.ts';

export type Short = Readonly<Record<string, unknown>>;

export interface Case {
  readonly file: string;
  readonly case: string;
  readonly given?: Short;
  readonly when?: Short;
  readonly then: Short & { readonly outcome: string; readonly reasons: readonly string[] };
}

const FOLDER = new URL('cases/', import.meta.url);
const read = (file: string): unknown => parse(readFileSync(new URL(file, FOLDER), 'utf8'), { merge: true });

export const ORDINARY_DAY = read('ordinary-day.yaml') as Short;

export const CASES: readonly Case[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml') && file !== 'ordinary-day.yaml')
  .flatMap((file) => (read(file) as Omit<Case, 'file'>[]).map((one) => ({ file, ...one })));

/** The input of one case: the ordinary day with its differences. */
export function inputOf(given: Short = {}, when: Short = {}): DecideInput {
  const unknown = Object.keys(given).filter((key) => !(key in ORDINARY_DAY));
  if (unknown.length > 0) throw new Error(`A case gives "${unknown.join()}", which the ordinary day does not know`);
  const day = over(ORDINARY_DAY, given) as Record<string, Short>;
  const question = questionOf(when);
  return {
    facts: factsOf(day),
    customerId: word(day, 'customer'),
    purposeId: word(day, 'purpose'),
    caller: { expiresAtS: 0, ...day['caller'] } as DecideInput['caller'],
    coordinates: [question.field, ...(question.and ?? [])],
    candidates: () => question.from,
    catalogue: new Map(Object.entries(day['catalogue'] ?? {})) as DecideInput['catalogue'],
    action: word(day, 'action') as DecideInput['action'],
    customersAsked: day['customersAsked'] as unknown as number,
    predicates: day['predicates'] as unknown as readonly Coordinate[],
    approvedExport: fact('export', isObject(day['export']) ? { id: 'E-1', ...day['export'] } : undefined),
    schemaHash: word(day, 'schema'),
  };
}

interface AskedFor {
  readonly field: Coordinate;
  readonly from: readonly string[];
  /** Further fields of the same request. */
  readonly and?: readonly Coordinate[];
  /** What the source sent, how old it says it is, and the other fields of that item. */
  readonly value?: unknown;
  readonly asOf?: string;
  readonly beside?: Short;
}

export const questionOf = (when: Short): AskedFor => over(ORDINARY_DAY['question'], when) as AskedFor;

/** What the first source sent, fetched now, as merge takes it. */
export function sentBy(when: Short, decidedAt: Instant): readonly Sourced[] {
  const { field, from, value, asOf, beside } = questionOf(when);
  const dataset = datasetOf(field);
  if (dataset === undefined || from[0] === undefined) throw new Error(`no dataset supplies ${field}`);
  const item = { ...beside, [fieldOf(field)]: value };
  const record = DATASETS[dataset].shape === 'many' ? [item] : item;
  const about = { source: from[0], asOf: (asOf ?? null) as Instant | null, fetchedAt: decidedAt, cache: 'LIVE' };
  return [{ ...about, dataset, record } as unknown as Sourced];
}

/** `agreement A-1/1`; the version only where a case could differ in it. */
export const nameOf = ({ kind, id }: FactRef): string => `${kind} ${id}`;

/** Objects are overridden key by key; lists, words and `none` replace. */
function over(ordinary: unknown, given: unknown): unknown {
  if (!isObject(ordinary) || !isObject(given)) return given;
  const keys = new Set([...Object.keys(ordinary), ...Object.keys(given)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in given ? over(ordinary[key], given[key]) : ordinary[key]]),
  );
}

const word = (day: Record<string, unknown>, key: string): string => day[key] as string;

const isObject = (value: unknown): value is Short =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function factsOf(day: Record<string, Short>): Facts {
  const purpose = day['purposes']?.[word(day, 'purpose')] as Short | undefined;
  return {
    decidedAt: word(day, 'now') as Facts['decidedAt'],
    principal: fact('principal', day['application']),
    roles: named('role', day['roles'] ?? {}),
    purpose: fact('purpose', purpose && { ...purpose, id: day['purpose'] }),
    subject: fact('subject', day['subject']),
    policy: fact('policy', day['policy']),
    notices: new Map(named('notice', day['notices'] ?? {}).map((notice) => [notice.id, notice])),
    assessments: listed('assessment', day),
    guardianships: listed('guardianship', day).map(ofCustomer),
    elevations: listed('elevation', day).map(ofCustomer),
    disclosedToday: day['disclosedToday'] as unknown as Facts['disclosedToday'],
    partners: new Map(named('partner', day['partners'] ?? {}).map((partner) => [partner.id, partner])),
    agreements: agreementsOf(day),
    consents: (day['consents'] as unknown as readonly Short[]).map((short) =>
      consentOf(over(day['consent'], short) as Short),
    ),
  };
}

function fact<K extends FactKind>(kind: K, short: Short | 'none' | undefined): Fact<K> | null {
  if (short === undefined || short === 'none' || typeof short === 'string') return null;
  const { id, intact = true, factVersion = 1, ...body } = short;
  const version = Number(factVersion);
  return {
    kind,
    id: String(id),
    version,
    hash: 'ab'.repeat(32),
    isIntact: intact === true,
    body: body as unknown as FactBodies[K],
  };
}

const named = <K extends FactKind>(kind: K, shorts: Short): Fact<K>[] =>
  Object.entries(shorts).flatMap(([id, short]) => {
    const one = fact(kind, isObject(short) ? { capabilities: [], ...short, id } : 'none');
    return one === null ? [] : [one];
  });

/** `elevations` as `elevation` with the differences of each. */
const listed = <K extends FactKind>(kind: K, day: Record<string, Short>): Fact<K>[] =>
  (day[`${kind}s`] as unknown as readonly Short[]).flatMap(
    (short) => fact(kind, over(day[kind], short) as Short) ?? [],
  );

const ofCustomer = <K extends FactKind>({ body, ...one }: Fact<K>): Fact<K> => {
  const { customer, ...rest } = body as unknown as Short;
  return { ...one, body: { customerId: customer, ...rest } as unknown as FactBodies[K] };
};

function agreementsOf(day: Record<string, Short>): Facts['agreements'] {
  const byPartner = new Map<string, Fact<'agreement'>[]>();
  for (const difference of day['agreements'] as unknown as readonly Short[]) {
    const short = over(day['agreement'], difference) as Short;
    const { id, version, partner, filedUnder = partner, state, from, until, supersededFrom, grants, intact } = short;
    const { derivation, redistribution, budget } = short;
    const terms = {
      partnerId: partner,
      derivation,
      redistribution,
      ...(budget === 'none' ? {} : { budget }),
      effectiveFrom: from,
      effectiveUntil: until,
      grants: (grants as readonly Short[]).map((grant) => over(day['grant'], grant)),
    };
    const body = {
      agreementId: id,
      termsVersion: version,
      state,
      terms,
      termsHash: '',
      author: 'wei',
      approvals: [],
      ...(supersededFrom ? { supersededFrom } : {}),
    };
    const one = fact('agreement', { ...body, id: `${String(id)}/${String(version)}`, intact: intact ?? true });
    if (one) byPartner.set(String(filedUnder), [...(byPartner.get(String(filedUnder)) ?? []), one]);
  }
  return byPartner;
}

function consentOf({ customer, from, until, ...short }: Short): Fact<'consent'> {
  const body = { customerId: customer, grantedAt: from, expiresAt: until, ...short };
  return fact('consent', body) as Fact<'consent'>;
}
