/**
 * Applies migrations/ with drizzle's own migrators, one process at a time, then makes sure that the log has partitions
 * ahead. Forward only.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzleServer } from 'drizzle-orm/node-postgres';
import { migrate as migrateWithServer } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzleEmbedded } from 'drizzle-orm/pglite';
import { migrate as migrateWithEmbedded } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import type { Queryable } from './database.ts';

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Any number will do, as long as every replica uses the same. */
const MIGRATION_LOCK = 7_204_118_033;

/** Identifies the schema these migrations make; for test databases kept as templates. */
export function migrationsDigest(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    hash.update(file).update(readFileSync(`${migrationsFolder}/${file}`));
  }
  return hash.digest('hex').slice(0, 16);
}

export async function migrateServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'data-partner-gateway migrations' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrateWithServer(drizzleServer(client), { migrationsFolder });
    await client.query('SELECT ensure_audit_partitions()');
  } finally {
    // Ends the session and with it the lock, also when a migration failed.
    await client.end();
  }
}

/** Needs no lock: the folder has one process and the process one connection. */
export async function migrateEmbedded(client: PGlite): Promise<void> {
  await migrateWithEmbedded(drizzleEmbedded(client), { migrationsFolder });
  await client.query('SELECT ensure_audit_partitions()');
}

/** Makes the log's partitions for this month and the next two. Called at start, and daily by a long-running gateway. */
export async function ensureAuditPartitions(db: Queryable): Promise<void> {
  await db.query({ name: 'ensure-audit-partitions', text: 'SELECT ensure_audit_partitions()' });
}
