/**
 * However a query is written, the decision is the same: the same fields, outcomes, reasons and rights, the same values, the same entries in
 * the log; and what a condition leaves out is neither fetched, answered nor logged. A property over generated queries, over HTTP.
 */
import fc from 'fast-check';
import { isAbstractType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSchema } from '../../src/graphql/schema.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import {
  type Answer,
  post,
  readAnswer,
  startTestGateway,
  type TestGateway,
  withoutWindows,
} from '../support/gateway.ts';
import { pickCustomer, pickCustomers } from '../support/reading.ts';
import {
  type Choose,
  type Keys,
  LEAVES,
  type Leaf,
  pathsIn,
  readAs,
  treeOf,
  writeSelection,
} from './query-variants-writer.ts';

const RUNS = 80;
/** No cache, no times of fetching: they tell when a request came, not what was decided. */
const ACCOUNT = `disclosures { coordinate outcome reasons treatment partner asOf isEmpty agreement consent survivedBy }
  gaps { partner dataset fields code } conflicts { coordinate partner value }`;

const ASKERS = [
  ['credit-officer', 'CREDIT_DECISION'],
  ['marketing-analyst', 'MARKETING'],
  ['support-agent', 'CUSTOMER_SERVICE'],
  ['risk-analyst', 'FRAUD_PREVENTION'],
  ['auditor', 'CREDIT_DECISION'],
  ['credit-officer', 'SOCIAL_SCORING'],
] as const;
const CUSTOMERS = [
  SHOWCASE.customerId,
  pickCustomer({ kind: 'PERSON', knownTo: ['mx-credit'], credit: 'GIVEN' }).id,
  pickCustomer({ kind: 'COMPANY', knownTo: ['finnhub-market'] }).id,
  pickCustomer({ kind: 'PERSON', credit: 'NEVER_ASKED' }).id,
  'CUST-NOBODY',
];

let gateway: TestGateway;
const tokens = new Map<string, string>();

beforeAll(async () => {
  gateway = await startTestGateway({
    env: { CALLER_LIMIT_PER_ADDRESS: '1000000', CALLER_LIMIT_PER_APPLICATION: '1000000' },
    adapt: withoutWindows,
  });
  for (const [role] of ASKERS) tokens.set(role, await gateway.token(role));
});
afterAll(() => gateway.close());

interface Asked {
  readonly role: string;
  readonly purpose: string;
  readonly ids: readonly string[];
  readonly leaves: readonly Leaf[];
}

interface Reading {
  readonly requestId: string;
  readonly views: readonly { readonly values: unknown }[];
}

let requests = 0;

/** Asks and reads the answer by the schema's own names. */
async function askAs(asked: Asked, choose: Choose): Promise<Reading> {
  const { fields, fragments, variables, keys } = writeSelection(treeOf(asked.leaves), choose);
  const isList = asked.ids.length > 1 || choose(3) === 2;
  const field = isList ? 'customers' : 'customer';
  const root = choose(3) === 2 ? 'them' : field;
  const ids = isList ? asked.ids : asked.ids[0];
  const way = choose(4);
  const [type, given] = isList ? ['[ID!]!', `ids: `] : ['ID!', 'id: '];
  const declared = [['$who: ' + type], [], [`$who: ${type} = ${JSON.stringify(ids)}`], ['$who: ' + type]][way] ?? [];
  const value = way === 1 ? JSON.stringify(ids) : '$who';
  const call = `${root === field ? '' : 'them: '}${field}(${given}${value}, purpose: "${asked.purpose}")`;
  const extra = ['', '__schema { queryType { name } }', '__type(name: "Identity") { fields { name } }', '__typename', 'purposes(first: 1) { edges { cursor } }'][choose(5)] ?? ''; // prettier-ignore
  const body = `${call} { id ${fields} ${ACCOUNT} }`;
  const head = [...declared, ...variables];
  const operation = `query Asked${head.length === 0 ? '' : `(${head.join(', ')})`}`;
  const inFragment = choose(3) === 2;
  const text = [
    choose(3) === 2 ? 'query Other { purposes(first: 1) { edges { cursor } } }' : '',
    inFragment
      ? `${operation} { ...Root ${extra} } fragment Root on Query { ${body} }`
      : `${operation} { ${extra} ${body} }`,
    ...fragments,
  ].join('\n');
  const requestId = `variant-${(requests += 1)}`;
  const sent = { query: text, variables: declared.length > 0 && way !== 2 ? { who: ids } : {}, operationName: 'Asked' };
  const answer = await send(asked.role, sent, requestId, choose(5) === 4 ? 'GET' : 'POST');
  return { requestId, views: readViews(answer, root, isList, keys, text) };
}

async function send(
  role: string,
  sent: object & { query: string },
  requestId: string,
  method: 'GET' | 'POST',
): Promise<Answer> {
  const headers = { authorization: `Bearer ${tokens.get(role)}`, 'x-request-id': requestId };
  const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const parameters = new URLSearchParams(
    Object.entries(sent).map(([key, value]) => [key, asText(value)] as [string, string]),
  );
  if (method === 'POST' || String(parameters).length > 12_000) return post(gateway.url, headers, JSON.stringify(sent));
  const preflight = { 'apollo-require-preflight': '1' };
  return readAnswer(await fetch(`${gateway.url}?${String(parameters)}`, { headers: { ...headers, ...preflight } }));
}

type View = Readonly<Record<string, unknown>> & { readonly id: string };

function readViews(answer: Answer, root: string, isList: boolean, keys: Keys, text: string): Reading['views'] {
  expect([answer.status, answer.errors], text).toEqual([200, []]);
  const found = answer.data?.[root] as unknown as View | readonly View[];
  const governance = answer.extensions['governance'] as unknown as Readonly<Record<string, unknown>>;
  return [found].flat().map((view, i) => {
    const { id, disclosures, gaps, conflicts, ...values } = view;
    const account = accountOf(governance, isList ? [`${root}.${i}`, `${root}.*`] : [root], keys);
    const lines = [disclosures, gaps, conflicts].map((one) =>
      (one as object[]).map((line) => JSON.stringify(line)).sort(),
    );
    return { id, lines, account, values: readAs(keys, values) };
  });
}

/** What `extensions.governance` says of each field, by the schema's names. */
function accountOf(governance: Readonly<Record<string, unknown>>, roots: readonly string[], keys: Keys): object {
  const account: Record<string, unknown> = {};
  for (const [path, name] of pathsIn(keys)) {
    const entry = roots.map((root) => governance[`${root}.${path}`]).find((one) => one !== undefined);
    expect(entry, name).toBeDefined();
    if (name in account) expect(entry, name).toEqual(account[name]);
    account[name] = entry;
  }
  return account;
}

const plainly: Choose = () => 0;

const arbitrary = fc.record({
  asker: fc.constantFrom<readonly [role: string, purpose: string]>(...ASKERS),
  ids: fc.uniqueArray(fc.constantFrom(...CUSTOMERS), { minLength: 1, maxLength: 3 }),
  leaves: fc.uniqueArray(fc.constantFrom(...LEAVES), { minLength: 1, maxLength: 14 }),
  tape: fc.array(fc.nat(59), { minLength: 20, maxLength: 120 }),
});

const chooseFrom = (tape: readonly number[]): Choose => {
  let at = 0;
  return (ways) => (ways < 2 ? 0 : (tape[at++ % tape.length] ?? 0) % ways);
};

it('a query in other words decides, answers and logs the same', async () => {
  for (const [role, purpose] of ASKERS) await askAs({ role, purpose, ids: CUSTOMERS, leaves: LEAVES }, plainly);
  await gateway.app.partners.drain();
  const logged = new Map<string, readonly string[]>();
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ asker, ids, leaves, tape }) => {
      const [role, purpose] = asker;
      const asked = { role, purpose, ids, leaves };
      const plain = await askAs(asked, plainly);
      const varied = await askAs(asked, chooseFrom(tape));
      expect(varied.views).toEqual(plain.views);
      for (const { values } of plain.views) shown += JSON.stringify(values).includes(':"') ? 1 : 0;
      const coordinates = leaves.map(({ coordinate }) => coordinate).sort();
      for (const { requestId } of [plain, varied]) logged.set(requestId, coordinates);
    }),
    { numRuns: RUNS },
  );
  expect(shown).toBeGreaterThan(RUNS / 2);
  await expectLogged(logged);
}, 60_000);

/** The entries of each request name exactly the fields it selected. */
async function expectLogged(wanted: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const rows = await gateway.database.db.query<{
    request: string;
    kind: string;
    what: { groups?: Named[]; asks?: Named[] };
  }>({
    text: `SELECT request_id AS request, kind, convert_from(bytes, 'UTF8')::jsonb -> 'what' AS what FROM audit_entries
      WHERE request_id = ANY ($1::text[]) AND kind IN ('INTENT', 'RELEASED')`,
    values: [[...wanted.keys()]],
  });
  const released = rows.filter(({ kind }) => kind === 'RELEASED');
  expect(new Set(released.map(({ request }) => request)).size).toBe(wanted.size);
  for (const { request, kind, what } of rows) {
    const selected = wanted.get(request) ?? [];
    const named = [
      ...new Set([...(what.groups ?? []), ...(what.asks ?? [])].flatMap(({ coordinates }) => coordinates)),
    ];
    if (kind === 'RELEASED') expect(named.sort(), request).toEqual(selected);
    else
      expect(
        named.filter((one) => !selected.includes(one)),
        request,
      ).toEqual([]);
  }
}

interface Named {
  readonly coordinates: readonly string[];
}

it('nobody is asked for what only left-out parts of a query name', async () => {
  const isLeft = ({ path }: Leaf): boolean => path[0] === 'market' || path[0] === 'social';
  const parts = (leaves: readonly Leaf[]): string => writeSelection(treeOf(leaves), plainly).fields;
  const left = LEAVES.filter(isLeft);
  const query = `query ($id: ID!, $never: Boolean = false, $always: Boolean!) { customer(id: $id, purpose: "CREDIT_DECISION") {
    ${parts(LEAVES.filter((leaf) => !isLeft(leaf)))} ...Left @include(if: $never) ... @skip(if: $always) { ${parts(left)} } disclosures { coordinate } } }
    fragment Left on CustomerView { ${parts(left)} }`;
  const [, , { id } = { id: '' }] = pickCustomers(3, { kind: 'COMPANY', knownTo: ['finnhub-market'], credit: 'GIVEN' });
  const partners = ['finnhub-market', 'massive-market', 'bluesky-social', 'pinterest-social'].map((one) =>
    gateway.partner(one),
  );
  const calls = (): number => partners.reduce((sum, partner) => sum + partner.calls.count(), 0);
  const before = calls();
  const without = await gateway.ask('credit-officer', query, { id, always: true });
  const named = (text: string): readonly string[] =>
    left.map(({ coordinate }) => coordinate).filter((one) => text.includes(`"${one}"`));
  expect(named(without.text)).toEqual([]);
  expect(without.text).toContain('"Identity.name"');
  expect(without.text).not.toMatch(/"(market|social)"/);
  expect(calls()).toBe(before);
  const withAll = await gateway.ask('credit-officer', query, { id, always: false });
  expect(named(withAll.text)).toHaveLength(left.length);
  expect(calls()).toBeGreaterThan(before);
});

it('no interface and no union leads to a governed field: there is no other way to write one', () => {
  const abstract = Object.values(loadSchema().getTypeMap()).filter(
    (type) => isAbstractType(type) && !type.name.startsWith('__'),
  );
  expect(abstract.map(({ name }) => name)).toEqual([]);
});

it('several operations in one HTTP request are refused whole', async () => {
  const one = { query: '{ customer(id: "CUST-000001", purpose: "CREDIT_DECISION") { kind } }' };
  const answer = await post(
    gateway.url,
    { authorization: `Bearer ${tokens.get('credit-officer')}` },
    JSON.stringify([one, one]),
  );
  expect([answer.status, answer.data]).toEqual([400, null]);
  expect(answer.text).not.toContain('PERSON');
});
