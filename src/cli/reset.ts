/**
 * `npm run reset`: forgets the sandbox, its embedded database and its keys. Refuses while a gateway uses it.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { lockFolder } from '../store/lock-file.ts';

try {
  console.log(forget(loadConfig('sandbox').storageDir));
} catch (err) {
  console.error(err instanceof Error ? err.message : String(err));
  process.exitCode = 1;
}

/** Answers what to tell. Throws while another process uses the database. */
function forget(storageDir: string): string {
  const database = join(storageDir, 'postgres');
  const names = ['sandbox-keys.json', 'erasure-ledger.jsonl'];
  const parts = [database, ...names.map((name) => join(storageDir, name))].filter((part) => existsSync(part));
  if (parts.length === 0) return `Nothing to forget: there is no sandbox in ${storageDir}.`;
  const lock = lockFolder(database);
  try {
    for (const part of parts) rmSync(part, { recursive: true, force: true });
  } finally {
    lock.release();
  }
  return `Forgot the sandbox in ${storageDir}. The next "npm start" begins anew.`;
}
