/**
 * Which canonical fields depend on a place of a partner's answer: found by running the connector's own pure functions on a good answer,
 * with the place and without it, and with another value there. Holds names only; the answer is forgotten at once. Never throws.
 */
import { isSame } from '../../domain/same.ts';
import { type Endpoint, NumberLexeme, type RequestContext } from '../../sdk/index.ts';
import type { AnswerShape, Shape } from './shape-of.ts';
import { replaced, without } from './set-aside.ts';

/** What may be wrong in the record when a place is. */
export interface Effect {
  /** Canonical fields, sorted. */
  readonly fields: readonly string[];
  /** It says whose the answer is, whether there is a record, which items are listed or whether more pages follow. */
  readonly isWhole: boolean;
  /** It dates the record. */
  readonly dates: boolean;
  /** On how many answers this rests. */
  readonly seen: number;
}

type Path = readonly PropertyKey[];

/** Places that are filled in this body: the first of each pointer. */
export function filledPlaces({ root }: AnswerShape, body: unknown): ReadonlyMap<string, Path> {
  const found = new Map<string, Path>();
  collect(root, body, [], found);
  return found;
}

function collect(shape: Shape, value: unknown, path: Path, found: Map<string, Path>): void {
  if (typeof value !== 'object' || value === null || shape.kind === 'leaf') return;
  if (shape.kind === 'list') {
    if (Array.isArray(value)) value.slice(0, 5).forEach((item, i) => collect(shape.element, item, [...path, i], found));
    return;
  }
  if (shape.kind === 'map') {
    for (const key of Object.keys(value).slice(0, 5)) {
      collect(shape.value, (value as Record<string, unknown>)[key], [...path, key], found);
    }
    return;
  }
  for (const field of shape.fields) {
    const own = (value as Readonly<Record<string, unknown>>)[field.name];
    if (own === undefined || own === null) continue;
    const at = [...path, field.name];
    if (!found.has(field.pointer)) found.set(field.pointer, at);
    collect(field.shape, own, at, found);
  }
}

/** null: this answer does not tell. `shares`: the answer serves several customers at once. */
export function effectOf(
  endpoint: Endpoint,
  body: unknown,
  path: Path,
  ctx: RequestContext,
  shares: 'ONE' | 'SEVERAL',
): Effect | null {
  try {
    const read = (changed: unknown): Outcome | null => readWhole(endpoint, changed, ctx, shares);
    const good = read(body);
    if (good?.fields == null) return null;
    const changes = [without(body, path), ...variantsOf(body, path)];
    const others = changes.flatMap((changed) => (changed === null ? [] : (read(changed.body) ?? [])));
    return others.length === 0 ? null : others.map((other) => difference(good, other)).reduce(joinEffects);
  } catch {
    return null;
  }
}

export const joinEffects = (a: Effect, b: Effect): Effect => ({
  fields: [...new Set([...a.fields, ...b.fields])].sort(),
  isWhole: a.isWhole || b.isWhole,
  dates: a.dates || b.dates,
  seen: Math.max(a.seen, b.seen),
});

interface Outcome {
  /** Per canonical field, its values over the record's items; null: no record. */
  readonly fields: ReadonlyMap<string, readonly unknown[]> | null;
  readonly items: number;
  readonly asOf: unknown;
  /** Whose it is and what follows. */
  readonly about: unknown;
}

/** null: the contract does not accept it. */
function readWhole(endpoint: Endpoint, body: unknown, ctx: RequestContext, shares: 'ONE' | 'SEVERAL'): Outcome | null {
  const parsed = endpoint.wire.safeParse(body);
  if (!parsed.success) return null;
  const isBatch = shares === 'SEVERAL' && endpoint.batch !== undefined;
  const next = isBatch ? null : endpoint.pages?.next(parsed.data, endpoint.request(ctx), ctx);
  const joined = endpoint.pages === undefined ? parsed.data : endpoint.pages.join([parsed.data]);
  const own = isBatch ? endpoint.batch.pick(joined, ctx) : joined;
  const about = [own === null || endpoint.isAbout?.(own, ctx) !== false, next ?? null];
  const mapped = own === null || about[0] === false ? null : endpoint.map(own, ctx);
  if (mapped === null) return { fields: null, items: 0, asOf: null, about };
  const items = (Array.isArray(mapped.record) ? mapped.record : [mapped.record]) as readonly Record<string, unknown>[];
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  const fields = new Map([...names].map((name) => [name, items.map((item) => item[name])]));
  return { fields, items: items.length, asOf: mapped.asOf, about };
}

function difference(good: Outcome, other: Outcome): Effect {
  const names = new Set([...(good.fields?.keys() ?? []), ...(other.fields?.keys() ?? [])]);
  const isWhole = other.fields === null || other.items !== good.items || !isSame(good.about, other.about);
  const differs = (name: string): boolean => !isSame(good.fields?.get(name), other.fields?.get(name));
  const fields = isWhole ? [] : [...names].filter(differs).sort();
  return { fields, isWhole, dates: !isSame(good.asOf, other.asOf), seen: 1 };
}

/** At most this many leaves below a place are changed. */
const MAX_LEAVES = 12;

/** The body with other values of the same kind at the place, or at each leaf below it. */
function variantsOf(body: unknown, path: Path): readonly ({ readonly body: unknown } | null)[] {
  const leaves: { path: Path; value: unknown }[] = [];
  leavesOf(valueAt(body, path), path, leaves);
  return leaves
    .slice(0, MAX_LEAVES)
    .flatMap((leaf) => othersOf(leaf.value).map((value) => replaced(body, leaf.path, value)));
}

const valueAt = (body: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<PropertyKey, unknown>>)[key], body);

function leavesOf(value: unknown, path: Path, into: { path: Path; value: unknown }[]): void {
  if (typeof value !== 'object' || value === null || value instanceof NumberLexeme) {
    into.push({ path, value });
    return;
  }
  for (const [key, own] of Object.entries(value)) if (into.length < MAX_LEAVES) leavesOf(own, [...path, key], into);
}

/** Some may be outside what the contract accepts: those tell nothing. */
function othersOf(value: unknown): readonly unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (value instanceof NumberLexeme) {
    const shorter = value.text.length > 1 ? value.text.slice(0, -1) : value.text;
    return [`${value.text}0`, '1', '0', shorter].filter((text) => text !== value.text && text !== '-').map(lexeme);
  }
  if (typeof value !== 'string') return [];
  return [`${value}x`, '2001-02-03', '2001-02-03T04:05:06Z', ''].filter((text) => text !== value);
}

const lexeme = (text: string): NumberLexeme => new NumberLexeme(text);
