/**
 * The database and the key-encryption key that the configuration names: a server, or the embedded database with the sandbox's
 * own key. A server without its key is refused, because what is sealed under another key nobody could ever open.
 */
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import { openSandboxKeys, readSandboxKeys, sandboxKeyEncryptionKey } from '../sandbox/keys.ts';
import type { Database } from '../store/database.ts';
import { openEmbedded } from '../store/embedded.ts';
import { openServer } from '../store/server.ts';
import type { KeyEncryptionKey } from '../subjects/vault.ts';

export interface OpenStore {
  readonly database: Database;
  readonly keyEncryptionKey: KeyEncryptionKey;
}

/** Where the embedded database lives. */
export const embeddedFolder = (storageDir: string): string => join(storageDir, 'postgres');

/** Throws ConfigError, or what says that another process uses the embedded database. */
export async function openStore(config: Config): Promise<OpenStore> {
  const { databaseUrl, migrationDatabaseUrl, storageDir } = config;
  if (databaseUrl === undefined) {
    const database = await openEmbedded({ folder: embeddedFolder(storageDir) });
    await database.migrate();
    const keys = await openSandboxKeys(storageDir);
    return { database, keyEncryptionKey: config.keyEncryptionKey ?? sandboxKeyEncryptionKey(keys) };
  }
  const database = openServer({
    url: databaseUrl,
    ...(migrationDatabaseUrl === undefined ? {} : { migrationUrl: migrationDatabaseUrl }),
  });
  return { database, keyEncryptionKey: config.keyEncryptionKey ?? requireSandboxKey(storageDir) };
}

/** A sandbox on a server was started before, so its key exists. */
function requireSandboxKey(storageDir: string): KeyEncryptionKey {
  const keys = readSandboxKeys(storageDir);
  if (keys !== undefined) return sandboxKeyEncryptionKey(keys);
  throw new ConfigError(['KEY_ENCRYPTION_KEY: missing; name the key that the gateway on this DATABASE_URL uses.']);
}
