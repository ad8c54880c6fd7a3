/**
 * Bad input gets a clear answer: a status, a code, words that say what to mend, nothing of our insides, and no harm to the next request.
 */
import { describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { attackGateway, CREDIT, OFFICER } from '../support/attacked-gateway.ts';
import { type Answer } from '../support/gateway.ts';
import { codesOf, customerQuery, customersQuery, expectRefusal, linesOf, read, viewOf } from '../support/reading.ts';

const attack = attackGateway();
const { operation } = attack;

describe('an id', () => {
  test.each([
    '',
    ' ',
    'CUST 1',
    'CUST-000001 ',
    '-CUST',
    '../etc',
    "' OR 1=1 --",
    'x'.repeat(65),
    '客户',
    'CUST\n',
    '%00',
    '*',
  ])('%j that is malformed is refused with the form expected', async (id) => {
    const answer = await attack.gateway.ask(OFFICER, customerQuery('kind'), { id, purpose: CREDIT });
    expect(expectRefusal(answer, 200, 'INVALID_INPUT')).toContain('1 to 64');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', 'null'])(
    '%j is nobody, whatever objects call their own',
    async (id) => {
      const answer = await attack.gateway.ask(
        OFFICER,
        customerQuery('kind identity { name } credit { scores { value } }'),
        {
          id,
          purpose: CREDIT,
        },
      );
      if (id.startsWith('_')) return void expectRefusal(answer, 200, 'INVALID_INPUT');
      expect(viewOf(answer)).toMatchObject({ id, kind: null, identity: null, credit: null });
    },
  );

  test.each(['CUST\u0000', '\ud800', '\udc00CUST', 'CUST-\u0000001'])(
    '%j that no database can keep is the caller’s mistake',
    async (id) => {
      for (const variables of [
        { id, purpose: CREDIT },
        { id: 'CUST-000001', purpose: id },
      ]) {
        const answer = await attack.gateway.ask(OFFICER, customerQuery('kind'), variables);
        expect([answer.data, codesOf(answer)]).toEqual([null, ['INVALID_INPUT']]);
        expect(answer.status).toBeLessThan(500);
      }
      const written = await operation(`{ customer(id: "CUST\\u0000", purpose: "${CREDIT}") { id } }`);
      expect(codesOf(written)).toEqual(['INVALID_INPUT']);
    },
  );
});

describe('a purpose', () => {
  it('that is missing is refused, and the log knows why', async () => {
    expectRefusal(await operation('{ customer(id: "CUST-000001") { id } }'), 400, 'INVALID_INPUT');
    expectRefusal(
      await operation('query ($id: ID!, $purpose: ID!) { customer(id: $id, purpose: $purpose) { id } }', {
        id: 'CUST-000001',
      }),
      400,
      'INVALID_INPUT',
    );
    for (const purpose of ['', '   ', '\t\n']) {
      const message = expectRefusal(
        await attack.gateway.ask(OFFICER, customerQuery('kind'), { id: 'CUST-000001', purpose }),
        200,
        'INVALID_INPUT',
      );
      expect(message).toContain('purpose');
    }
    const trail = await attack.gateway.ask(
      'auditor',
      '{ auditTrail(filter: { kinds: [REFUSED], caller: "lin.yue" }, first: 100) { edges { node { event } } } }',
    );
    expect(trail.text).toContain('PURPOSE_MISSING');
  });

  test.each(['a b', 'CREDIT_DECISION;', 'x'.repeat(65), '目的'])('%j that is malformed is refused', async (purpose) => {
    expectRefusal(
      await attack.gateway.ask(OFFICER, customerQuery('kind'), { id: 'CUST-000001', purpose }),
      200,
      'INVALID_INPUT',
    );
  });

  test.each(['constructor', 'toString', 'CREDIT_decision', 'prototype'])(
    '%j that nobody registered withholds everything',
    async (purpose) => {
      const view = viewOf(
        await attack.gateway.ask(OFFICER, customerQuery('kind identity { name }'), { id: 'CUST-000001', purpose }),
      );
      expect(view).toMatchObject({ kind: null, identity: null });
      expect(linesOf(view, 'Identity.name')[0]?.reasons).toContain('PURPOSE_UNKNOWN');
    },
  );
});

describe('a list of ids', () => {
  const ask = (ids: unknown): Promise<Answer> =>
    attack.gateway.ask(OFFICER, customersQuery('kind'), { ids, purpose: CREDIT });

  it('that is empty, too long or holds one malformed id is refused whole, naming the one', async () => {
    expect(expectRefusal(await ask([]), 200, 'INVALID_INPUT')).toContain('at least one');
    const many = Array.from({ length: 101 }, (_, i) => `CUST-${i}`);
    expect(expectRefusal(await ask(many), 200, 'INVALID_INPUT')).toContain('101');
    expect(expectRefusal(await ask(['CUST-000001', 'not an id']), 200, 'INVALID_INPUT')).toContain('ids[1]');
    const trail = await attack.gateway.ask(
      'auditor',
      '{ auditTrail(filter: { kinds: [REFUSED], caller: "lin.yue" }, first: 100) { edges { node { event } } } }',
    );
    expect(trail.text).toContain('BATCH_LIMIT');
  });

  test.each([[null], [[null]], [7.5], [{ a: 1 }], [[['CUST-1']]], [true]])(
    'of another type (%j) is refused',
    async (ids) => {
      expectRefusal(await ask(ids), 400, 'INVALID_INPUT');
    },
  );

  it('of thousands is refused before anything is asked of the database', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `C${i}`);
    const answer = await ask(many);
    expect([answer.data, answer.status < 500]).toEqual([null, true]);
  });
});

describe('an operation', () => {
  it('that is too wide or too costly is refused, naming the limit', async () => {
    const aliases = Array.from({ length: 40 }, (_, i) => `n${i}: name`).join(' ');
    expect(
      expectRefusal(
        await operation(`{ customer(id: "C", purpose: "P") { identity { ${aliases} } } }`),
        400,
        'OPERATION_NOT_ALLOWED',
      ),
    ).toContain('aliases');
    const roots = Array.from({ length: 15 }, (_, i) => `r${i}: customer(id: "C${i}", purpose: "P") { id }`).join(' ');
    expectRefusal(await operation(`{ ${roots} }`), 400, 'OPERATION_NOT_ALLOWED');
    const lists = Array.from(
      { length: 9 },
      (_, i) =>
        `r${i}: customers(ids: $ids, purpose: "P") { ${SHOWCASE.query.match(/kind[\s\S]*(?=gaps)/)?.[0] ?? ''} }`,
    ).join(' ');
    const ids = Array.from({ length: 100 }, (_, i) => `C${i}`);
    expect(
      expectRefusal(await operation(`query ($ids: [ID!]!) { ${lists} }`, { ids }), 400, 'OPERATION_NOT_ALLOWED'),
    ).toMatch(/cost|aliases/);
  });

  it('whose fragments multiply or go in circles is refused quickly', async () => {
    const bomb = Array.from(
      { length: 25 },
      (_, i) => `fragment F${i} on CustomerView { ...F${i + 1} ...F${i + 1} }`,
    ).join(' ');
    const startedAt = performance.now();
    const answer = await operation(
      `{ customer(id: "C", purpose: "P") { ...F0 } } ${bomb} fragment F25 on CustomerView { id kind }`,
    );
    expect([answer.data, answer.status]).toEqual([null, 400]);
    const circle = await operation(
      '{ customer(id: "C", purpose: "P") { ...A } } fragment A on CustomerView { ...B } fragment B on CustomerView { ...A }',
    );
    expect([circle.data, circle.status]).toEqual([null, 400]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test.each([
    '{ nothing }', '{ customer { id } }', '{ customer(id: 1.5, purpose: "P") { id } }', '{ customer(id: "C", purpose: ["P"]) { id } }',
    '{ customer(id: "C", purpose: "P") { shoeSize } }', '{ customer(id: "C", purpose: "P", extra: 1) { id } }', 'mutation { dropEverything }',
    '{ customer(id: "C", purpose: "P") }', 'query ($a: Nothing) { purposes { edges { node { id } } } }', 'query A { __typename } query B { __typename }',
    'fragment F on CustomerView { id }', '{ __proto__ }', '{ customer(id: "C", purpose: "P") { constructor } }',
  ])('that does not fit the schema (%s) is refused with 400', async (query) => {
    expectRefusal(await operation(query), 400, 'INVALID_INPUT');
  }); // prettier-ignore

  it('with variables of another type is refused, and what was sent is not sent back whole', async () => {
    for (const id of [null, { a: 1 }, ['a', 'b'], 1.5, true]) {
      expectRefusal(await operation(customerQuery('kind'), { id, purpose: CREDIT }), 400, 'INVALID_INPUT');
    }
    const answer = await operation(customerQuery('kind'), { id: { text: 'y'.repeat(100_000) }, purpose: CREDIT });
    expect(answer.text.length).toBeLessThan(2_000);
  });

  it('is a subscription: there is none', async () => {
    const answer = await operation('subscription { customer(id: "C", purpose: "P") { id } }');
    expect([answer.status, answer.data]).toEqual([400, null]);
  });

  test.each(['0', '-1', '101', '2147483647', '99999999999'])('whose page is %s long is refused', async (first) => {
    const answer = await attack.gateway.ask('auditor', `{ auditTrail(first: ${first}) { edges { cursor } } }`);
    expect([answer.data, answer.status < 500]).toEqual([null, true]);
  });

  test.each(['', 'x', 'AAAA', Buffer.from('2026-01-01T00:00:00.000Z nonsense').toString('base64url'), '\u0000'])(
    'whose cursor is %j is refused',
    async (after) => {
      for (const [who, query] of [
        ['auditor', 'query ($after: String) { auditTrail(after: $after) { edges { cursor } } }'],
        ['auditor', 'query ($after: String) { agreements(after: $after) { edges { cursor } } }'],
      ] as const) {
        const answer = await attack.gateway.ask(who, query, { after });
        expect([answer.data, codesOf(answer)]).toEqual([null, ['INVALID_INPUT']]);
      }
    },
  );

  it('whose cursor is another list’s is refused, and not read as a place in this one', async () => {
    const lists = ['partners', 'agreements', 'purposes', 'auditTrail'] as const;
    const page = (list: string, after: string | null) =>
      attack.gateway.ask(
        'auditor',
        `query ($after: String) { ${list}(first: 1, after: $after) { edges { cursor } } }`,
        {
          after,
        },
      );
    for (const from of lists) {
      const { edges } = read<{ edges: { cursor: string }[] }>(await page(from, null), from);
      for (const list of lists.filter((one) => one !== from)) {
        expect([from, list, codesOf(await page(list, edges[0]?.cursor ?? ''))]).toEqual([
          from,
          list,
          ['INVALID_INPUT'],
        ]);
      }
    }
  });

  it('with NUL or half a surrogate in any filter or input is the caller’s mistake', async () => {
    const trail = 'query ($filter: AuditFilter) { auditTrail(filter: $filter) { edges { cursor } } }';
    for (const bad of ['a\u0000b', '\ud800', '\udfff!']) {
      for (const key of [
        'customerId',
        'caller',
        'application',
        'role',
        'purpose',
        'partner',
        'agreement',
        'consent',
        'coordinate',
        'reason',
      ]) {
        const answer = await attack.gateway.ask('auditor', trail, { filter: { [key]: bad } });
        expect([key, answer.data, codesOf(answer)]).toEqual([key, null, ['INVALID_INPUT']]);
      }
      const withdraw = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { id } }';
      expect(codesOf(await attack.gateway.ask('consent-officer', withdraw, { id: bad }))).toEqual(['INVALID_INPUT']);
    }
  });

  test.each(['__proto__', 'constructor', "'; DROP TABLE facts; --", '%', '_', 'x'.repeat(10_000)])(
    'with the filter %j finds nothing and harms nothing',
    async (text) => {
      const trail = 'query ($filter: AuditFilter) { auditTrail(filter: $filter) { edges { cursor } } }';
      for (const key of ['caller', 'application', 'role', 'partner', 'agreement', 'coordinate', 'reason']) {
        const answer = await attack.gateway.ask('auditor', trail, { filter: { [key]: text } });
        if (answer.data === null) expect([key, codesOf(answer)]).toEqual([key, ['INVALID_INPUT']]);
        else expect(read<{ edges: unknown[] }>(answer, 'auditTrail').edges).toEqual([]);
      }
    },
  );
});
