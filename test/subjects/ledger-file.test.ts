/** The ledger file outlives everything else, so whatever happened to it must show. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import { createLedgerFile } from '../../src/subjects/ledger-file.ts';
import type { LedgeredErasure } from '../../src/subjects/port.ts';

const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
afterAll(() => rmSync(folder, { recursive: true }));

const erasureOf = (n: number): LedgeredErasure => ({
  id: `00000000-0000-4000-8000-00000000000${n}`, customerId: `CUST-${n}`, by: '王芳', requestId: `RR-${n}`, because: 'CUSTOMER_REQUEST',
  at: '2026-11-28T00:00:00.000Z' as Instant,
}); // prettier-ignore

let count = 0;
let path = '';
beforeEach(async () => {
  path = join(folder, `${(count += 1)}.jsonl`);
  const file = createLedgerFile(path);
  await file.append([erasureOf(1), erasureOf(2)]);
  await file.append([erasureOf(3)]);
});

const lines = (): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const write = (rows: readonly string[]): void => writeFileSync(path, rows.map((row) => `${row}\n`).join(''));

describe('the ledger file', () => {
  it('gives back what was appended, in order, and only its owner may read it', async () => {
    expect(await createLedgerFile(path).read()).toEqual([erasureOf(1), erasureOf(2), erasureOf(3)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['an edited line', 2, (rows: string[]) => write(rows.map((row) => row.replace('CUST-2', 'CUST-9')))],
    ['a line cut out', 2, (rows: string[]) => write(rows.filter((_, i) => i !== 1))],
    ['the first lines cut off', 1, (rows: string[]) => write(rows.slice(1))],
    ['two lines swapped', 2, ([one = '', two = '', three = '']: string[]) => write([one, three, two])],
    ['a line written twice', 2, ([one = '', ...rest]: string[]) => write([one, one, ...rest])],
    ['a line that is no JSON', 4, (rows: string[]) => write([...rows, 'CUST-4'])],
    ['null for a line', 4, (rows: string[]) => write([...rows, 'null'])],
  ])('names %s, and takes nothing more', async (_, line, damage) => {
    damage(lines());
    const file = createLedgerFile(path);
    await expect(file.read()).rejects.toThrow(new RegExp(`damaged at line ${line}:`));
    const before = readFileSync(path, 'utf8');
    await expect(file.append([erasureOf(4)])).rejects.toThrow(/damaged/);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('leaves out a last line that was never written whole, and goes on behind the one before', async () => {
    appendFileSync(path, lines()[0]?.slice(0, 40) ?? '');
    const file = createLedgerFile(path);
    expect(await file.read()).toHaveLength(3);
    await file.append([erasureOf(4)]);
    expect((await file.read()).at(-1)).toEqual(erasureOf(4));
  });

  it('does not make a folder: one that is not mounted is told, not replaced', async () => {
    const elsewhere = join(folder, 'not-mounted', 'erasures.jsonl');
    await expect(createLedgerFile(elsewhere).read()).rejects.toThrow(/not-mounted there and mounted/);
    expect(existsSync(join(folder, 'not-mounted'))).toBe(false);
  });
});
