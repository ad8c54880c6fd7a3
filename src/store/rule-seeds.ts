/**
 * First versions of rules for the demo bank. Never changes a fact that somebody changed, the policy's renewal excepted: whoever changed it
 * meant it.
 */
import type { FactKind } from '../domain/fact.ts';
import type { FactSeed, RuleSeeds } from '../sandbox/port.ts';
import { documentOf, POLICY_ID } from '../domain/policy.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { listFacts, lockFact } from './fact-reader.ts';
import { changeFact, putFacts } from './fact-writer.ts';
import { addMissingTexts } from './notice-texts.ts';

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
  renewUntouched: (seeds, by) =>
    db.transaction(async (tx) => {
      for (const seed of seeds) await renewUntouched(tx, seed, by);
    }),
  renewPolicy: (by, renew) =>
    db.transaction(async (tx) => {
      const policy = await lockFact(tx, 'policy', POLICY_ID);
      if (policy === null) return false;
      const [roles, purposes] = [await bodiesOf(tx, 'role'), await bodiesOf(tx, 'purpose')];
      const applications = await bodiesOf(tx, 'principal');
      const body = renew(policy.body, documentOf({ roles, purposes, applications, policy: policy.body }));
      return body !== null && !(await changeFact(tx, 'policy', POLICY_ID, policy.version, body, by)).conflict;
    }),
  addMissingTexts: (texts) => addMissingTexts(db, texts),
});

async function renewUntouched(tx: Transaction, { kind, id, body }: FactSeed, by: string): Promise<void> {
  const fact = await lockFact(tx, kind, id);
  if (fact?.version !== 1 || canonicalJson(fact.body) === canonicalJson(body)) return;
  await changeFact(tx, kind, id, fact.version, body, by);
}

const AT_ONCE = 500;

/** A demo bank has a handful. */
async function bodiesOf<K extends 'role' | 'purpose' | 'principal'>(tx: Transaction, kind: K) {
  const { items } = await listFacts(tx, kind, { first: AT_ONCE });
  return Object.fromEntries(items.map(({ fact: { id, body } }) => [id, body]));
}

interface FactKey {
  readonly kind: FactKind;
  readonly id: string;
}

const keyOf = ({ kind, id }: FactKey): string => `${kind} ${id}`;

const knownAmong = (db: Queryable, keys: readonly FactKey[]): Promise<readonly FactKey[]> =>
  db.query<FactKey>({ name: 'known-facts', text: KNOWN, values: [JSON.stringify(keys)] });
