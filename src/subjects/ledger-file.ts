/**
 * The ledger of erasures as a file: one JSON line each, every line hashed together with the one before it, on the disk before anything is
 * destroyed. It lies outside of the database, so that restoring an old backup does not bring an erased customer back. Holds customer ids,
 * people and codes. A line that was edited, moved or cut out is found and named; a last line without its end was never agreed to.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { LedgeredErasure, LedgerFile } from './port.ts';

/** What stands before the first line. */
const ORIGIN = createHash('sha256').update('erasure ledger 1').digest('hex');

interface Line {
  readonly n: number;
  readonly erasure: LedgeredErasure;
  /** SHA-256, hex, of the line before and of this one's content. */
  readonly hash: string;
}

interface Chain {
  readonly lines: readonly Line[];
  /** Length of everything that was written whole. */
  readonly bytes: number;
}

export const createLedgerFile = (path: string): LedgerFile => ({
  read: async () => (await readChain(path)).lines.map(({ erasure }) => erasure),
  async append(erasures) {
    if (erasures.length === 0) return;
    const { lines, bytes } = await readChain(path);
    let before = lines.at(-1);
    const added = erasures.map((erasure) => (before = lineAfter(before, erasure)));
    await write(path, bytes, added.map((line) => `${canonicalJson(line)}\n`).join(''));
  },
});

function lineAfter(before: Line | undefined, erasure: LedgeredErasure): Line {
  const n = (before?.n ?? 0) + 1;
  return { n, erasure, hash: hashOf(before?.hash ?? ORIGIN, n, erasure) };
}

const hashOf = (before: string, n: number, erasure: LedgeredErasure): string =>
  createHash('sha256')
    .update(`${before}\n${canonicalJson({ n, erasure })}`)
    .digest('hex');

async function readChain(path: string): Promise<Chain> {
  const text = await readText(path);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines: Line[] = [];
  for (const [i, row] of whole.split('\n').slice(0, -1).entries()) {
    const line = parse(row);
    const expected = line === null ? null : lineAfter(lines.at(-1), line.erasure);
    if (line === null || expected === null || line.n !== expected.n || line.hash !== expected.hash)
      throw new Error(`${damaged(path, i + 1)}`);
    lines.push(line);
  }
  return { lines, bytes: Buffer.byteLength(whole) };
}

const damaged = (path: string, line: number): string =>
  `the ledger of erasures ${path} is damaged at line ${line}: it was edited, or lines before it are missing. Bring the file back from its ` +
  'own backup (README, "Keys and erasure"); without it nobody knows whom an old backup of the database would bring back';

function parse(row: string): Line | null {
  try {
    const line = JSON.parse(row) as Partial<Line> | null;
    const isWhole = typeof line?.n === 'number' && typeof line.hash === 'string' && typeof line.erasure === 'object';
    return isWhole ? (line as Line) : null;
  } catch {
    return null;
  }
}

/** Makes the file, so that a folder that is missing or cannot be written shows before it is needed. */
async function readText(path: string): Promise<string> {
  const file = await open(path, 'a+', 0o600).catch((err: unknown) => {
    const { code } = err as { readonly code?: string };
    throw new Error(
      `the ledger of erasures ${path} cannot be opened (${code ?? 'unknown'}): is ${dirname(path)} there and mounted?`,
    );
  });
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function write(path: string, at: number, text: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(at);
    await file.write(text, at, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  // The name of a new file is on the disk only with its folder.
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
