/** The embedded database: one process per folder, and data that is still there afterwards. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEmbedded } from '../../src/store/embedded.ts';
import { lockFolder } from '../../src/store/lock-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-embedded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that lives until it is told to end. */
async function spawned<T>(run: (pid: number) => Promise<T> | T): Promise<T> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    return await run(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}
const startOf = (pid: number): string | null => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
};

test('a second process on the folder is refused and told what to do', async () => {
  const data = join(folder, 'taken');
  await spawned((pid) => {
    writeFileSync(`${data}.lock`, JSON.stringify({ pid, startedAt: startOf(pid) }));
    expect(() => lockFolder(data)).toThrow(new RegExp(`in use by process ${pid}.*Stop that process first`));
  });
});

test('the lock of a dead process is taken over, also when its id was given to another one', async () => {
  const data = join(folder, 'stale');
  const dead = await spawned((pid) => pid);
  writeFileSync(`${data}.lock`, JSON.stringify({ pid: dead, startedAt: '1' }));
  lockFolder(data).release();
  await spawned((pid) => {
    writeFileSync(`${data}.lock`, JSON.stringify({ pid, startedAt: '1' }));
    lockFolder(data).release();
  });
});

test('the same process may not open a folder twice either, and may again after closing', () => {
  const data = join(folder, 'twice');
  const lock = lockFolder(data);
  expect(() => lockFolder(data)).toThrow('in use');
  lock.release();
  lockFolder(data).release();
});

test('what was written is there after closing and opening again', async () => {
  const data = join(folder, 'kept');
  const first = await openEmbedded({ folder: data });
  await first.migrate();
  await first.query({ text: `INSERT INTO customer_profiles (customer_id, sealed) VALUES ('c1', '\\x01')` });
  await first.close();
  const second = await openEmbedded({ folder: data });
  await second.migrate();
  expect(await second.query({ text: 'SELECT customer_id FROM customer_profiles' })).toEqual([{ customer_id: 'c1' }]);
  await second.close();
});
