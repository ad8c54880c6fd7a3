/** `customer` and `customers` over the real server: what is asked of the one path, what is answered, what is refused. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/domain/errors.ts';
import { type TestServer, line, startServer, viewOf } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  server.asked.length = 0;
  server.refusals.length = 0;
});

const ID = '{ customer(id: "c-1", purpose: "P") { id } }';

describe('asking', () => {
  test('one customer is one disclosure of exactly the selected governed fields, for the caller and purpose of the request', async () => {
    await server.post('query ($id: ID!) { customer(id: $id, purpose: "CREDIT") { id kind identity { name } } }', {
      id: 'c-1',
    });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({
      requestId: 'req-1',
      caller: { subject: 'ana' },
      purpose: 'CREDIT',
      customerIds: ['c-1'],
      coordinates: ['CustomerView.kind', 'Identity.name'],
    });
    expect(server.asked[0]?.signal).toBeInstanceOf(AbortSignal);
  });

  test('an id asked twice is read once and answered twice, in the order asked', async () => {
    const { body } = await server.post('{ customers(ids: ["b", "a", "b"], purpose: "P") { id kind } }');
    expect(server.asked.map(({ customerIds }) => customerIds)).toEqual([['b', 'a']]);
    expect((body.data?.['customers'] as { id: string }[]).map(({ id }) => id)).toEqual(['b', 'a', 'b']);
  });

  test('two aliases with different purposes are two disclosures, each of its own fields', async () => {
    await server.post(
      '{ a: customer(id: "1", purpose: "A") { kind } b: customer(id: "1", purpose: "B") { identity { name } } }',
    );
    expect(server.asked.map(({ purpose, coordinates }) => [purpose, coordinates])).toEqual([
      ['A', ['CustomerView.kind']],
      ['B', ['Identity.name']],
    ]);
  });
});

describe('answering', () => {
  test('accounts, gaps and conflicts are told in the words of the schema', async () => {
    const { body, status } = await server.post(`{ customer(id: "c-1", purpose: "P") {
      identity { name addresses { country city } }
      disclosures { coordinate outcome reasons treatment partner asOf fetchedAt cache ageS isEmpty agreement consent survivedBy }
      gaps { partner dataset code retryAfterMs servedStale } conflicts { coordinate partner asOf value } } }`);
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    const customer = body.data?.['customer'] as Record<string, unknown[]>;
    expect(customer['disclosures']?.[1]).toEqual({
      coordinate: 'CreditScore.value', outcome: 'ALLOW', reasons: ['ALLOW_OK'], treatment: null, partner: 'mx-credit',
      asOf: '2026-03-04T05:06:07.000Z', fetchedAt: '2026-03-04T05:06:07.000Z', cache: 'LIVE', ageS: 0, isEmpty: false, agreement: 'mx/1', consent: null,
      survivedBy: 'ONLY_SOURCE',
    }); // prettier-ignore
    expect(customer['gaps']).toEqual([
      {
        partner: 'finnhub-market',
        dataset: 'market.quote',
        code: 'PARTNER_THROTTLED',
        retryAfterMs: 900,
        servedStale: false,
      },
    ]);
    expect(customer['conflicts']).toEqual([
      { coordinate: 'Identity.addresses', partner: 'pinterest-social', asOf: null, value: [{ country: 'FR' }] },
    ]);
  });

  test('extensions.governance tells by response path, aliases included, what happened to each selected field', async () => {
    const { body } = await server.post(
      '{ who: customer(id: "1", purpose: "P") { me: identity { called: name documentNumber } credit { scores { value } } } }',
    );
    expect(body.extensions?.governance).toEqual({
      'who.me.called': { outcome: 'MASK', reasons: ['MASK_OK'], partner: 'bank', agreement: null },
      'who.me.documentNumber': { outcome: 'WITHHOLD', reasons: ['NOT_PERMITTED'], partner: null, agreement: null },
      'who.credit.scores.value': { outcome: 'ALLOW', reasons: ['ALLOW_OK'], partner: 'mx-credit', agreement: 'mx/1' },
    });
  });

  test('the value that stands comes first and other sources beside it, whatever their order', async () => {
    const loser = line('Identity.name', { source: 'pinterest-social', survivedBy: null });
    const winner = line('Identity.name', {
      source: 'bank',
      outcome: 'MASK',
      reasons: ['MASK_OK'],
      survivedBy: 'recency',
    });
    const { post } = await startServer({
      disclose: async () => new Map([['1', viewOf('1', { disclosures: [loser, winner] })]]),
    });
    const { body } = await post('{ customer(id: "1", purpose: "P") { identity { name } } }');
    expect(body.extensions?.governance['customer.identity.name']).toEqual({
      outcome: 'MASK',
      reasons: ['MASK_OK'],
      partner: 'bank',
      agreement: 'mx/1',
      others: [{ outcome: 'ALLOW', reasons: ['ALLOW_OK'], partner: 'pinterest-social', agreement: 'mx/1' }],
    });
  });

  test('for many customers the common outcome is told once and only those that differ by index', async () => {
    const withheld = line('Identity.name', {
      outcome: 'WITHHOLD',
      reasons: ['CONSENT_WITHDRAWN'],
      source: null,
      survivedBy: null,
    });
    const views = new Map(['a', 'b', 'c'].map((id) => [id, viewOf(id, id === 'b' ? { disclosures: [withheld] } : {})]));
    const { post } = await startServer({ disclose: async () => views });
    const { body } = await post('{ customers(ids: ["a", "b", "c"], purpose: "P") { identity { name } } }');
    expect(Object.entries(body.extensions?.governance ?? {}).map(([path, { outcome }]) => [path, outcome])).toEqual([
      ['customers.*.identity.name', 'MASK'],
      ['customers.1.identity.name', 'WITHHOLD'],
    ]);
  });
});

describe('refusing', () => {
  test.each([
    ['a malformed id', '{ customer(id: "../etc", purpose: "P") { id } }', /`id` must be a customer id: 1 to 64/],
    ['an empty id', '{ customer(id: "", purpose: "P") { id } }', /`id` must be a customer id/],
    ['a blank purpose', '{ customer(id: "1", purpose: "  ") { id } }', /`purpose` must not be blank/],
    ['a malformed purpose', '{ customer(id: "1", purpose: "a b") { id } }', /`purpose` must be a purpose id/],
    ['no ids', '{ customers(ids: [], purpose: "P") { id } }', /`ids` must name at least one/],
    [
      'one bad id among good ones',
      '{ customers(ids: ["a", "b c"], purpose: "P") { id } }',
      /`ids\[1\]` must be a customer id/,
    ],
  ])('%s is INVALID_INPUT, names the argument and asks nothing', async (_what, query, text) => {
    const { body, status } = await server.post(query);
    expect(body.data).toBeNull();
    expect(body.errors?.[0]?.message).toMatch(text);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'INVALID_INPUT', requestId: 'req-1' });
    expect(status).toBe(200);
    expect(server.asked).toEqual([]);
  });

  test('101 ids are refused with the number, and the log learns that it was the batch limit', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `c-${index}`);
    const { body } = await server.post('query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { id } }', { ids });
    expect(body.errors?.[0]?.message).toBe('`ids` may name at most 100 customers; it names 101.');
    expect(server.refusals).toMatchObject([
      { requestId: 'req-1', code: 'INVALID_INPUT', reason: 'BATCH_LIMIT', caller: { subject: 'ana' } },
    ]);
  });

  test('100 ids are answered', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `c-${index}`);
    const { body } = await server.post('query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { id } }', { ids });
    expect(body.data?.['customers']).toHaveLength(100);
  });

  test('a missing purpose is INVALID_INPUT, 400, and the text names the argument', async () => {
    const { body, status } = await server.post('{ customer(id: "1") { id } }');
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toContain('"purpose"');
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'INVALID_INPUT', requestId: 'req-1' });
  });

  test('an error of the one path keeps its code, status and waiting time, and no data comes with it', async () => {
    const { post } = await startServer({
      disclose: async () => {
        throw new GatewayError('AUDIT_UNAVAILABLE', undefined, { internal: 'insert failed', retryAfterMs: 1500 });
      },
    });
    const first = await post(ID);
    const compiled = await post(ID);
    for (const { status, headers, body } of [first, compiled]) {
      expect([status, headers.get('retry-after'), body.data]).toEqual([503, '2', null]);
      expect(body.errors?.[0]?.extensions).toEqual({
        code: 'AUDIT_UNAVAILABLE',
        requestId: 'req-1',
        retryAfterMs: 1500,
      });
      expect(body.extensions).toBeUndefined();
    }
  });

  test('a disclosure that forgot a customer is INTERNAL, never an empty view', async () => {
    const { post } = await startServer({ disclose: async () => new Map() });
    const { status, body } = await post(ID);
    expect([status, body.data, body.errors?.[0]?.extensions['code']]).toEqual([500, null, 'INTERNAL']);
  });
});
