/**
 * The database and the key-encryption key that the configuration names, for commands that seal: a server, or the embedded database
 * with the sandbox's own key. A server without a key is refused: what is sealed under another key nobody could open.
 */
import { type Config, ConfigError } from '../config.ts';
import { openSandboxKeys, readSandboxKeys, sandboxKeyEncryptionKey, type SandboxKeys } from '../sandbox/keys.ts';
import type { Database } from '../store/database.ts';
import type { KeyEncryptionKey } from '../subjects/vault.ts';
import { createLogger } from '../telemetry/log.ts';
import { openDatabase } from './open-database.ts';

export interface OpenStore {
  readonly database: Database;
  readonly keyEncryptionKey: KeyEncryptionKey;
}

/** Throws ConfigError, or what says that another process uses the embedded database. */
export async function openStore(config: Config): Promise<OpenStore> {
  const keyEncryptionKey = await keyEncryptionKeyOf(config);
  const database = await openDatabase(config, createLogger(config.logLevel));
  // On a server the gateway migrates, with the rights for it.
  if (database.dialect === 'embedded') await database.migrate();
  return { database, keyEncryptionKey };
}

/** A sandbox that gets a key of its own from outside still opens what its first one wrapped. */
async function keyEncryptionKeyOf(config: Config): Promise<KeyEncryptionKey> {
  const keys = readSandboxKeys(config.storageDir);
  if (config.keyEncryptionKey === undefined) return sandboxKey(config);
  return config.databaseUrl === undefined ? withSandboxKey(config.keyEncryptionKey, keys) : config.keyEncryptionKey;
}

/** Adds the sandbox's own key to those that unwrap. */
export function withSandboxKey(key: KeyEncryptionKey, keys: SandboxKeys | undefined): KeyEncryptionKey {
  if (keys === undefined) return key;
  const own = sandboxKeyEncryptionKey(keys);
  const others = key.others ?? [];
  return [key, ...others].some(({ id }) => id === own.id) ? key : { ...key, others: [...others, own] };
}

async function sandboxKey({ databaseUrl, storageDir }: Config): Promise<KeyEncryptionKey> {
  if (databaseUrl === undefined) return sandboxKeyEncryptionKey(await openSandboxKeys(storageDir));
  // A sandbox that was started on this server keeps its key here.
  const keys = readSandboxKeys(storageDir);
  if (keys !== undefined) return sandboxKeyEncryptionKey(keys);
  throw new ConfigError(['KEY_ENCRYPTION_KEY: missing; name the key that the gateway on this DATABASE_URL uses.']);
}
