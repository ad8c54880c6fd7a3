/** The operation gate over the real server: refused before anything is asked, with the limit and the measured number. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSchema } from 'graphql';
import { passGate } from '../../src/graphql/gate.ts';
import { DEFAULT_LIMITS } from '../../src/graphql/gate.ts';
import { measureOperation } from '../../src/graphql/measure.ts';
import { type TestServer, startServer } from './support.ts';
import { operationOf } from './operation-of.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  server.asked.length = 0;
  server.refusals.length = 0;
});

const customer = (selection: string): string => `{ customer(id: "1", purpose: "P") { ${selection} } }`;
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

async function refused(query: string, variables: object = {}): Promise<string> {
  const { status, body } = await server.post(query, variables);
  expect(body.data).toBeUndefined();
  expect([status, body.errors?.[0]?.extensions]).toEqual([400, { code: 'OPERATION_NOT_ALLOWED', requestId: 'req-1' }]);
  expect(server.asked).toEqual([]);
  expect(server.refusals.map(({ code }) => code)).toEqual(['OPERATION_NOT_ALLOWED']);
  return body.errors?.[0]?.message ?? '';
}

describe('limits', () => {
  test('31 aliases are refused and 30 answered', async () => {
    const aliased = (count: number): string => customer(times(count, (i) => `a${i}: kind`));
    expect(await refused(aliased(31))).toBe('The operation has 31 aliases; at most 30 are allowed.');
    expect((await server.post(aliased(30))).status).toBe(200);
  });

  test('11 root fields are refused', async () => {
    const query = `{ ${times(11, (i) => `c${i}: customer(id: "1", purpose: "P") { id }`)} }`;
    expect(await refused(query)).toBe('The operation has 11 root fields; at most 10 are allowed.');
  });

  test('root fields behind fragments count as often as they are spread', async () => {
    const fragment = `fragment f on Query { ${times(6, (i) => `c${i}: customer(id: "1", purpose: "P") { id }`)} }`;
    expect(await refused(`{ ...f ... { ...f } } ${fragment}`)).toContain('12 root fields');
  });

  test('51 directives are refused', async () => {
    const query = customer(times(51, (i) => `... @include(if: ${String(i % 2 === 0)}) { kind }`));
    expect(await refused(query)).toBe('The operation has 51 directives; at most 50 are allowed.');
  });

  test('a document of more than 4,000 tokens is refused unparsed', async () => {
    expect(await refused(customer(times(4_100, () => 'id')))).toMatch(/4000 tokens/);
  });

  test('limits are configurable', async () => {
    const { post } = await startServer({ limits: { aliases: 1, tokens: 40 } });
    expect((await post(customer('a: kind b: kind'))).body.errors?.[0]?.message).toContain('2 aliases; at most 1');
    expect((await post(customer(times(50, () => 'id')))).body.errors?.[0]?.message).toContain('40 tokens');
  });
});

describe('cost', () => {
  const FIELDS = 'identity { name phones emails } credit { accounts { balance { amount currency } institution } }'; // 5 governed
  const MANY = `query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { ${FIELDS} } }`;

  test('ids multiply, literal or variable, and the text names limit and cost', async () => {
    const { post } = await startServer({ limits: { cost: 14 } });
    const message = async (query: string, variables = {}): Promise<string | undefined> =>
      (await post(query, variables)).body.errors?.[0]?.message;
    const expected = 'The operation has 15 units of cost; at most 14 are allowed.';
    expect(await message(MANY, { ids: ['a', 'b', 'c'] })).toBe(expected);
    expect(await message(MANY.replace('$ids: [ID!]!', '$ids: [ID!]! = ["a", "b", "c"]'))).toBe(expected);
    expect(await message(MANY, { ids: 'a' })).toBeUndefined();
    expect(await message(MANY, { ids: ['a', 'b'] })).toBeUndefined();
    expect(await message(`{ customers(ids: ["a", "b", "c"], purpose: "P") { ${FIELDS} } }`)).toBe(expected);
  });

  test('variables that are missing count as a hundred, and more than a hundred ids are the next check to refuse', async () => {
    const { post } = await startServer({ limits: { cost: 499 } });
    const unknown = await post(MANY, {});
    expect(unknown.body.errors?.[0]?.message).toContain('500 units of cost');
    const ids = Array.from({ length: 5_000 }, (_, index) => `c${index}`);
    expect((await server.post(MANY, { ids })).body.errors?.[0]?.message).toContain(
      'at most 100 customers; it names 5000',
    );
  });

  test('the ids of one root field do not pay for another', async () => {
    const { post } = await startServer({ limits: { cost: 11 } });
    const query = `query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { kind } customer(id: "1", purpose: "P") { ${FIELDS} } }`;
    expect((await post(query, { ids: ['a', 'b', 'c', 'd', 'e', 'f'] })).status).toBe(200);
    expect((await post(query, { ids: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] })).body.errors?.[0]?.message).toContain(
      '12 units',
    );
  });

  test('a hundred customers with every governed field are refused, with fifty answered', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `c${index}`);
    const fields = (count: number): string => times(count, () => '... { kind }');
    const query = (count: number): string =>
      `query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { ${fields(count)} } }`;
    expect(await refused(query(51), { ids })).toContain('5100 units of cost; at most 5000');
    expect((await server.post(query(50), { ids })).status).toBe(200);
  });
});

describe('kinds of operation', () => {
  test('a mutation over GET is refused with 405 and reaches nothing', async () => {
    const query = encodeURIComponent('mutation { withdrawConsent(input: { id: "1" }) { id } }');
    const { status, headers, body } = await server.send({ method: 'GET', search: `?query=${query}` });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'OPERATION_NOT_ALLOWED', requestId: 'req-1' });
  });

  test('a query over GET is answered', async () => {
    const { status } = await server.send({ method: 'GET', search: `?query=${encodeURIComponent(customer('id'))}` });
    expect(status).toBe(200);
  });

  test('a GET that a browser could be tricked into is refused', async () => {
    const { status, body } = await server.send({
      method: 'GET',
      search: `?query=${encodeURIComponent(customer('id'))}`,
      headers: { 'content-type': 'text/plain' },
    });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'OPERATION_NOT_ALLOWED']);
  });

  test.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Identity") { name } }',
    '{ ...f } fragment f on Query { __schema { description } }',
  ])('introspection is refused: %s', async (query) => {
    expect(await refused(query)).toMatch(/^Introspection is not allowed here/);
  });

  test('__typename is no introspection', async () => {
    const { body } = await server.post(
      `{ __typename customer(id: "1", purpose: "P") { __typename identity { __typename } } }`,
    );
    expect(body.data).toEqual({
      __typename: 'Query',
      customer: { __typename: 'CustomerView', identity: { __typename: 'Identity' } },
    });
  });

  test('the sandbox answers introspection, its depth notwithstanding', async () => {
    const { post } = await startServer({ isSandbox: true });
    const type = 'ofType { kind '.repeat(9) + '}'.repeat(9);
    const { body } = await post(`{ __schema { types { name fields { name type { kind ${type} } } } } }`);
    expect(body.errors).toBeUndefined();
  });

  test('a batch of operations is refused', async () => {
    const { status, body } = await server.send({ method: 'POST', body: [{ query: customer('id') }] });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'OPERATION_NOT_ALLOWED']);
    expect(server.asked).toEqual([]);
  });

  test('persisted queries are answered in the words clients know, and refused', async () => {
    const { body } = await server.send({
      method: 'POST',
      body: { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } },
    });
    expect(body.errors?.[0]).toMatchObject({
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'OPERATION_NOT_ALLOWED' },
    });
  });
});

describe('bombs are cheap to refuse', () => {
  /** Each fragment spreads the next one twice under two aliases: 2^n response paths in n lines. */
  const doubling = (levels: number): string =>
    `{ ...f0 } ${times(levels, (i) => `fragment f${i} on Query { ...f${i + 1} ... { ...f${i + 1} } }`)} fragment f${levels} on Query { a: customer(id: "1", purpose: "P") { id } }`;

  test('nested spreads that expand to 2^200 fields are measured and refused within 100 ms', () => {
    const { operation } = operationOf(SCHEMA, doubling(200));
    const startedAt = performance.now();
    const measure = measureOperation(operation, () => false);
    expect(performance.now() - startedAt).toBeLessThan(100);
    expect(measure.fields).toBe(2 ** 200);
    expect(() => passGate(RULES, operation, measure, {})).toThrow(/root fields/);
  });

  test('the whole server refuses nested spreads within a second', async () => {
    const startedAt = performance.now();
    expect(await refused(doubling(100))).toMatch(/root fields|aliases/);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('900 aliases of a costly field are refused within a second', async () => {
    const startedAt = performance.now();
    expect(await refused(customer(times(900, (i) => `a${i}: kind`)))).toContain('900 aliases');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a fragment that contains itself is refused, by validation and by the measure alone', async () => {
    const cycle = '{ ...f } fragment f on Query { ... { ...g } } fragment g on Query { ...f }';
    expect((await server.post(cycle)).status).toBe(400);
    const { operation } = operationOf(SCHEMA, cycle);
    expect(() => measureOperation(operation, () => false)).toThrow(/contains itself/);
  });

  test('a depth bomb is refused with its depth', () => {
    const schema = buildSchema('type Query { a: Query b: Int }');
    const { operation } = operationOf(schema, `${'{ a '.repeat(900)}{ b }${'}'.repeat(900)}`);
    const measure = measureOperation(operation, () => false);
    expect(() => passGate(RULES, operation, measure, {})).toThrow(
      'The operation has 901 levels of nesting; at most 12 are allowed.',
    );
  });

  test('depth is counted through fragments', () => {
    const schema = buildSchema('type Query { a: Query b: Int }');
    const { operation } = operationOf(schema, '{ a { ...f } } fragment f on Query { a { ... { a { b } } } }');
    expect(measureOperation(operation, () => false).depth).toBe(4);
  });
});

const SCHEMA = buildSchema('type Query { customer(id: ID!, purpose: ID!): View } type View { id: ID }');
const RULES = { limits: DEFAULT_LIMITS, allowsIntrospection: false };
