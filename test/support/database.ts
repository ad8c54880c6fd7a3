/**
 * A fresh, migrated, empty database for each call: on the server TEST_DATABASE_URL names, or in memory without it. Both start
 * from a template made once per set of migrations, because migrating costs seconds.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestContext } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { type EmbeddedDatabase, openEmbedded } from '../../src/store/embedded.ts';
import { migrationsDigest } from '../../src/store/migrate.ts';
import { openServer, type ServerOptions } from '../../src/store/server.ts';

export interface TestDatabase {
  readonly db: Database;
  /** Another gateway replica on the same data; on a server only. */
  replica(options?: Partial<ServerOptions>): Database;
  /** As the owner of the tables, past every grant. */
  asOwner(text: string): Promise<void>;
  /** What stands here now, in a database of its own: as a backup brings it back. Nothing else may be under way. */
  copy(): Promise<TestDatabase>;
  /** Where the database is; on a server only. */
  readonly url: string;
  close(): Promise<void>;
}

const server = process.env['TEST_DATABASE_URL'];
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/test-database/', import.meta.url));

export const hasServer = server !== undefined && server !== '';

/** For tests that only a real server can pass or fail. */
export function needsServer(ctx: TestContext): void {
  ctx.skip(!hasServer, 'needs a PostgreSQL server: set TEST_DATABASE_URL');
}

export const openTestDatabase = (): Promise<TestDatabase> =>
  server === undefined || server === '' ? openInMemory() : openOnServer(server);

const openInMemory = async (): Promise<TestDatabase> => openFrom(await migratedDump());

async function openFrom(dump: Blob): Promise<TestDatabase> {
  const db = await openEmbedded({ loadFrom: dump });
  return {
    db,
    copy: async () => openFrom(await db.dump()),
    replica: () => {
      throw new Error('an embedded database has one process and one connection: call needsServer(ctx) first');
    },
    asOwner: async (text) => {
      await db.query({ text: 'RESET ROLE' });
      try {
        await db.query({ text });
      } finally {
        await db.query({ text: 'SET ROLE gateway_app' });
      }
    },
    get url(): string {
      throw new Error('an embedded database has no address: call needsServer(ctx) first');
    },
    close: () => db.close(),
  };
}

/** Renamed into place whole, so that workers starting together never read half a dump. */
async function migratedDump(): Promise<Blob> {
  const file = `${cacheFolder}${migrationsDigest()}.tar`;
  if (!existsSync(file)) {
    const db: EmbeddedDatabase = await openEmbedded();
    await db.migrate();
    mkdirSync(cacheFolder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, new Uint8Array(await (await db.dump()).arrayBuffer()));
    renameSync(draft, file);
    await db.close();
  }
  return new Blob([readFileSync(file)]);
}

async function openOnServer(serverUrl: string): Promise<TestDatabase> {
  const name = `gateway_test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(serverUrl, async (admin) => {
    await makeTemplate(serverUrl, admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${templateName()}`);
  });
  return openNamed(serverUrl, name);
}

/** The server copies a database only while nobody is connected; pools connect again by themselves. */
async function copyNamed(serverUrl: string, from: string): Promise<TestDatabase> {
  const name = `gateway_test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(serverUrl, async (admin) => {
    await admin.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS false`);
    await admin.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [from]);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${from}`);
    await admin.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS true`);
  });
  return openNamed(serverUrl, name);
}

function openNamed(serverUrl: string, name: string): TestDatabase {
  const url = databaseUrl(serverUrl, name);
  const opened: Database[] = [];
  const replica = (options: Partial<ServerOptions> = {}): Database => {
    const pool = openServer({ url, maxConnections: 5, ...options });
    let closed: Promise<void> | undefined;
    // A test may close a replica before the database itself does.
    const db: Database = { ...pool, close: () => (closed ??= pool.close()) };
    opened.push(db);
    return db;
  };
  return {
    db: replica(),
    copy: () => copyNamed(serverUrl, name),
    replica,
    asOwner: (text) => asAdministrator(url, async (owner) => void (await owner.query(text))),
    url,
    close: async () => {
      await Promise.all(opened.map((db) => db.close()));
      await asAdministrator(serverUrl, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)));
    },
  };
}

const templateName = (): string => `gateway_template_${migrationsDigest()}`;

/** Any number, the same in every test process. */
const TEMPLATE_LOCK = 5_511_902;

async function makeTemplate(serverUrl: string, admin: pg.Client): Promise<void> {
  const template = templateName();
  const exists = async (): Promise<boolean> =>
    (await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [template])).rows.length > 0;
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  if (!(await exists())) {
    await admin.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${template}`);
    const db = openServer({ url: databaseUrl(serverUrl, template) });
    await db.migrate();
    await db.close();
    await admin.query(`ALTER DATABASE ${template} IS_TEMPLATE true`);
  }
  // CREATE DATABASE … TEMPLATE refuses while another one copies it: the lock is held until this session ends.
}

async function asAdministrator(url: string, run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** As somebody who owns the tables and switches off the trigger that would refuse. */
export async function editSigned(database: Pick<TestDatabase, 'asOwner'>, text: string): Promise<void> {
  await database.asOwner('ALTER TABLE facts DISABLE TRIGGER facts_keep_signed_terms');
  await database.asOwner(text);
  await database.asOwner('ALTER TABLE facts ENABLE TRIGGER facts_keep_signed_terms');
}
