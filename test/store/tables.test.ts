/** The tables as declared and as migrated are the same, the hand-written ones too. */
import { getTableName, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as declared from '../../src/store/tables/index.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const tables: readonly PgTable[] = Object.values(declared).filter((table) => is(table, PgTable));

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Catalogue tables rather than information_schema, which hides what the application may not read. */
const COLUMNS = `
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
  coalesce(a.attnum = ANY (i.indkey), false) AS key
FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attname`;

it.each(tables.map((table) => [getTableName(table), table] as const))('%s', async (name, table) => {
  const { columns, primaryKeys } = getTableConfig(table);
  const keys = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
  const expected = columns.map((column) => ({
    name: column.name,
    type: column.getSQLType().replace(', ', ','),
    required: column.notNull || column.primary,
    key: column.primary || keys.has(column.name),
  }));
  const found = await database.db.query({ text: COLUMNS, values: [name] });
  expect(found).toEqual(expected.sort((a, b) => (a.name < b.name ? -1 : 1)));
});

it('every table of the migrated database is declared', async () => {
  const found = await database.db.query<{ name: string }>({
    text: `SELECT c.relname AS name FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
  });
  expect(new Set(found.map(({ name }) => name))).toEqual(new Set(tables.map((table) => getTableName(table))));
});
