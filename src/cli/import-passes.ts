/**
 * The two passes over an import file: first every line is checked, then the same lines are loaded in one transaction. The file
 * is read as a stream both times; of bad lines only the count and the first few stay in memory.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream, statSync, type WriteStream } from 'node:fs';
import { extname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { LocalDate } from '../domain/instant.ts';
import type { KnownReferences } from '../subjects/import-columns.ts';
import { type ImportFormat, readImport } from '../subjects/import-file.ts';
import type { CustomerRegistration, NewCustomer, Registered } from '../subjects/port.ts';
import { startProgress } from './progress.ts';

export interface ImportFile {
  readonly path: string;
  readonly format: ImportFormat;
  readonly bytes: number;
  readonly known: KnownReferences;
  readonly today: LocalDate;
  readonly errorsFile: string | undefined;
}

const FORMATS: Readonly<Record<string, ImportFormat>> = {
  '.csv': 'csv',
  '.jsonl': 'json-lines',
  '.ndjson': 'json-lines',
};

const SHOWN = 20;
const READ_BYTES = 256 * 1_024;

/** Throws when there is no such file or its name does not say the format. */
export function openFile(
  path: string,
  about: { readonly known: KnownReferences; readonly errorsFile: string | undefined },
): ImportFile {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) throw new Error(`"${path}" must end in ${Object.keys(FORMATS).join(', ')}.`);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new Error(`There is no file "${path}".`);
  const today = new Date().toISOString().slice(0, 10) as LocalDate;
  return { path, format, bytes: stats.size, today, ...about };
}

export interface Checked {
  readonly good: number;
  readonly bad: number;
}

/** Tells about bad lines on stderr: the first ones each, and how many there were. */
export async function checkFile(file: ImportFile): Promise<Checked> {
  const report = await startReport(file);
  const progress = startProgress('checking', file.bytes);
  let good = 0;
  let bad = 0;
  const first: string[] = [];
  for await (const row of readImport(chunksOf(file, progress.update), file)) {
    if (!('problems' in row)) {
      good += 1;
      continue;
    }
    bad += 1;
    const told = `line ${row.line}: ${row.problems.join('; ')}`;
    if (first.length < SHOWN) first.push(told);
    await report.add(told);
  }
  progress.stop();
  await report.close();
  if (bad > 0) console.error([...first, ...summary(file, { good, bad }, first.length)].join('\n'));
  return { good, bad };
}

function summary({ errorsFile }: ImportFile, { good, bad }: Checked, shown: number): readonly string[] {
  const rest = bad - shown;
  const where = errorsFile === undefined ? 'use --errors <file> to see them all' : `all of them are in ${errorsFile}`;
  return [
    ...(rest > 0 ? [`… and ${rest} more; ${where}`] : []),
    `${bad} bad ${bad === 1 ? 'line' : 'lines'}, ${good} good. Nothing was loaded.`,
  ];
}

interface Report {
  add(line: string): Promise<void>;
  close(): Promise<void>;
}

/** Rejects when the file cannot be written. */
async function startReport({ errorsFile }: ImportFile): Promise<Report> {
  if (errorsFile === undefined) return { add: async () => undefined, close: async () => undefined };
  const stream = createWriteStream(errorsFile);
  await once(stream, 'open');
  return {
    add: (line) => write(stream, `${line}\n`),
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}

const write = (stream: WriteStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => stream.write(text, (error) => (error == null ? resolve() : reject(error))));

/** `expected` good lines, as the first pass counted; a file that changed meanwhile loads nothing. */
export async function customersIn(
  file: ImportFile,
  expected: number,
  registry: CustomerRegistration,
): Promise<Registered> {
  const progress = startProgress('loading', expected);
  try {
    return await registry.registerCustomers(goodLines(file, expected), 'customers-import', progress.update);
  } finally {
    progress.stop();
  }
}

async function* goodLines(file: ImportFile, expected: number): AsyncGenerator<NewCustomer> {
  let count = 0;
  for await (const row of readImport(chunksOf(file), file)) {
    if ('problems' in row) throw new Error('The file changed while it was read.');
    count += 1;
    yield row.content;
  }
  if (count !== expected) throw new Error('The file changed while it was read.');
}

async function* chunksOf({ path }: ImportFile, onRead: (bytes: number) => void = () => undefined) {
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    read += chunk.length;
    onRead(read);
    yield chunk;
  }
}
