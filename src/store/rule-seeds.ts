/**
 * First versions of rules for the demo bank. Never changes a fact that exists: whoever changed it meant it.
 */
import type { FactKind } from '../domain/fact.ts';
import type { RuleSeeds } from '../sandbox/port.ts';
import type { Database, Queryable } from './database.ts';
import { putFacts } from './fact-writer.ts';

const KNOWN = `
SELECT f.kind, f.id FROM facts f
JOIN json_to_recordset($1::json) AS n (kind text, id text) ON f.kind = n.kind AND f.id = n.id`;

export const createRuleSeeds = (db: Database): RuleSeeds => ({
  async known(kind, ids) {
    const rows = await knownAmong(db, ids.map((id) => ({ kind, id }))); // prettier-ignore
    return new Set(rows.map(({ id }) => id));
  },
  addMissing: (seeds, by) =>
    db.transaction(async (tx) => {
      const rows = await knownAmong(tx, seeds.map(({ kind, id }) => ({ kind, id }))); // prettier-ignore
      const known = new Set(rows.map(keyOf));
      const missing = seeds.filter((seed) => !known.has(keyOf(seed)));
      return (await putFacts(tx, missing, by)).length;
    }),
});

interface FactKey {
  readonly kind: FactKind;
  readonly id: string;
}

const keyOf = ({ kind, id }: FactKey): string => `${kind} ${id}`;

const knownAmong = (db: Queryable, keys: readonly FactKey[]): Promise<readonly FactKey[]> =>
  db.query<FactKey>({ name: 'known-facts', text: KNOWN, values: [JSON.stringify(keys)] });
