/**
 * Requests that are no operation, too much of one, or of a form that is not offered: refused in our form, and the next one is served.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { attackGateway, CREDIT, OFFICER } from '../support/attacked-gateway.ts';
import { type Answer, readAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, expectRefusal, read, viewOf, type View } from '../support/reading.ts';

const attack = attackGateway();
const { raw, operation } = attack;

describe('a request', () => {
  test.each([
    '{',
    '',
    'null',
    '"x"',
    '{"query":',
    '{"query":"{ purposes { edges { node { id } } } }",}',
    '\ufeff\u0000',
  ])('whose body is %j is no operation', async (body) => void expectRefusal(await raw(body), 400, 'INVALID_INPUT'));

  it('of several operations at once is refused: each must be accounted for by itself', async () => {
    const one = { query: '{ purposes { edges { node { id } } } }' };
    const answer = await raw(JSON.stringify([one, one]));
    expect([answer.status, answer.data]).toEqual([400, null]);
  });

  it('of 10 MB is refused with 413', async () => {
    const answer = await raw(
      JSON.stringify({ query: `{ purposes { edges { node { id } } } } #${'x'.repeat(10_485_760)}` }),
    ).catch(() => null);
    // Whoever writes on after the refusal may find the connection closed.
    if (answer !== null) expectRefusal(answer, 413, 'OPERATION_NOT_ALLOWED');
  });

  it('with variables larger than the limit is refused, below it they are the caller’s mistake', async () => {
    expectRefusal(
      await operation(customerQuery('kind'), { id: 'x'.repeat(300_000), purpose: CREDIT }),
      413,
      'OPERATION_NOT_ALLOWED',
    );
    expectRefusal(
      await operation(customerQuery('kind'), { id: 'x'.repeat(200_000), purpose: CREDIT }),
      200,
      'INVALID_INPUT',
    );
    const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const deep = await raw(
      `{"query":${JSON.stringify(customerQuery('kind'))},"variables":{"id":${nested},"purpose":"x"}}`,
    );
    expect([deep.data, deep.status < 500]).toEqual([null, true]);
  });

  it('by GET may read; a change by GET is refused and changes nothing', async () => {
    const get = async (query: string): Promise<Answer> =>
      readAnswer(
        await fetch(`${attack.gateway.url}?query=${encodeURIComponent(query)}`, {
          headers: { ...attack.bearer, 'apollo-require-preflight': 'yes' },
        }),
      );
    expect(
      read<View>(await get(`{ customer(id: "CUST-000001", purpose: "${CREDIT}") { kind } }`), 'customer').kind,
    ).toBe('PERSON');
    const answer = await get('mutation { withdrawConsent(input: { id: "CNS-CREDIT-000001" }) { state } }');
    expectRefusal(answer, 405, 'OPERATION_NOT_ALLOWED');
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('by GET leaves neither query nor customer in a log line', async () => {
    await fetch(
      `${attack.gateway.url}?query=${encodeURIComponent('{ customer(id: "CUST-000777", purpose: "GETLOG") { kind } }')}`,
      { headers: { ...attack.bearer, 'apollo-require-preflight': 'yes' } },
    );
    expect(attack.gateway.logLines.join('\n')).not.toMatch(/CUST-000777|GETLOG/);
  });
});

describe('outside the sandbox', () => {
  let closed: TestGateway;
  beforeAll(async () => {
    closed = await startTestGateway({ mode: 'serve', env: { OPERATION_MAX_DEPTH: '3' } });
  });
  afterAll(() => closed.close());

  test.each([
    '{ __schema { queryType { name } } }',
    '{ __type(name: "CustomerView") { name } }',
    '{ s: __schema { types { name } } purposes { edges { node { id } } } }',
    'query ($on: Boolean = true) { __schema @include(if: $on) { queryType { name } } }',
    'query { ...F } fragment F on Query { __schema { queryType { name } } }',
    'query { ... on Query { __type(name: "Query") { name } } }',
  ])('%s is refused', async (query) => {
    expectRefusal(await closed.ask(OFFICER, query), 400, 'OPERATION_NOT_ALLOWED');
  });

  it('errors give no hint of the schema, and __typename stays allowed', async () => {
    const answer = await closed.ask(OFFICER, '{ custome(id: "C", purpose: "P") { id } }');
    expect(expectRefusal(answer, 400, 'INVALID_INPUT')).not.toMatch(/did you mean/i);
    expect((await closed.ask(OFFICER, '{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it('an operation deeper than the limit is refused, naming it', async () => {
    const answer = await closed.ask(OFFICER, SHOWCASE.query, SHOWCASE.variables);
    expect(expectRefusal(answer, 400, 'OPERATION_NOT_ALLOWED')).toContain('at most 3');
  });

  it('a partner at an address that is not https is not in service: nobody calls it, and the bank’s own facts are there', async () => {
    const query = customerQuery('identity { name }');
    const view = viewOf(await closed.ask(OFFICER, query, { id: SHOWCASE.customerId, purpose: CREDIT }));
    expect(view.identity?.['name']).toBe('欧阳静怡');
    expect(closed.partner('mx-credit').calls.count()).toBe(0);
  });
});
