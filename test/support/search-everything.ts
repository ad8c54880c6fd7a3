/**
 * Whatever lies at rest or was told, as text in which a value would be found: every table, the database's own files where they are ours, Redis,
 * log lines, metrics, files. Binary columns stand there decoded and as hexadecimal digits.
 */
import { createClient } from '@redis/client';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { EmbeddedDatabase } from '../../src/store/embedded.ts';
import type { TestDatabase } from './database.ts';
import { hasServer } from './database.ts';
import type { TestGateway } from './gateway.ts';
import { testRedisUrl } from './redis.ts';

/** By place; what could not be looked at is not there. */
export type Everything = ReadonlyMap<string, string>;

export async function everythingOf(gateway: TestGateway, files: readonly string[]): Promise<Everything> {
  const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
  return new Map([
    ...(await tablesOf(gateway.database)),
    ...(await filesOf(gateway.database)),
    ...(await redisKeys()),
    ['log lines', gateway.logLines.join('\n')],
    ['metrics', metrics],
    ...files.map((path): [string, string] => [path, readFileSync(path, 'utf8')]),
  ]);
}

/** Where one of these stands, in clear, as hexadecimal digits or in base64 at any offset. */
export const placesOf = (everything: Everything, value: string): readonly string[] =>
  [...everything].filter(([, text]) => spellingsOf(value).some((one) => text.includes(one))).map(([place]) => place);

function spellingsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  // Without the characters at the ends, which depend on the neighbours.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    value,
    bytes.toString('latin1'),
    JSON.stringify(value).slice(1, -1),
    bytes.toString('hex'),
    ...base64.filter((text) => text.length >= 8),
  ];
}

const TABLES = `SELECT c.relname AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`;

async function tablesOf(database: TestDatabase): Promise<readonly [string, string][]> {
  const owner = await ownerOf(database);
  const found: [string, string][] = [];
  for (const { name } of await owner.query(TABLES)) {
    const rows = await owner.query(`SELECT t::text AS name FROM ${name} t`);
    found.push([`table ${name}`, rows.map(({ name: row }) => row).join('\n')]);
  }
  const log = await owner.query(`SELECT convert_from(bytes, 'UTF8') AS name FROM audit_entries`);
  found.push(['entries of the log', log.map(({ name }) => name).join('\n')]);
  await owner.close();
  return found;
}

interface Owner {
  query(text: string): Promise<readonly { readonly name: string }[]>;
  close(): Promise<void>;
}

/** Past the grants. */
async function ownerOf(database: TestDatabase): Promise<Owner> {
  if (!hasServer) {
    await database.db.query({ text: 'RESET ROLE' });
    return {
      query: (text) => database.db.query({ text }),
      close: async () => void (await database.db.query({ text: 'SET ROLE gateway_app' })),
    };
  }
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    query: async (text) => (await client.query<{ name: string }>(text)).rows,
    close: () => client.end(),
  };
}

/** Its write-ahead log and rows that are dead, too. */
async function filesOf({ db }: TestDatabase): Promise<readonly [string, string][]> {
  if (hasServer) return [];
  const dump = Buffer.from(await (await (db as EmbeddedDatabase).dump()).arrayBuffer());
  return [['files of the database', dump.toString('latin1')]];
}

async function redisKeys(): Promise<readonly [string, string][]> {
  if (testRedisUrl === undefined) return [];
  const client = createClient({ url: testRedisUrl });
  await client.connect();
  const found: string[] = [];
  for await (const keys of client.scanIterator({ MATCH: 'gateway-test:*', COUNT: 1_000 })) {
    for (const key of keys) found.push(key, await client.sendCommand<string>(['DUMP', key]));
  }
  await client.close();
  return [['Redis', found.join('\n')]];
}
