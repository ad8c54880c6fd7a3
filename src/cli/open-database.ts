/**
 * The database a configuration names: a PostgreSQL server, or the embedded one below the storage folder.
 */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { openEmbedded } from '../store/embedded.ts';
import { openServer } from '../store/server.ts';
import type { Logger } from '../telemetry/log.ts';

export const embeddedFolder = ({ storageDir }: Pick<Config, 'storageDir'>): string => join(storageDir, 'postgres');

/** Rejects when another process holds the embedded database, saying what to do. */
export async function openDatabase(config: Config, log: Logger): Promise<Database> {
  if (config.databaseUrl === undefined) return openEmbedded({ folder: embeddedFolder(config) });
  return openServer({
    url: config.databaseUrl,
    ...(config.migrationDatabaseUrl === undefined ? {} : { migrationUrl: config.migrationDatabaseUrl }),
    onConnectionLost: (err) => log.warn({ err }, 'a database connection broke'),
  });
}
