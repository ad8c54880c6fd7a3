/**
 * Matches a row's fields with a dataset's canonical fields by name and kind, where that is obvious, and says of everything else what a
 * person must decide. Never guesses a unit, a currency or a meaning.
 */
import type { DatasetName } from '../../../sdk/index.ts';
import { CANONICAL_FIELDS, type CanonicalField, type FieldKind, REQUIRED_FIELDS } from './canonical-fields.ts';
import type { FlatField, Row } from './rows.ts';

export type WireType = 'text' | 'enum' | 'day' | 'decimal' | 'integer' | 'bigInteger' | 'flag' | 'texts';

export interface Use {
  readonly field: FlatField;
  readonly wire: WireType;
  /** The map cannot do without it. */
  readonly isNeeded: boolean;
}

/** How a value gets from the wire into the record: the name of a way that write-map.ts spells. */
export type Way =
  'as-is' | 'decimal-text' | 'day-text' | 'instant-text' | 'money' | 'one-text' | 'address' | 'addresses' | EpochWay;
export type EpochWay = 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'epoch-ns';

export interface Match {
  readonly canonical: string;
  readonly way: Way;
  readonly uses: readonly Use[];
  /** Names of the parts of an address, in the order of `uses`. */
  readonly parts?: readonly string[];
}

export interface Matching {
  readonly matches: readonly Match[];
  /** Canonical fields nothing feeds, each with why. */
  readonly gaps: readonly Gap[];
  readonly unused: readonly FlatField[];
}

export interface Gap {
  readonly canonical: string;
  readonly why: string;
}

/** A line per reason: most fields are missing for the same one. */
export function gapLines(gaps: readonly Gap[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { canonical, why } of gaps) byReason.set(why, [...(byReason.get(why) ?? []), canonical]);
  return [...byReason].map(([why, names]) => `${names.join(', ')}: ${why}`);
}

export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** `exampleAt` finds the example's value of a field: the size of a number tells seconds from nanoseconds. */
export function matchRow(dataset: DatasetName, row: Row, exampleAt: (field: FlatField) => unknown): Matching {
  const matches: Match[] = [];
  const gaps: Gap[] = [];
  const taken = new Set<FlatField>();
  const needed = REQUIRED_FIELDS[dataset] ?? [];
  for (const [canonical, field] of Object.entries<CanonicalField>(CANONICAL_FIELDS[dataset])) {
    if (canonical === 'network') continue;
    const found = matchField(canonical, field, row, taken, { exampleAt, isNeeded: needed.includes(canonical) });
    if (typeof found === 'string') gaps.push({ canonical, why: found });
    else {
      matches.push(found);
      found.uses.forEach((use) => taken.add(use.field));
    }
  }
  return { matches, gaps, unused: row.fields.filter((field) => !taken.has(field)) };
}

interface Hints {
  readonly exampleAt: (field: FlatField) => unknown;
  readonly isNeeded: boolean;
}

/** A match, or why there is none. */
function matchField(
  canonical: string,
  { kind, names }: CanonicalField,
  row: Row,
  taken: ReadonlySet<FlatField>,
  hints: Hints,
): Match | string {
  if (kind === 'address' || kind === 'addresses') return matchAddress(canonical, kind, row, taken);
  const named = candidates(names, row, taken);
  if (named.length === 0) return 'no field of the answer is called so';
  if (kind === 'parts') return `a value of several parts: map it from ${spelled(named[0])} by hand`;
  const reasons: string[] = [];
  for (const field of named) {
    const found = kind === 'money' ? matchMoney(field, row) : matchKind(kind, field, hints);
    if (typeof found !== 'string')
      return { canonical, ...found, uses: found.uses.map((use) => ({ ...use, isNeeded: hints.isNeeded })) };
    reasons.push(`${spelled(field)} ${found}`);
  }
  return reasons[0] ?? 'nothing fits';
}

/** Fields of one of these names, the earlier name first; a longer path counts by its last one or two names. */
function candidates(names: readonly string[], { fields }: Row, taken: ReadonlySet<FlatField>): readonly FlatField[] {
  const ranked = fields.flatMap((field) => {
    if (taken.has(field)) return [];
    const last = plainName(field.path.at(-1) ?? '');
    const two = plainName(field.path.slice(-2).join(''));
    const value = /^(amount|value)$/.test(last) ? plainName(field.path.at(-2) ?? '') : last;
    const rank = names.findIndex((name) => name === value || name === two);
    return rank < 0 ? [] : [{ field, rank: rank + field.path.length / 10 }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ field }) => field);
}

const spelled = (field: FlatField | undefined): string => `\`${field?.path.join('.') ?? ''}\``;

type Found = Pick<Match, 'way' | 'uses'>;

const use = (field: FlatField, wire: WireType): Use => ({ field, wire, isNeeded: false });
const found = (way: Way, field: FlatField, wire: WireType): Found => ({ way, uses: [use(field, wire)] });

function matchKind(kind: FieldKind, field: FlatField, { exampleAt }: Hints): Found | string {
  const { shape } = field;
  switch (kind) {
    case 'text':
      return shape.kind === 'text' ? found('as-is', field, shape.values.length > 0 ? 'enum' : 'text') : 'is no text';
    case 'decimal':
      if (shape.kind === 'number') return found('as-is', field, 'decimal');
      return shape.kind === 'text' && shape.values.length === 0 ? found('decimal-text', field, 'text') : 'is no number';
    case 'count':
      if (shape.kind !== 'number') return 'is no number';
      return shape.isWhole
        ? found('as-is', field, 'integer')
        : 'is declared as a number that may have decimals: say integer() if it never has';
    case 'flag':
      return shape.kind === 'flag' ? found('as-is', field, 'flag') : 'is no true or false';
    case 'day':
      return matchDay(field);
    case 'instant':
      return matchInstant(field, exampleAt);
    case 'texts':
      if (shape.kind === 'list' && shape.item.kind === 'text') return found('as-is', field, 'texts');
      return shape.kind === 'text' ? found('one-text', field, 'text') : 'is no text';
    default:
      return 'is a value of several parts: map it by hand';
  }
}

function matchDay(field: FlatField): Found | string {
  if (field.shape.kind !== 'text') return 'is no date text: say which day it means';
  return field.shape.format === 'date' ? found('as-is', field, 'day') : found('day-text', field, 'text');
}

function matchInstant(field: FlatField, exampleAt: Hints['exampleAt']): Found | string {
  const { shape } = field;
  if (shape.kind === 'text')
    return shape.format === 'date' ? 'is a day, not a point in time' : found('instant-text', field, 'text');
  if (shape.kind !== 'number' || !shape.isWhole) return 'is no point in time';
  const example = exampleAt(field);
  const way = typeof example === 'number' ? EPOCHS[String(example).length] : undefined;
  return way === undefined
    ? 'counts since 1970 in a unit that neither document nor example shows: use instantFromEpoch'
    : found(way, field, 'bigInteger');
}

/** By the number of digits of a time of our days. */
const EPOCHS: Readonly<Record<number, EpochWay>> = { 10: 'epoch-s', 13: 'epoch-ms', 16: 'epoch-us', 19: 'epoch-ns' };

/** An amount and, beside it or in the same row, its currency. */
function matchMoney(field: FlatField, row: Row): Found | string {
  const { shape } = field;
  const isAmount = shape.kind === 'number' || (shape.kind === 'text' && shape.values.length === 0);
  if (!isAmount) return 'is no amount';
  const currencies = row.fields.filter(
    ({ path, shape: other }) => other.kind === 'text' && isCurrency(path.at(-1) ?? ''),
  );
  const home = field.path.slice(0, -1).join('.');
  const beside =
    currencies.find(({ path }) => path.slice(0, -1).join('.') === home) ??
    currencies.find(({ path }) => path.length === 1);
  if (beside === undefined) return 'names no currency: without one there is no money';
  return { way: 'money', uses: [use(field, shape.kind === 'number' ? 'decimal' : 'text'), use(beside, 'text')] };
}

const isCurrency = (name: string): boolean =>
  /^(currency|currencycode|currencyname|isocurrencycode|ccy)$/.test(plainName(name));

const ADDRESS_PARTS: Readonly<Record<string, readonly string[]>> = {
  street: ['street', 'address', 'address1', 'addressline1', 'streetaddress', 'line1'],
  city: ['city', 'town', 'locality'],
  province: ['state', 'province', 'region', 'stateprovince'],
  postalCode: ['postalcode', 'zip', 'zipcode', 'postcode'],
  country: ['country', 'countrycode'],
};

function matchAddress(
  canonical: string,
  kind: 'address' | 'addresses',
  row: Row,
  taken: ReadonlySet<FlatField>,
): Match | string {
  const texts = row.fields.filter((field) => field.shape.kind === 'text' && !taken.has(field));
  const parts = Object.entries(ADDRESS_PARTS).flatMap(([part, names]) => {
    const field = texts.find(({ path }) => names.includes(plainName(path.at(-1) ?? '')));
    return field === undefined ? [] : [{ part, field }];
  });
  if (!parts.some(({ part }) => part === 'city') || parts.length < 2)
    return 'no city with a street, region or country beside it';
  return {
    canonical,
    way: kind,
    uses: parts.map(({ field }) => use(field, 'text')),
    parts: parts.map(({ part }) => part),
  };
}
