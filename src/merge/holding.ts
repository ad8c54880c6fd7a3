/**
 * What one source says in one dataset: its answers (one per endpoint) joined, cut down to the fields it is permitted to give.
 * Each field is decided by itself, the younger part first, so that no other field, withheld ones least, sways it.
 */
import type { Sourced } from '../domain/sourced.ts';
import type { MergedItem, Provenance } from '../domain/view.ts';
import { groupItems, type Piece } from './group-items.ts';
import { compareRecency, compareText } from './rank.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Said {
  readonly value: unknown;
  readonly provenance: Provenance;
}

export interface Holding {
  /** Of the youngest part that has a record, else of the youngest. */
  readonly provenance: Provenance;
  /** False when every part of it said "no record". */
  readonly hasRecord: boolean;
}

export interface OneHolding extends Holding {
  readonly said: ReadonlyMap<string, Said>;
}

export interface ManyHolding extends Holding {
  readonly items: readonly MergedItem[];
}

/** `parts` are of one source and dataset, at least one. */
export function holdOne(parts: readonly Sourced[], permitted: ReadonlySet<string>): OneHolding {
  const pieces = parts.map((part) => ({ fields: (part.record ?? {}) as Fields, provenance: provenanceOf(part) }));
  return { ...standingOf(parts), said: sayingsOf(pieces, permitted) };
}

/**
 * Items of different parts with the same key are one item. An item whose permitted fields are all unfilled stays, as {}:
 * an empty list must mean that the source said so.
 */
export function holdMany(
  parts: readonly Sourced[],
  permitted: ReadonlySet<string>,
  key: readonly string[],
): ManyHolding {
  const pieces = youngestFirst(parts, permitted).map((part) => {
    const provenance = provenanceOf(part);
    return itemsOf(part).map((fields) => ({ fields, provenance }));
  });
  const items = groupItems(pieces, key).map((group) => {
    const said = [...sayingsOf(group, permitted)].map(([field, { value }]) => [field, value] as const);
    return { fields: Object.fromEntries(said), provenance: group[0].provenance };
  });
  return { ...standingOf(parts), items };
}

/** An empty text or list says nothing, like a missing one: it must not win over a source that knows. */
const isFilled = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

function sayingsOf(pieces: readonly Piece[], permitted: ReadonlySet<string>): ReadonlyMap<string, Said> {
  const sayings = new Map<string, Said>();
  for (const { fields, provenance } of pieces) {
    for (const field of permitted) {
      if (!Object.hasOwn(fields, field) || !isFilled(fields[field])) continue;
      const said: Said = { value: fields[field], provenance };
      const best = sayings.get(field);
      if (best === undefined || compareSayings(said, best) < 0) sayings.set(field, said);
    }
  }
  return sayings;
}

/** Parts of the same age: any fixed order will do, as long as arrival order never shows. */
const compareSayings = (a: Said, b: Said): number =>
  compareRecency(a.provenance, b.provenance) || compareText(textOf(a), textOf(b));

const textOf = ({ value, provenance }: Said): string => JSON.stringify([provenance.cache, value]);

function standingOf(parts: readonly Sourced[]): Holding {
  const held = parts.filter(({ record }) => record !== null);
  const [youngest] = (held.length === 0 ? parts : held)
    .map(provenanceOf)
    .sort((a, b) => compareRecency(a, b) || compareText(a.cache, b.cache));
  if (youngest === undefined) throw new Error('a holding needs at least one answer');
  return { provenance: youngest, hasRecord: held.length > 0 };
}

/** The order of items; parts of the same age by what they may say first, so that a withheld field does not decide. */
function youngestFirst(parts: readonly Sourced[], permitted: ReadonlySet<string>): readonly Sourced[] {
  if (parts.length === 1) return parts;
  const shown = (part: Sourced): string =>
    JSON.stringify([
      part.cache,
      itemsOf(part).map((fields) => [...permitted].sort().map((field) => fields[field] ?? null)),
    ]);
  return parts.toSorted(
    (a, b) =>
      compareRecency(provenanceOf(a), provenanceOf(b)) ||
      compareText(shown(a), shown(b)) ||
      compareText(JSON.stringify(a.record), JSON.stringify(b.record)),
  );
}

const itemsOf = ({ record }: Sourced): readonly Fields[] => (record ?? []) as unknown as readonly Fields[];

const provenanceOf = ({ source, asOf, fetchedAt, cache }: Sourced): Provenance => ({ source, asOf, fetchedAt, cache });
