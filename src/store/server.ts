/**
 * A PostgreSQL server through `pg`. Queries run as the application role; migrations as the login role, on a connection of
 * their own. A lost server fails the queries of that moment and nothing else: the pool reconnects by itself.
 */
import pg from 'pg';
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
import { migrateServer } from './migrate.ts';

export interface ServerOptions {
  readonly url: string;
  /** Where migrations log in, if the gateway's own login may not create tables. Default: `url`. */
  readonly migrationUrl?: string;
  readonly maxConnections?: number;
  readonly statementTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Told of connections that broke while idle; for the log only. */
  readonly onConnectionLost?: (err: Error) => void;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary'): unknown => {
    if (oid === TIMESTAMPTZ_OID) return instantFromPostgres;
    return oid === INT8_OID ? (text: string) => text : pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

export function openServer(options: ServerOptions): Database {
  const pool = openPool(options);
  return {
    dialect: 'server',
    ...queryable(pool),
    transaction: (run) => inTransaction(pool, run),
    migrate: () => migrateServer(options.migrationUrl ?? options.url),
    ping: async () => void (await pool.query({ name: 'ping', text: 'SELECT 1' })),
    close: () => pool.end(),
  };
}

function openPool(options: ServerOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const settings = { ...SESSION_SETTINGS, role: APPLICATION_ROLE, statement_timeout: String(statementTimeoutMs) };
  const onLost = options.onConnectionLost ?? (() => undefined);
  const pool = new pg.Pool({
    connectionString: options.url,
    types,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    // The server's own timeout ends a slow statement; this one ends a silent connection.
    query_timeout: statementTimeoutMs + 2_000,
    idle_in_transaction_session_timeout: statementTimeoutMs * 3,
    keepAlive: true,
    application_name: 'data-partner-gateway',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
      .join(' '),
  });
  pool.on('error', onLost);
  // A connection may also break while a transaction holds it between two queries; unheard, that would end the process.
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
}

function queryable(client: pg.Pool | pg.PoolClient): Queryable {
  return {
    query: async <T>({ name, text, values }: Statement): Promise<readonly T[]> => {
      const config = { text, values: values === undefined ? [] : [...values] };
      const result = await client.query(name === undefined ? config : { ...config, name });
      return result.rows as T[];
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, run: Parameters<Database['transaction']>[0]): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const value = (await run({ ...queryable(client), isTransaction: true })) as T;
    await client.query('COMMIT');
    client.release();
    return value;
  } catch (err) {
    // A connection that cannot even roll back is thrown away, not returned to the pool.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw err;
  }
}
