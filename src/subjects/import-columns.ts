/**
 * What the columns of an import file mean. A misspelt column, partner or reference is an error: read as nothing, it would lose
 * what the bank wrote. Pure.
 */
import { type ImportRow, OPTIONAL_COLUMNS, REQUIRED_COLUMNS } from './import-row.ts';
import type { JsonObject } from './import-json-lines.ts';

/** Reference names by partner id, as the connectors declare them. */
export type KnownReferences = ReadonlyMap<string, ReadonlySet<string>>;

/** Turns the cells of one row into what `checkRow` reads. */
export type ReadCells = (cells: readonly string[]) => ImportRow | { readonly problems: readonly string[] };

const PLAIN: ReadonlySet<string> = new Set([...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]);

/** The header's reader, or all of its problems at once. */
export function readHeader(
  header: readonly string[],
  known: KnownReferences,
): { readonly readCells: ReadCells } | { readonly problems: readonly string[] } {
  const columns = header.map((name) => name.trim());
  const missing = REQUIRED_COLUMNS.filter((column) => !columns.includes(column));
  const repeated = columns.filter((column, i) => columns.indexOf(column) < i);
  const problems = [
    ...(missing.length === 0 ? [] : [`required columns are missing: ${missing.join(', ')}`]),
    ...repeated.map((column) => `the column "${shown(column)}" stands there twice`),
    ...columns.flatMap((column) => problemOf(column, known)),
  ];
  if (problems.length > 0) return { problems };
  return { readCells: cellsReader(columns) };
}

function cellsReader(columns: readonly string[]): ReadCells {
  const indexByColumn = new Map(columns.map((column, i) => [column, i]));
  const references = columns.flatMap((column, i) => {
    const named = referenceIn(column);
    return named === null ? [] : [{ ...named, i }];
  });
  return (cells) => {
    if (cells.length !== columns.length)
      return { problems: [`has ${cells.length} cells, the header has ${columns.length}`] };
    const at = (i: number | undefined): string => (i === undefined ? '' : (cells[i]?.trim() ?? ''));
    return {
      cell: (column) => at(indexByColumn.get(column)),
      references: references.map(({ partner, reference, i }) => ({ partner, reference, value: at(i) })),
    };
  };
}

/** The same names as keys; `phones` and `emails` may be lists, references also stand under `references`. */
export function readObject(
  object: JsonObject,
  known: KnownReferences,
): ImportRow | { readonly problems: readonly string[] } {
  const { references: nested, ...flat } = object;
  const cells = new Map<string, string>();
  const problems: string[] = [];
  for (const [column, value] of [...Object.entries(flat), ...nestedReferences(nested, problems)]) {
    problems.push(...problemOf(column, known));
    const text = textOf(value, column);
    if (text === null) problems.push(`${shown(column)}: must be text`);
    else cells.set(column, text);
  }
  if (problems.length > 0) return { problems };
  const references = [...cells].flatMap(([column, value]) => {
    const named = referenceIn(column);
    return named === null ? [] : [{ ...named, value }];
  });
  return { cell: (column) => cells.get(column) ?? '', references };
}

/** `{ "mx-credit": { "userGuid": "…" } }` as the columns `ref:mx-credit:userGuid`. */
function nestedReferences(nested: unknown, problems: string[]): readonly [string, unknown][] {
  if (nested === undefined || nested === null) return [];
  if (!isObject(nested) || !Object.values(nested).every(isObject)) {
    problems.push('references: must be an object of objects, by partner and reference');
    return [];
  }
  return Object.entries(nested as Readonly<Record<string, JsonObject>>).flatMap(([partner, named]) =>
    Object.entries(named).map(([name, value]): [string, unknown] => [`ref:${partner}:${name}`, value]),
  );
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const LISTS: ReadonlySet<string> = new Set(['phones', 'emails']);

function textOf(value: unknown, column: string): string | null {
  if (value === null) return '';
  if (typeof value === 'string') return value.trim();
  const isList = LISTS.has(column) && Array.isArray(value) && value.every((one) => typeof one === 'string');
  return isList ? value.join(';') : null;
}

function problemOf(column: string, known: KnownReferences): readonly string[] {
  if (PLAIN.has(column)) return [];
  const named = referenceIn(column);
  if (named === null) return [`the column "${shown(column)}" is unknown`];
  const references = known.get(named.partner);
  if (references === undefined)
    return [`the partner "${shown(named.partner)}" is unknown; known are ${[...known.keys()].join(', ')}`];
  if (references.has(named.reference)) return [];
  const names = [...references].join(', ');
  return [`the partner "${named.partner}" has no reference "${shown(named.reference)}"; it has ${names}`];
}

function referenceIn(column: string): { readonly partner: string; readonly reference: string } | null {
  const [, partner, reference] = /^ref:([^:]+):([^:]+)$/.exec(column) ?? [];
  return partner === undefined || reference === undefined ? null : { partner, reference };
}

/** What somebody wrote may be anything: printable and short. */
const shown = (text: string): string => text.replace(/[^\p{L}\p{N}\p{P} ]/gu, '?').slice(0, 60);
