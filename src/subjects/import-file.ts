/**
 * A whole import file as customers: every line checked on its own and against the lines before it. Streams; of the lines read
 * it remembers ids and nothing else.
 */
import type { LocalDate } from '../domain/instant.ts';
import { type KnownReferences, readHeader, readObject, type ReadCells } from './import-columns.ts';
import { readCsv } from './import-csv.ts';
import { readJsonLines } from './import-json-lines.ts';
import { checkRow, type ImportLine, type ImportRow } from './import-row.ts';
import type { NewCustomer } from './port.ts';

export type ImportFormat = 'csv' | 'json-lines';

export interface ImportOptions {
  readonly format: ImportFormat;
  readonly known: KnownReferences;
  readonly today: LocalDate;
}

/** Good and bad lines in the order of the file. A header that cannot be used is one bad line, and the last. */
export async function* readImport(
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): AsyncGenerator<ImportLine<NewCustomer>> {
  const lineById = new Map<string, number>();
  const rows = options.format === 'csv' ? csvRows(chunks, options.known) : objectRows(chunks, options.known);
  let count = 0;
  for await (const row of rows) {
    count += 1;
    yield 'problems' in row ? row : checked(row.line, row.content, options.today, lineById);
  }
  if (count === 0) yield { line: 1, problems: ['the file holds no customers'] };
}

function checked(
  line: number,
  row: ImportRow,
  today: LocalDate,
  lineById: Map<string, number>,
): ImportLine<NewCustomer> {
  const id = row.cell('id');
  const earlier = lineById.get(id);
  const repeats = id === '' || earlier === undefined ? [] : [`id: stands on line ${earlier} already`];
  if (id !== '' && earlier === undefined) lineById.set(id, line);
  const result = checkRow(row, today);
  if ('problems' in result) return { line, problems: [...repeats, ...result.problems] };
  return repeats.length > 0 ? { line, problems: repeats } : { line, content: result.customer };
}

async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  known: KnownReferences,
): AsyncGenerator<ImportLine<ImportRow>> {
  let readCells: ReadCells | undefined;
  for await (const row of readCsv(chunks)) {
    if ('problems' in row) {
      yield row;
      continue;
    }
    if (readCells !== undefined) {
      yield lineOf(row.line, readCells(row.content));
      continue;
    }
    const header = readHeader(row.content, known);
    if ('problems' in header) {
      yield { line: row.line, problems: header.problems };
      return;
    }
    readCells = header.readCells;
  }
}

async function* objectRows(
  chunks: AsyncIterable<Uint8Array>,
  known: KnownReferences,
): AsyncGenerator<ImportLine<ImportRow>> {
  for await (const row of readJsonLines(chunks)) {
    yield 'problems' in row ? row : lineOf(row.line, readObject(row.content, known));
  }
}

const lineOf = (line: number, read: ImportRow | { readonly problems: readonly string[] }): ImportLine<ImportRow> =>
  'problems' in read ? { line, problems: read.problems } : { line, content: read };
