/**
 * `npm run bench -- [--rows 1,5] [--rounds 3] [--seconds 4] [--profile folder]`: measures the rows and prints them beside their targets.
 * Fails only when something is broken: an answer that is wrong or incomplete, a process that ends.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { machineLine, rowLines, statementLine, table } from './report.ts';
import { measure } from './measure.ts';
import { type Row, ROWS } from './rows.ts';

const LOCAL_SERVER = 'postgres://postgres:postgres@127.0.0.1:5432/postgres';

const { values: given } = parseArgs({
  options: {
    rows: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    'warm-up': { type: 'string', default: '4' },
    profile: { type: 'string' },
  },
});

const rows = rowsAsked(given.rows);
const databases = await openDatabases();
const lines: (readonly string[])[] = [];
console.log(machineLine(databases.title));
try {
  for (const row of rows) {
    console.log(`\n${row.id}: ${row.title} …`);
    const folder = given.profile === undefined ? undefined : `${given.profile}/row-${row.id}`;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    const measured = await measure(row, {
      rounds: whole('rounds', given.rounds),
      seconds: whole('seconds', given.seconds),
      warmUpSeconds: whole('warm-up', given['warm-up']),
      databaseUrlOf: databases.urlOf,
      ...(folder === undefined ? {} : { profileFolder: folder }),
    });
    const added = rowLines(row, measured);
    lines.push(...added);
    console.log(table(added));
    for (const one of measured)
      if (Object.keys(one.statements).length > 0) console.log(`  statements of one request: ${statementLine(one)}`);
    if (row.note !== undefined) console.log(`  ${row.note}`);
  }
} finally {
  await databases.drop();
}
console.log(`\n${table(lines)}`);

function rowsAsked(list: string | undefined): readonly Row[] {
  if (list === undefined) return ROWS;
  const wanted = list.split(',').map((one) => one.trim());
  const known = ROWS.filter(({ id, number }) => wanted.includes(id) || wanted.includes(String(number)));
  const unknown = wanted.find((one) => !known.some(({ id, number }) => id === one || String(number) === one));
  if (unknown !== undefined)
    throw new Error(`there is no row ${unknown}; rows: ${ROWS.map(({ id }) => id).join(', ')}`);
  return known;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above 0`);
  return value;
}

interface Databases {
  readonly title: string;
  readonly urlOf: (governance: 'on' | 'off') => string | undefined;
  readonly drop: () => Promise<void>;
}

/** One on the server for each kind of gateway, because without governance records rest unsealed; none where there is no server. */
async function openDatabases(): Promise<Databases> {
  const server = process.env['TEST_DATABASE_URL'] ?? LOCAL_SERVER;
  const version = await versionOf(server);
  if (version === undefined)
    return {
      title: 'embedded PostgreSQL inside the server process, whose CPU it shares',
      urlOf: () => undefined,
      drop: async () => undefined,
    };
  process.env['TEST_DATABASE_URL'] = server;
  const { openTestDatabase } = await import('../support/database.ts');
  const [on, off] = [await openTestDatabase(), await openTestDatabase()];
  return {
    title: `PostgreSQL ${version} on this machine, not pinned`,
    urlOf: (governance) => (governance === 'on' ? on : off).url,
    drop: async () => {
      await on.close();
      await off.close();
    },
  };
}

async function versionOf(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows: found } = await client.query<{ server_version: string }>('SHOW server_version');
    return found[0]?.server_version.split(' ')[0];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
