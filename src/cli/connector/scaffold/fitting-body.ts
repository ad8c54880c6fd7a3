/**
 * One answer that holds a value of the right form for every matched field, from the document's example where it does and else invented:
 * what the sandbox serves. Where it would be long, only what wire reads and the document requires is kept.
 */
import { DATASETS } from '../../../domain/dataset.ts';
import type { Choice } from './choose-dataset.ts';
import type { Use, Way } from './match.ts';
import { isObject } from './json.ts';
import type { Shape } from './shape.ts';

/** `problemsOf` judges a body by the document; the first candidate without any is taken, whole if it is short. */
export function fittingBody(
  candidates: readonly unknown[],
  choice: Choice,
  shape: Shape,
  problemsOf: (body: unknown) => readonly string[],
): unknown {
  const bodies = candidates
    .filter((one) => typeof one === 'object' && one !== null)
    .flatMap((one) => (['whole', 'short'] as const).map((length) => fitted(one, choice, shape, length)));
  const short = bodies.filter((body) => JSON.stringify(body).length <= LONGEST);
  return (
    [...short, ...bodies].find((body) => problemsOf(body).length === 0) ??
    bodies.at(-1) ??
    fitted({}, choice, shape, 'whole')
  );
}

/** Characters of JSON that a person still reads. */
const LONGEST = 2_500;

function fitted(base: unknown, { dataset, row, matching }: Choice, shape: Shape, length: 'whole' | 'short'): unknown {
  const wanted = matching.matches.flatMap(({ way, uses }) => uses.map((use, i) => ({ use, way, i })));
  const used = new Set(wanted.flatMap(({ use }) => prefixesOf([...row.path, ...use.field.path])));
  prefixesOf(row.path).forEach((prefix) => used.add(prefix));
  const own = DATASETS[dataset].shape === 'many' || !row.isList ? structuredClone(base) : withOneRow(base, row.path);
  const body = length === 'whole' ? own : prune(own, shape, [], used);
  const rows = rowsIn(body, row.path, row.isList);
  for (const item of rows) for (const { use, way, i } of wanted) fill(item, use, way, i);
  return body;
}

/** Of several records nobody could say which is the one that was asked for. */
function withOneRow(base: unknown, [key, ...path]: readonly string[]): unknown {
  if (key === undefined) return Array.isArray(base) ? structuredClone(base.slice(0, 1)) : structuredClone(base);
  return isObject(base) ? { ...structuredClone(base), [key]: withOneRow(base[key], path) } : base;
}

const prefixesOf = (path: readonly string[]): readonly string[] => path.map((_, i) => path.slice(0, i + 1).join('\n'));

function prune(value: unknown, shape: Shape, path: readonly string[], used: ReadonlySet<string>): unknown {
  if (shape.kind === 'list' && Array.isArray(value))
    return value.slice(0, 1).map((item: unknown) => prune(item, shape.item, path, used));
  if (shape.kind !== 'object' || !isObject(value)) return value;
  const fields = new Map(shape.fields.map((field) => [field.name, field]));
  const kept = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const field = fields.get(name);
    if (field === undefined) return [];
    const at = [...path, name];
    return field.isRequired || used.has(at.join('\n')) ? [[name, prune(inner, field.shape, at, used)]] : [];
  });
  return Object.fromEntries(kept);
}

/** The rows of a body; a missing place is made, so that there is one. */
function rowsIn(body: unknown, path: readonly string[], isList: boolean): readonly Record<string, unknown>[] {
  let place = body as Record<string, unknown> | unknown[];
  for (const [i, key] of path.entries()) {
    const parent = place as Record<string, unknown>;
    if (parent[key] === undefined || parent[key] === null) parent[key] = isList && i === path.length - 1 ? [{}] : {};
    place = parent[key] as Record<string, unknown>;
  }
  const rows = Array.isArray(place) ? place : [place];
  return rows.filter((one): one is Record<string, unknown> => isObject(one));
}

function fill(row: Record<string, unknown>, { field, wire }: Use, way: Way, at: number): void {
  let place = row;
  for (const key of field.path.slice(0, -1)) {
    if (!isObject(place[key])) place[key] = {};
    place = place[key] as Record<string, unknown>;
  }
  const key = field.path.at(-1) ?? '';
  const value = place[key];
  if (isFit(value, wire, way, at)) return;
  place[key] = inventedValue(field.shape, wire, way, at);
}

function isFit(value: unknown, wire: Use['wire'], way: Way, at: number): boolean {
  if (value === undefined || value === null) return false;
  if (way === 'money' && at === 1) return typeof value === 'string' && /^[A-Za-z]{3}$/.test(value);
  if (way === 'decimal-text' || (way === 'money' && wire === 'text'))
    return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
  if (way === 'day-text' || wire === 'day')
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
  if (way === 'instant-text')
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value);
  if (wire === 'integer' || wire === 'bigInteger') return Number.isInteger(value);
  if (wire === 'decimal') return typeof value === 'number';
  if (wire === 'flag') return typeof value === 'boolean';
  return wire === 'texts' ? Array.isArray(value) && value.length > 0 : typeof value === 'string' && value !== '';
}

function inventedValue(shape: Shape, wire: Use['wire'], way: Way, at: number): unknown {
  if (way === 'money' && at === 1) return 'USD';
  if (way === 'decimal-text' || (way === 'money' && wire === 'text')) return '12.50';
  if (wire === 'day') return '2026-01-02';
  if (way === 'day-text' && shape.kind === 'text')
    return shape.format === 'date-time' ? '2026-01-02T03:04:05Z' : '2026-01-02';
  if (way === 'instant-text') return '2026-01-02T03:04:05Z';
  if (wire === 'enum' && shape.kind === 'text') return shape.values[0];
  if (wire === 'decimal') return 12.5;
  if (wire === 'integer' || wire === 'bigInteger') return 7;
  if (wire === 'flag') return true;
  return wire === 'texts' ? ['text'] : 'text';
}
