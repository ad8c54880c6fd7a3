/**
 * What one source says in one dataset: its answers (one per endpoint) joined, cut down to the fields it is permitted to give.
 * Parts are joined youngest first, before the cut: how a source ties its own items together is no value of any field.
 */
import type { DatasetName } from '../domain/dataset.ts';
import type { Sourced } from '../domain/sourced.ts';
import type { MergedItem, Provenance } from '../domain/view.ts';
import { compareRecency, compareText } from './rank.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Said {
  readonly value: unknown;
  readonly provenance: Provenance;
}

export interface Holding {
  /** Of the youngest part. */
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

/** An empty text or list says nothing, like a missing one: it must not win over a source that knows. */
export const isFilled = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** `parts` are of one source and dataset, at least one. The first part that fills a field gives it. */
export function holdOne(parts: readonly Sourced[], permitted: ReadonlySet<string>): OneHolding {
  const said = new Map<string, Said>();
  const ordered = youngestFirst(parts);
  for (const part of ordered) {
    const record = (part.record ?? {}) as Fields;
    for (const field of permitted) {
      if (said.has(field) || !Object.hasOwn(record, field) || !isFilled(record[field])) continue;
      said.set(field, { value: record[field], provenance: provenanceOf(part) });
    }
  }
  return { ...standingOf(ordered), said };
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
  const ordered = youngestFirst(parts);
  let joined: readonly MergedItem[] = [];
  for (const part of ordered) joined = joinItems(joined, itemsOf(part), key);
  const items = joined.map(({ fields, provenance }) => ({ fields: cut(fields, permitted), provenance }));
  return { ...standingOf(ordered), items };
}

function joinItems(held: readonly MergedItem[], more: readonly MergedItem[], key: readonly string[]): MergedItem[] {
  const moreByKey = uniqueByKey(more, key);
  const twins = new Map<MergedItem, MergedItem>();
  for (const [itemKey, item] of uniqueByKey(held, key)) {
    const twin = moreByKey.get(itemKey);
    if (twin !== undefined) twins.set(item, twin);
  }
  const taken = new Set(twins.values());
  const joined = held.map((item) => {
    const twin = twins.get(item);
    return twin === undefined ? item : { ...item, fields: { ...filledOf(twin.fields), ...filledOf(item.fields) } };
  });
  return [...joined, ...more.filter((item) => !taken.has(item))];
}

/** A key that two items of one part share tells nothing apart, so neither is joined with anything. */
function uniqueByKey(items: readonly MergedItem[], key: readonly string[]): ReadonlyMap<string, MergedItem> {
  const byKey = new Map<string, MergedItem>();
  const repeated = new Set<string>();
  for (const item of items) {
    const itemKey = keyOf(item, key);
    if (itemKey === null) continue;
    if (byKey.has(itemKey)) repeated.add(itemKey);
    byKey.set(itemKey, item);
  }
  for (const itemKey of repeated) byKey.delete(itemKey);
  return byKey;
}

function keyOf({ fields }: MergedItem, key: readonly string[]): string | null {
  if (key.length === 0 || !key.every((field) => isFilled(fields[field]))) return null;
  return JSON.stringify(key.map((field) => fields[field]));
}

function itemsOf(part: Sourced): readonly MergedItem[] {
  const provenance = provenanceOf(part);
  return ((part.record ?? []) as unknown as readonly Fields[]).map((fields) => ({ fields, provenance }));
}

const filledOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => isFilled(value)));

const cut = (fields: Fields, permitted: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field, value]) => permitted.has(field) && isFilled(value)));

function standingOf(ordered: readonly Sourced[]): Holding {
  const holding = ordered.find(({ record }) => record !== null) ?? ordered[0];
  if (holding === undefined) throw new Error('a holding needs at least one answer');
  return { provenance: provenanceOf(holding), hasRecord: holding.record !== null };
}

/** Parts of the same age are ordered by what they say, so that arrival order never shows. */
const youngestFirst = (parts: readonly Sourced<DatasetName>[]): readonly Sourced[] =>
  parts.length === 1
    ? parts
    : parts.toSorted((a, b) => compareRecency(provenanceOf(a), provenanceOf(b)) || compareSaid(a, b));

const compareSaid = (a: Sourced, b: Sourced): number =>
  compareText(JSON.stringify([a.cache, a.record]), JSON.stringify([b.cache, b.record]));

const provenanceOf = ({ source, asOf, fetchedAt, cache }: Sourced): Provenance => ({ source, asOf, fetchedAt, cache });
