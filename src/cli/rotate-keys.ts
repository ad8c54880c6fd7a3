/**
 * `npm run keys:rotate`: wraps every customer's key anew under the current key-encryption key, while gateways run on the same server. Ends at
 * any time and goes on where it stopped. Exit codes: 0 nothing is left under another key, 1 something is, 2 could not even try.
 */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createLogEntries } from '../app.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { runningSchemaHash } from '../graphql/running-schema.ts';
import { createEntryStore } from '../store/audit-entries.ts';
import { createKeyStore } from '../store/customers.ts';
import { createKeyRotationStore } from '../store/key-rotation.ts';
import { createKeyEncryption } from '../subjects/key-encryption.ts';
import { type Rotated, rotateKeys } from '../subjects/key-rotation.ts';
import { createVault, keepPublicKey } from '../subjects/vault.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { startProgress } from './progress.ts';

const USAGE = `Usage: npm run keys:rotate [-- --batch <keys>] [--by <person>]

  --batch <keys>  keys in one transaction, 1 to 10000; otherwise 500
  --by <person>   who answers for it, for the log; otherwise the login name on this machine

Wraps every customer's key anew under KEY_ENCRYPTION_KEY. The keys that wrap them now must stand in KEY_ENCRYPTION_KEYS_OLD. README,
"Keys and erasure", has the steps around it.`;

interface Asked {
  readonly batch: number;
  readonly by: string;
}

/** Answers the exit code. */
export const rotate = (args: readonly string[]): Promise<number> => rotateFrom(args).catch(explain);

async function rotateFrom(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked === null) return fail(USAGE);
  const store = await openStore(loadConfig('sandbox'));
  try {
    return tell(store.keyEncryptionKey.id, await rotateIn(store, asked));
  } finally {
    await store.database.close();
  }
}

function readArguments(args: readonly string[]): Asked | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { batch: { type: 'string', default: '500' }, by: { type: 'string' }, help: { type: 'boolean' } },
  });
  const batch = Number(values.batch);
  const by = (values.by ?? userInfo().username).trim();
  const isUsable = Number.isInteger(batch) && batch >= 1 && batch <= 10_000 && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(by);
  return isUsable && positionals.length === 0 && values.help !== true ? { batch, by } : null;
}

/** Nothing to do is told to nobody; else the log knows the beginning and the end. */
async function rotateIn({ database, keyEncryptionKey }: OpenStore, { batch, by }: Asked): Promise<Rotated> {
  const encryption = createKeyEncryption(keyEncryptionKey);
  const store = createKeyRotationStore(database);
  const keys = createKeyStore(database);
  // Before the first key that wrapped the gateway's own is gone.
  await keepPublicKey(keys, encryption);
  const total = sum(await store.countOthers(encryption.currentId));
  if (total === 0) return { wrapped: 0, left: new Map(), unknown: [], broken: [] };
  const entries = await createLogEntries(createVault({ keyEncryptionKey, keys, cacheSize: 1 }), runningSchemaHash());
  const requestId = randomUUID();
  const note = (action: string, count: number): Promise<void> => {
    const caller = { subject: by, application: 'keys:rotate', roles: [], expiresAtS: 0 };
    const event = { action, keyId: encryption.currentId, count };
    return createEntryStore(database).append([entries.keyEvent({ requestId, caller }, event)]);
  };
  await note('START_ROTATION', total);
  const progress = startProgress('wrapping keys', total);
  try {
    const rotated = await rotateKeys({ store, encryption, batch, onProgress: progress.update });
    await note('END_ROTATION', rotated.wrapped);
    return rotated;
  } finally {
    progress.stop();
  }
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

function tell(currentId: string, { wrapped, left, unknown, broken }: Rotated): number {
  console.log(`${wrapped} keys wrapped anew under "${currentId}".`);
  if (left.size === 0) {
    console.log('Nothing is left under another key: KEY_ENCRYPTION_KEYS_OLD may be emptied.');
    return 0;
  }
  const lines = [...left].map(
    ([id, count]) => `${count} keys are left under "${id}"${reasonOf(id, { unknown, broken })}`,
  );
  console.error(lines.join('\n'));
  return 1;
}

function reasonOf(id: string, { unknown, broken }: Pick<Rotated, 'unknown' | 'broken'>): string {
  if (unknown.includes(id))
    return `: it is not configured. Add ${id}:<base64> to KEY_ENCRYPTION_KEYS_OLD and run this again.`;
  if (broken.includes(id)) return ': it does not open them. Are these the bytes that wrapped them?';
  return ': a gateway still wraps with it, or another rotation holds them. Run this again.';
}

function fail(text: string): number {
  console.error(text);
  return 2;
}

function explain(error: unknown): number {
  if (error instanceof ConfigError) return fail(error.problems.join('\n'));
  return fail(error instanceof Error ? error.message : 'The keys could not be rotated.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await rotate(process.argv.slice(2));
}
