/**
 * A partner's file as lines that its connector can read: CSV with a header or JSON lines, gzipped or not. Streams; numbers of JSON lines
 * keep the digits the partner wrote. What is wrong with a line is told by number and named reason, never by its content.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DeliveredLine, Delivery } from '../partners/push/port.ts';
import { parseWire } from '../sdk/index.ts';
import { readCsv } from '../subjects/import-csv.ts';
import { readJsonLines } from '../subjects/import-json-lines.ts';

export type ReadLine =
  { readonly line: number; readonly content: DeliveredLine } | { readonly line: number; readonly problem: string };

/** Every line of the file, in order. Rejects when the file cannot be read or is no gzip although its name says so. */
export async function* readDelivery(path: string, delivery: Delivery): AsyncGenerator<ReadLine> {
  const chunks = openChunks(path);
  for await (const row of delivery.format === 'csv' ? csvRows(chunks) : readJsonLines(chunks, parseWire)) {
    if ('problems' in row) {
      yield { line: row.line, problem: row.problems.join('; ') };
      continue;
    }
    const read = delivery.read(row.content);
    if (holdsUnreadable(row.content)) yield { line: row.line, problem: NOT_UTF8 };
    else if ('fault' in read) yield { line: row.line, problem: read.fault.detail };
    else yield { line: row.line, content: read.value };
  }
}

const NOT_UTF8 = 'holds bytes that are not UTF-8';

/** What a decoder puts where bytes were no text: kept, it would pass for the partner's own. */
function holdsUnreadable(content: unknown): boolean {
  if (typeof content === 'string') return content.includes('\uFFFD');
  if (typeof content !== 'object' || content === null) return false;
  return Object.entries(content).some(([name, value]) => name.includes('\uFFFD') || holdsUnreadable(value));
}

/** SHA-256, hex, of the file's bytes as they lie there. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function openChunks(path: string): AsyncIterable<Uint8Array> {
  const file = createReadStream(path);
  if (!path.toLowerCase().endsWith('.gz')) return file;
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  return file.pipe(unpacked);
}

type Row =
  | { readonly line: number; readonly content: unknown }
  | { readonly line: number; readonly problems: readonly string[] };

async function* csvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let columns: readonly string[] | undefined;
  for await (const row of readCsv(chunks)) {
    if ('problems' in row) yield row;
    else if (columns === undefined) {
      columns = row.content.map((name) => name.trim());
      const twice = columns.findIndex((name, i) => columns?.indexOf(name) !== i);
      if (twice === -1) continue;
      // By number: a file without a header has its first customer there.
      const problem = `the header's column ${twice + 1} has the name of an earlier one; the file was not read`;
      yield { line: row.line, problems: [problem] };
      return;
    } else if (row.content.length !== columns.length)
      yield { line: row.line, problems: [`has ${row.content.length} cells; the header has ${columns.length}`] };
    else yield { line: row.line, content: Object.fromEntries(columns.map((name, i) => [name, row.content[i] ?? ''])) };
  }
}
