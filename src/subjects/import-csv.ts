/**
 * Reads CSV (RFC 4180) as rows of text cells with the line each starts on. Byte order mark, quotes, line breaks inside quotes
 * and every kind of line end are understood; rows may be ragged. Holds one chunk of the file at a time.
 */
import { type CsvError, parse, type Parser } from 'csv-parse';
import type { ImportLine } from './import-row.ts';

/** A row longer than this is a quote that never ends. */
const MAX_ROW_CHARACTERS = 1_000_000;

export type CsvLine = ImportLine<readonly string[]>;

/** After a broken quote nothing can be told apart any more: the line is named and reading ends. */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvLine> {
  const lines: CsvLine[] = [];
  const end = { line: 1 };
  const parser = parserInto(lines, end);
  let failure: Error | undefined;
  parser.on('error', (error) => (failure = error)).resume();
  for await (const chunk of chunks) {
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
    yield* lines.splice(0);
    if (failure !== undefined) break;
  }
  if (failure === undefined) await ended(parser);
  yield* lines.splice(0);
  if (failure !== undefined)
    yield { line: end.line, problems: [`${explain(failure)}; the rest of the file was not read`] };
}

function parserInto(lines: CsvLine[], end: { line: number }): Parser {
  return parse({
    bom: true,
    raw: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_ROW_CHARACTERS,
    on_record: (given: unknown) => {
      const { record, raw } = given as { readonly record: readonly string[]; readonly raw: string };
      // Spreadsheets leave rows of empty cells behind.
      const isBlank = record.every((cell) => cell.trim() === '');
      if (!isBlank) lines.push({ line: end.line, content: record });
      end.line += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
      // The parser's own queue stays empty: what it holds would be lost with the first error.
      return undefined;
    },
  });
}

const ended = (parser: Parser): Promise<void> =>
  new Promise((resolve) => {
    parser.once('error', () => resolve()).once('end', () => resolve());
    parser.end();
  });

function explain(failure: Error): string {
  switch ((failure as Partial<CsvError>).code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote; write a quote inside quotes twice';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell that does not start with one';
    case 'CSV_MAX_RECORD_SIZE':
      return `the row is longer than ${MAX_ROW_CHARACTERS} characters; is a quote missing?`;
    default:
      return 'this is no CSV';
  }
}
