/**
 * PostgreSQL inside the process (PGlite), so that a first run needs nothing. One connection; one process per folder, kept
 * by a lock file, because a second one would corrupt the data. Survives a killed process, not a power loss.
 */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PGlite, type Transaction as EmbeddedTransaction } from '@electric-sql/pglite';
import {
  APPLICATION_ROLE,
  type Database,
  INT8_OID,
  instantFromPostgres,
  type Queryable,
  SESSION_SETTINGS,
  type Statement,
  TIMESTAMPTZ_OID,
} from './database.ts';
import { lockFolder } from './lock-file.ts';
import { migrateEmbedded } from './migrate.ts';

export interface EmbeddedOptions {
  /** Where the data lives; absent: in memory only. */
  readonly folder?: string;
  /** A dump of an already migrated database to start an in-memory one from. */
  readonly loadFrom?: Blob;
}

export interface EmbeddedDatabase extends Database {
  readonly dialect: 'embedded';
  /** The whole data folder as a tar, for `loadFrom`. */
  dump(): Promise<Blob>;
}

const parsers = { [TIMESTAMPTZ_OID]: instantFromPostgres, [INT8_OID]: (text: string) => text };

export async function openEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
  const folder = options.folder === undefined ? undefined : resolve(options.folder);
  if (folder !== undefined) mkdirSync(dirname(folder), { recursive: true });
  const lock = folder === undefined ? undefined : lockFolder(folder);
  try {
    const client = await PGlite.create({
      parsers,
      ...(folder === undefined ? {} : { dataDir: folder }),
      ...(options.loadFrom === undefined ? {} : { loadDataDir: options.loadFrom }),
    });
    await startSession(client);
    return embeddedDatabase(client, () => lock?.release());
  } catch (err) {
    lock?.release();
    throw err;
  }
}

function embeddedDatabase(client: PGlite, onClosed: () => void): EmbeddedDatabase {
  return {
    dialect: 'embedded',
    ...queryable(client),
    transaction: (run) => client.transaction((tx) => run({ ...queryable(tx), isTransaction: true })),
    migrate: async () => {
      await client.exec('RESET ROLE');
      await migrateEmbedded(client);
      await startSession(client);
    },
    ping: async () => void (await client.query('SELECT 1')),
    dump: () => client.dumpDataDir('none'),
    close: async () => {
      await client.close();
      onClosed();
    },
  };
}

/** The role exists only once the migrations ran. Taken here too, so that a missing grant shows on every machine. */
async function startSession(client: PGlite): Promise<void> {
  for (const [name, value] of Object.entries(SESSION_SETTINGS)) {
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  }
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APPLICATION_ROLE]);
  if (rows.length > 0) await client.exec(`SET ROLE ${APPLICATION_ROLE}`);
}

function queryable(client: PGlite | EmbeddedTransaction): Queryable {
  return {
    query: async <T>({ text, values }: Statement): Promise<readonly T[]> => {
      const { rows } = await client.query<T>(text, values === undefined ? [] : [...values], { parsers });
      return rows;
    },
  };
}
