/** The server driver: replicas starting together, and a database that goes away and comes back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServer } from '../../src/store/server.ts';
import { hasServer, needsServer, openTestDatabase, type TestDatabase } from '../support/database.ts';

let bank: TestDatabase;
beforeAll(async () => void (hasServer && (bank = await openTestDatabase())));
afterAll(() => (hasServer ? bank.close() : undefined));

test('four replicas may migrate an empty database at the same moment', async (ctx) => {
  needsServer(ctx);
  const name = `gateway_empty_${process.pid}`;
  await bank.asOwner(`CREATE DATABASE ${name}`);
  const url = new URL(bank.url);
  url.pathname = `/${name}`;
  const replicas = Array.from({ length: 4 }, () => openServer({ url: url.href }));
  await Promise.all(replicas.map((db) => db.migrate()));
  for (const db of replicas)
    expect(await db.query({ text: 'SELECT count(*)::int AS n FROM facts' })).toEqual([{ n: 0 }]);
  await Promise.all(replicas.map((db) => db.close()));
  await bank.asOwner(`DROP DATABASE ${name} WITH (FORCE)`);
});

test('queries run as the application role and never as the login', async (ctx) => {
  needsServer(ctx);
  expect(await bank.db.query({ text: 'SELECT current_user::text AS name' })).toEqual([{ name: 'gateway_app' }]);
});

test('connections the server cut are replaced without a restart, inside a transaction too', async (ctx) => {
  needsServer(ctx);
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'data-partner-gateway'`;
  await bank.db.ping();
  await bank.asOwner(cut);
  const inside = bank.db.transaction(async (tx) => {
    await tx.query({ text: 'SELECT 1' });
    await bank.asOwner(cut);
    await tx.query({ text: 'SELECT 1' });
  });
  await expect(inside).rejects.toThrow();
  await expect
    .poll(() =>
      bank.db.ping().then(
        () => 'up',
        () => 'down',
      ),
    )
    .toBe('up');
});

test('a server that cannot be reached fails the query, not the process', async () => {
  const db = openServer({ url: 'postgres://nobody@127.0.0.1:1/none', connectTimeoutMs: 500 });
  await expect(db.ping()).rejects.toThrow();
  await db.close();
});
