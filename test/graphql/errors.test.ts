/** Errors over the real server: the right code, a helpful text, the request id, and nothing of an unknown error. */
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/domain/errors.ts';
import type { AdmittedRequest } from '../../src/graphql/context.ts';
import { type TestServer, refusingGovernance, startServer } from './support.ts';

const SECRET = 'postgres://gateway:hunter2@10.0.0.7/bank';
const ID = '{ customer(id: "1", purpose: "P") { id } }';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  server.refusals.length = 0;
});

async function failingWith(error: unknown): Promise<TestServer> {
  return startServer({
    disclose: async () => {
      throw error;
    },
  });
}

describe('an unknown error', () => {
  test.each([
    ['an Error', new Error(SECRET)],
    ['an Error with a cause', new Error('x', { cause: new Error(SECRET) })],
    ['a text', SECRET],
    [
      'an object that calls itself a validation error',
      Object.assign(new Error(SECRET), { extensions: { code: 'BAD_USER_INPUT' } }),
    ],
    ['an object with an http status', Object.assign(new Error(SECRET), { extensions: { http: { status: 201 } } })],
  ])(
    '%s reads as INTERNAL, 500, with the request id and nothing else, interpreted or compiled',
    async (_what, error) => {
      const { post, logged } = await failingWith(error);
      const answers = [await post(ID), await post(ID), await post(ID)];
      for (const { status, text, headers } of answers) {
        expect(status).toBe(500);
        expect(JSON.parse(text)).toEqual({
          data: null,
          errors: [
            {
              message: 'The gateway failed. Report the request id to the platform team.',
              locations: [{ line: 1, column: 3 }],
              path: ['customer'],
              extensions: { code: 'INTERNAL', requestId: 'req-1' },
            },
          ],
        });
        expect(`${text}${[...headers].join()}`).not.toMatch(/hunter2|10\.0\.0\.7|node_modules|\bat\s/);
      }
      expect(logged).toHaveLength(3);
      expect(logged[0]).toMatchObject({ level: 'error', fields: { requestId: 'req-1' } });
    },
  );

  test('the original goes to the log', async () => {
    const original = new Error(SECRET);
    const { post, logged } = await failingWith(original);
    await post(ID);
    await post(ID);
    expect(logged.map(({ fields }) => (fields as { err: unknown }).err)).toEqual([original, original]);
  });

  test('an error while the context is made tells nothing either', async () => {
    const { apollo, logged } = await startServer();
    const answer = await failContext(apollo);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('hunter2');
    expect(answer.text).toContain('"INTERNAL"');
    expect(logged).toHaveLength(1);
  });

  test('a mutation that fails inside governance tells nothing', async () => {
    const { post } = await startServer({ governance: refusingGovernance });
    const { text, status } = await post('mutation { withdrawConsent(input: { id: "1" }) { id } }');
    expect(status).toBe(500);
    expect(text).not.toContain('governance');
  });
});

describe('an error of the catalogue', () => {
  test.each([
    ['STALE_CONSENT', 200],
    ['STALE_AGREEMENT', 200],
    ['FORBIDDEN', 200],
    ['AUDIT_UNAVAILABLE', 503],
    ['INTERNAL', 500],
  ] as const)(
    '%s answers with status %i and its public text; the internal one stays in the log',
    async (code, status) => {
      const { post, logged } = await failingWith(
        new GatewayError(code, 'public', { internal: SECRET, cause: new Error(SECRET) }),
      );
      for (let use = 0; use < 2; use += 1) {
        const answer = await post(ID);
        expect([answer.status, answer.body.errors?.[0]?.message]).toEqual([status, 'public']);
        expect(answer.body.errors?.[0]?.extensions).toEqual({ code, requestId: 'req-1' });
        expect(answer.text).not.toContain('hunter2');
      }
      expect(JSON.stringify(logged.map(({ fields }) => fields))).toContain(code === 'INTERNAL' ? 'req-1' : 'hunter2');
    },
  );

  test('the gravest status wins where two fields fail', async () => {
    const { post } = await startServer({
      disclose: async ({ purpose }) => {
        throw new GatewayError(purpose === 'A' ? 'AUDIT_UNAVAILABLE' : 'STALE_CONSENT');
      },
    });
    const query = '{ a: customer(id: "1", purpose: "A") { id } b: customer(id: "1", purpose: "B") { id } }';
    expect((await post(query)).status).toBe(503);
    expect((await post(query)).status).toBe(503);
  });
});

describe("the caller's mistakes", () => {
  test.each([
    ['a syntax error', '{ customer(', {}, /^Syntax Error/],
    ['an unknown field', '{ customr }', {}, /Cannot query field "customr" on type "Query"\.$/],
    ['no operation', 'fragment f on Query { __typename }', {}, /never used/],
    ['an empty document', '', {}, /non-empty `query`/],
    [
      'a missing variable',
      'query ($id: ID!) { customer(id: $id, purpose: "P") { id } }',
      {},
      /"\$id" of required type "ID!" was not provided/,
    ],
    [
      'a variable of the wrong type',
      'query ($id: ID!) { customer(id: $id, purpose: "P") { id } }',
      { id: { a: 1 } },
      /\$id/,
    ],
    [
      'a null list item',
      'query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { id } }',
      { ids: ['a', null] },
      /\$ids/,
    ],
    [
      'a null condition',
      'query ($c: Boolean = true) { customer(id: "1", purpose: "P") { kind @include(if: $c) } }',
      { c: null },
      /"if"/,
    ],
    [
      'an unknown enum value',
      'query ($s: AgreementState) { agreements(state: $s) { pageInfo { endCursor } } }',
      { s: 'ACTIV' },
      /AgreementState/,
    ],
    [
      'a malformed instant',
      'query ($f: AuditFilter) { auditTrail(filter: $f) { pageInfo { endCursor } } }',
      { f: { from: 'yesterday' } },
      /Expected an RFC 3339 time as a string, such as "2026/,
    ],
    [
      'a number for an instant',
      '{ auditTrail(filter: { from: 3 }) { pageInfo { endCursor } } }',
      {},
      /Expected an RFC 3339 time/,
    ],
  ])('%s is INVALID_INPUT, 400, in words that help', async (_what, query, variables, text) => {
    for (let use = 0; use < 3; use += 1) {
      const { status, body } = await server.post(query, variables);
      expect(body.errors?.[0]?.message).toMatch(text);
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'INVALID_INPUT', requestId: 'req-1' });
      expect([status, body.data]).toEqual([400, undefined]);
    }
    expect(server.refusals).toHaveLength(3);
  });

  test('several operations need a name, and the name must be one of them', async () => {
    const query = 'query A { __typename } query B { __typename }';
    expect((await server.post(query)).body.errors?.[0]?.message).toMatch(/name one in `operationName`/);
    expect((await server.post(query, {}, { operationName: 'C' })).body.errors?.[0]?.message).toMatch(
      /no operation of the name/,
    );
    expect((await server.post(query, {}, { operationName: 'B' })).body.data).toEqual({ __typename: 'Query' });
  });

  test.each([
    ['no body', undefined],
    ['an empty object', {}],
    ['a query that is no text', { query: 7 }],
    ['variables that are no object', { query: ID, variables: [1] }],
  ])('%s is INVALID_INPUT', async (_what, body) => {
    const answer = await server.send({ method: 'POST', body });
    expect([answer.status, answer.body.errors?.[0]?.extensions['code']]).toEqual([400, 'INVALID_INPUT']);
  });

  test('suggestions name parts of the schema in the sandbox only', async () => {
    const sandbox = await startServer({ isSandbox: true });
    const variables = 'query ($s: AgreementState) { agreements(state: $s) { pageInfo { endCursor } } }';
    for (const [query, values] of [
      ['{ customr }', {}],
      [variables, { s: 'ACTIV' }],
    ] as const) {
      expect((await sandbox.post(query, values)).text).toContain('Did you mean');
      expect((await server.post(query, values)).text).not.toContain('Did you mean');
    }
  });

  test('megabytes sent are not sent back', async () => {
    const { text } = await server.post('query ($id: ID!) { customer(id: $id, purpose: "P") { id } }', {
      id: { a: 'x'.repeat(1e6) },
    });
    expect(text.length).toBeLessThan(1_000);
  });
});

async function failContext(
  apollo: ApolloServer<AdmittedRequest>,
): Promise<{ status: number | undefined; text: string }> {
  const { status, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      search: '',
      body: { query: ID },
      headers: new HeaderMap([['content-type', 'application/json']]),
    },
    context: async () => {
      throw new Error(SECRET);
    },
  });
  return { status, text: body.kind === 'complete' ? body.string : '' };
}
