/**
 * The terms in an Open Data Contract Standard document. Pure. What would bind and cannot be read is refused with its path; parts that the
 * standard has and the terms have no place for are listed. Nothing is dropped in silence. Whether purposes, partners and coordinates exist
 * is checked with the terms, as for every other proposal.
 */
import type { AgreementTerms, CoordinatePattern, Grant } from '../../../domain/agreement.ts';
import type { Catalogue, Coordinate } from '../../../domain/classification.ts';
import { covers } from '../../../domain/agreement.ts';
import { invalidInput } from '../../../domain/errors.ts';
import { type Instant, parseInstant } from '../../../domain/instant.ts';
import { ABOUT_VERSION, odcs, type Odcs, type OwnTerms, ownTerms, slaId, TAKEN } from './odcs.ts';
import { parseContract } from './parse-document.ts';

export interface ReadContract {
  readonly agreementId: string;
  readonly terms: AgreementTerms;
  /** Paths. */
  readonly notTaken: readonly string[];
  /** What the document says its terms had for a hash; undefined where it does not. */
  readonly termsHash: string | undefined;
}

/** Throws INVALID_INPUT. */
export function fromOdcs(contract: string, catalogue: Catalogue): ReadContract {
  const document = check(odcs, parseContract(contract), '');
  const custom = customOf(document);
  const own = check(ownTerms, Object.fromEntries(custom.own), 'customProperties.');
  const levels = levelsOf(document);
  const partnerId = partnerOf(document);
  const terms = termsOf(document, own, partnerId, levels);
  return {
    agreementId: document.id,
    terms,
    notTaken: [
      ...Object.keys(document).filter((key) => !(TAKEN as readonly string[]).includes(key)),
      ...checkSchema(document, terms, catalogue),
      ...custom.foreign.map((name) => `customProperties.${name}`),
      ...levels.foreign.map((name) => `slaProperties.${name}`),
      ...(document.support ?? []).slice(1).map((_, i) => `support[${i + 1}]`),
    ],
    termsHash: typeof custom.about['termsHash'] === 'string' ? custom.about['termsHash'] : undefined,
  };
}

interface Shape<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code?: string;
  readonly message: string;
  readonly keys?: readonly string[];
}

/** Names where and what, never a value of the document. */
function check<T>(shape: Shape<T>, value: unknown, prefix: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 20).map(({ path, code, message, keys }) => {
    const at = `${prefix}${path.map(String).join('.')}` || 'contract';
    return code === 'unrecognized_keys' ? `${at}: does not know ${(keys ?? []).slice(0, 5).map((key) => key.slice(0, 40)).join(', ')}.` : `${at}: ${message}.`;
  }); // prettier-ignore
  throw invalidInput(`The contract cannot be read as ODCS v3.1.0. ${problems.join(' ')}`);
}

function customOf({ customProperties = [] }: Odcs) {
  const known = new Set(Object.keys(ownTerms.shape));
  const names = customProperties.map(({ property }) => property);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalidInput(`customProperties: "${twice.slice(0, 80)}" stands there twice.`);
  const isAbout = (name: string): boolean => (ABOUT_VERSION as readonly string[]).includes(name);
  const entries = customProperties.map(({ property, value }) => [property, value] as const);
  return {
    own: entries.filter(([name]) => known.has(name)),
    about: Object.fromEntries(entries.filter(([name]) => isAbout(name))) as Readonly<Record<string, unknown>>,
    foreign: names.filter((name) => !known.has(name) && !isAbout(name)),
  };
}

interface Levels {
  value(id: string, unit?: string): unknown;
  readonly foreign: readonly string[];
}

const FIXED = ['effective-from', 'effective-until', 'breach-notice'];

function levelsOf({ slaProperties = [] }: Odcs): Levels {
  const byId = new Map(slaProperties.map((one) => [one.id ?? '', one]));
  if (byId.size < slaProperties.length) throw invalidInput('slaProperties: each needs an id of its own.');
  const isOurs = (id: string): boolean => FIXED.includes(id) || /^grant-\d+-(freshness|retention)$/.test(id);
  return {
    value(id, unit) {
      const level = byId.get(id);
      if (level === undefined) throw invalidInput(`slaProperties: "${id}" is missing; the terms need it.`);
      if (level.unit !== unit)
        throw invalidInput(`slaProperties.${id}.unit: ${unit === undefined ? 'none' : `"${unit}"`}.`);
      return level.value;
    },
    foreign: [...byId.keys()].filter((id) => !isOurs(id)),
  };
}

function partnerOf({ servers = [] }: Odcs): string {
  const [server] = servers;
  if (server === undefined || servers.length > 1)
    throw invalidInput('servers: exactly one, whose `server` is the connector id of the partner.');
  return server.server;
}

function termsOf({ name, support = [], price, slaProperties = [] }: Odcs, own: OwnTerms, partnerId: string, levels: Levels): AgreementTerms {
  const { agreementKind, grants, budget, ...rest } = own;
  const [contact] = support;
  if (name === undefined) throw invalidInput('name: the title is missing.');
  if (contact === undefined) throw invalidInput('support: the first channel is the contact; it is missing.');
  const beyond = slaProperties.find(({ id }) => Number(/^grant-(\d+)-/.exec(id ?? '')?.[1] ?? 1) > grants.length);
  if (beyond !== undefined) throw invalidInput(`slaProperties: "${beyond.id ?? ''}" belongs to no grant.`);
  const limits = budgetOf(budget, price);
  return {
    ...(given(rest) as Omit<AgreementTerms, 'kind' | 'grants' | 'budget'>),
    ...(limits === undefined ? {} : { budget: limits }),
    title: name,
    partnerId,
    kind: agreementKind,
    contact: contact.channel,
    effectiveFrom: instantOf(levels.value('effective-from'), 'effective-from'),
    effectiveUntil: instantOf(levels.value('effective-until'), 'effective-until'),
    breachNoticeHours: numberOf(levels.value('breach-notice', 'h'), 'breach-notice'),
    grants: grants.map((grant, i): Grant => ({
      ...grant,
      coordinates: grant.coordinates.map((one, at) => patternOf(one, `customProperties.grants[${i}].coordinates[${at}]`)),
      cacheTtlS: numberOf(levels.value(slaId(i, 'freshness'), 's'), slaId(i, 'freshness')),
      retentionDays: numberOf(levels.value(slaId(i, 'retention'), 'd'), slaId(i, 'retention')),
    })),
  };
} // prettier-ignore

/** The price stands twice where the document has both, and then must be the same. */
function budgetOf(budget: OwnTerms['budget'], price: Odcs['price']): AgreementTerms['budget'] {
  if (price === undefined) return budget as AgreementTerms['budget'];
  const { priceAmount, priceCurrency, priceUnit } = price;
  if (priceAmount === undefined || priceCurrency === undefined || priceUnit !== 'call')
    throw invalidInput('price: needs priceAmount, priceCurrency and the priceUnit "call"; other prices have no place in the terms.');
  const stated = { amount: String(priceAmount), currency: priceCurrency };
  const known = budget?.pricePerCall ?? stated;
  if (known.amount !== stated.amount || known.currency !== stated.currency)
    throw invalidInput('price: is not the pricePerCall of customProperties.budget. Leave one of them out.');
  return { ...budget, pricePerCall: known } as AgreementTerms['budget'];
} // prettier-ignore

/** The objects and fields listed must be those that the grants cover, classified as here: a reader must be able to trust them. */
function checkSchema({ schema = [] }: Odcs, { grants }: AgreementTerms, catalogue: Catalogue): readonly string[] {
  const notTaken: string[] = [];
  for (const { name: type, properties = [], ...about } of schema) {
    notTaken.push(...Object.keys(about).filter((key) => key !== 'logicalType').map((key) => `schema.${type}.${key}`));
    for (const { name, classification, ...more } of properties) {
      const coordinate: Coordinate = `${type}.${name}`;
      const known = catalogue.get(coordinate);
      if (known === undefined) throw invalidInput(`schema: no governed coordinate "${coordinate.slice(0, 80)}".`);
      if (!grants.some((grant) => covers(grant.coordinates, coordinate)))
        throw invalidInput(`schema: "${coordinate}" is listed, but no grant covers it.`);
      if (classification !== undefined && classification !== known.class)
        throw invalidInput(`schema: "${coordinate}" is ${known.class} here, whatever the contract calls it.`);
      notTaken.push(...Object.keys(more).map((key) => `schema.${coordinate}.${key}`));
    }
  }
  return notTaken;
} // prettier-ignore

const PATTERN = /^(\*|[A-Za-z_][A-Za-z0-9_]{0,99}\.(\*|[A-Za-z_][A-Za-z0-9_]{0,99}))$/;

function patternOf(text: string, at: string): CoordinatePattern {
  if (PATTERN.test(text)) return text as CoordinatePattern;
  throw invalidInput(`${at}: must be "Type.field", "Type.*" or "*".`);
}

function instantOf(value: unknown, id: string): Instant {
  const at = typeof value === 'string' ? parseInstant(value) : null;
  if (at === null) throw invalidInput(`slaProperties.${id}.value: an RFC 3339 instant such as 2026-01-01T00:00:00Z.`);
  return at;
}

function numberOf(value: unknown, id: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw invalidInput(`slaProperties.${id}.value: a whole number.`);
}

const given = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
