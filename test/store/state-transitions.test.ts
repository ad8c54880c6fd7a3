/**
 * No state machine can be walked backwards or past its list, whoever writes: every pair of states of every kind, tried by SQL as the owner of
 * the tables and as the gateway's own role. A state that ends its machine never changes again.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

interface Listed {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

interface Tried extends Listed {
  readonly id: string;
}

/** Of each kind the states that nothing leaves (decisions.md, "State machines"). */
const TERMINAL: Readonly<Record<string, readonly string[]>> = {
  agreement: ['CLOSED'],
  assessment: ['WITHDRAWN'],
  consent: ['EXPIRED', 'INVALIDATED', 'REFUSED', 'SUPERSEDED', 'WITHDRAWN'],
  elevation: ['RECALLED', 'REFUSED', 'REVOKED'],
  export: ['EXPIRED', 'REFUSED'],
  guardianship: ['ENDED'],
  'legal-hold': ['RELEASED'],
  'policy-change': ['IN_FORCE', 'RECALLED', 'REFUSED'],
  'rights-request': ['COMPLETE', 'REFUSED'],
  subject: ['ERASED'],
};

let database: TestDatabase;
let listed: readonly Listed[];
let pairs: readonly Tried[];

beforeAll(async () => {
  database = await openTestDatabase();
  // The application has no right to read the list, so its owner hands out a copy.
  await asOwner(
    'CREATE TABLE listed AS SELECT kind, from_state AS from, to_state AS to FROM state_transitions',
    'GRANT SELECT ON listed TO gateway_app',
    ATTEMPTS,
    'GRANT EXECUTE ON FUNCTION attempt TO gateway_app',
  );
  listed = await database.db.query<Listed>({ text: 'SELECT kind, "from", "to" FROM listed' });
  pairs = [...new Set(listed.map(({ kind }) => kind))].flatMap((kind) => {
    const states = statesOf(kind);
    return states.flatMap((from) => states.map((to) => ({ kind, from, to, id: `${kind}-${from}-${to}` })));
  });
  await insert(pairs);
});
afterAll(() => database.close());

/** The embedded database takes one statement at a time. */
async function asOwner(...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await database.asOwner(statement);
}

const statesOf = (kind: string): readonly string[] =>
  [...new Set(listed.filter((one) => one.kind === kind).flatMap(({ from, to }) => [from, to]))].sort();

const isListed = ({ kind, from, to }: Listed): boolean =>
  listed.some((one) => one.kind === kind && one.from === from && one.to === to);

const bodyOf = (state: string): string => JSON.stringify({ state });

async function insert(facts: readonly Tried[]): Promise<void> {
  await database.db.query({
    text: `INSERT INTO facts (kind, id, version, hash, body, state)
      SELECT kind, id, 1, 'x', body, state FROM json_to_recordset($1::json) AS f (kind text, id text, body text, state text)`,
    values: [JSON.stringify(facts.map(({ kind, id, from }) => ({ kind, id, body: bodyOf(from), state: from })))],
  });
}

/** In one statement per fact, inside of one block: 'refused' or 'done' for each, and what was done is undone. */
const ATTEMPTS = `CREATE FUNCTION attempt(what text, kind_ text, id_ text, to_ text, body_ text) RETURNS text LANGUAGE plpgsql AS $$
  BEGIN
    BEGIN
      IF what = 'state and body' THEN UPDATE facts SET state = to_, body = body_, version = version + 1 WHERE kind = kind_ AND id = id_;
      ELSIF what = 'same version' THEN UPDATE facts SET state = to_, body = body_ WHERE kind = kind_ AND id = id_;
      ELSIF what = 'column only' THEN UPDATE facts SET state = to_ WHERE kind = kind_ AND id = id_;
      ELSIF what = 'body only' THEN UPDATE facts SET body = body_ WHERE kind = kind_ AND id = id_;
      ELSIF what = 'no state' THEN UPDATE facts SET state = NULL, body = '{}', version = version + 1 WHERE kind = kind_ AND id = id_;
      ELSIF what = 'no json' THEN UPDATE facts SET state = to_, body = 'no json', version = version + 1 WHERE kind = kind_ AND id = id_;
      ELSIF what = 'other kind' THEN UPDATE facts SET kind = 'purpose', state = to_, body = body_ WHERE kind = kind_ AND id = id_;
      ELSE RETURN 'unknown';
      END IF;
      RAISE EXCEPTION 'undo' USING ERRCODE = 'P0099';
    EXCEPTION WHEN SQLSTATE 'P0099' THEN RETURN 'done';
    END;
  EXCEPTION WHEN check_violation OR insufficient_privilege THEN RETURN 'refused';
  END $$`;

type Way = 'state and body' | 'same version' | 'column only' | 'body only' | 'no state' | 'no json' | 'other kind';

/** Which pairs a writer got through, as text. */
async function through(way: Way, who: 'owner' | 'application'): Promise<readonly string[]> {
  const tried = JSON.stringify(pairs.map((pair) => ({ ...pair, body: bodyOf(pair.to) })));
  const results = `SELECT kind, "from", "to", attempt('${way}', kind, id, "to", body) AS result
    FROM json_to_recordset('${tried}'::json) AS t (kind text, id text, "from" text, "to" text, body text)`;
  if (who === 'owner') {
    await asOwner(
      'DROP TABLE IF EXISTS results',
      `CREATE TABLE results AS ${results}`,
      'GRANT SELECT ON results TO gateway_app',
    );
  }
  const rows = await database.db.query<Listed & { result: string }>({
    text: who === 'owner' ? 'SELECT * FROM results' : results,
  });
  expect(rows).toHaveLength(pairs.length);
  return rows
    .filter(({ result }) => result === 'done')
    .map(nameOf)
    .sort();
}

const nameOf = ({ kind, from, to }: Listed): string => `${kind}: ${from} to ${to}`;

it('the list ends every machine where the rules do', () => {
  const ends = Object.fromEntries(
    [...new Set(listed.map(({ kind }) => kind))]
      .sort()
      .map((kind) => [
        kind,
        statesOf(kind).filter((state) => !listed.some((one) => one.kind === kind && one.from === state)),
      ]),
  );
  expect(ends).toEqual(TERMINAL);
});

it.for(['owner', 'application'] as const)(
  '%s: of all pairs of states exactly those of the list go through',
  async (who) => {
    const allowed = pairs.filter(isListed).map(nameOf).sort();
    expect(await through('state and body', who)).toEqual(allowed);
    expect(pairs.length).toBeGreaterThan(2 * allowed.length);
  },
);

it.for(['owner', 'application'] as const)(
  '%s: no way around leads out of a state that ends its machine',
  async (who) => {
    const isEnd = (name: string): boolean => Object.entries(TERMINAL).some(([kind, states]) => states.some((state) => name.startsWith(`${kind}: ${state} to `))); // prettier-ignore
    const isMove = (name: string): boolean => !/: (\w+) to \1$/.test(name);
    for (const way of ['same version', 'column only', 'body only', 'no state', 'no json', 'other kind'] as const) {
      const done = (await through(way, who)).filter((name) => isEnd(name) && isMove(name));
      expect([way, done]).toEqual([way, []]);
    }
  },
);
