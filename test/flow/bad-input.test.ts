/**
 * Bad input gets a clear answer: a status, a code, words that say what to mend, nothing of our insides, and no harm to the next request.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { SANDBOX_AUDIENCE } from '../../src/sandbox/keys.ts';
import { type Answer, post, readAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  codesOf,
  customerQuery,
  customersQuery,
  linesOf,
  pickCustomer,
  read,
  viewOf,
  type View,
} from '../support/reading.ts';

const CREDIT = 'CREDIT_DECISION';
const OFFICER = 'credit-officer';
const DEADLINE_MS = 2_000;

let gateway: TestGateway;
let bearer: { readonly authorization: string };
beforeAll(async () => {
  gateway = await startTestGateway({ env: { REQUEST_DEADLINE_MS: String(DEADLINE_MS), RELEASE_RESERVE_MS: '800' } });
  bearer = { authorization: `Bearer ${await gateway.token(OFFICER)}` };
});
afterAll(() => gateway.close());
afterEach(async () => {
  // Whatever came before, the next good request is served.
  const answer = await gateway.ask(OFFICER, customerQuery('kind'), { id: SHOWCASE.customerId, purpose: CREDIT });
  expect([answer.status, viewOf(answer).kind]).toEqual([200, 'PERSON']);
});

const raw = (body: string, headers: Readonly<Record<string, string>> = bearer): Promise<Answer> =>
  post(gateway.url, headers, body);
const operation = (query: string, variables: object = {}): Promise<Answer> => raw(JSON.stringify({ query, variables }));

function expectRefusal(answer: Answer, status: number, code: string): string {
  expect([answer.status, answer.data, [...new Set(codesOf(answer))]]).toEqual([status, null, [code]]);
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]+$/);
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(|stacktrace|SELECT |postgres/i);
  const message = answer.errors[0]?.message ?? '';
  expect(message.length).toBeGreaterThan(10);
  return message;
}

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
    const answer = await gateway.ask(OFFICER, customerQuery('kind'), { id, purpose: CREDIT });
    expect(expectRefusal(answer, 200, 'INVALID_INPUT')).toContain('1 to 64');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', 'null'])(
    '%j is nobody, whatever objects call their own',
    async (id) => {
      const answer = await gateway.ask(OFFICER, customerQuery('kind identity { name } credit { scores { value } }'), {
        id,
        purpose: CREDIT,
      });
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
        const answer = await gateway.ask(OFFICER, customerQuery('kind'), variables);
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
        await gateway.ask(OFFICER, customerQuery('kind'), { id: 'CUST-000001', purpose }),
        200,
        'INVALID_INPUT',
      );
      expect(message).toContain('purpose');
    }
    const trail = await gateway.ask(
      'auditor',
      '{ auditTrail(filter: { kinds: [REFUSED], caller: "lin.yue" }, first: 100) { edges { node { event } } } }',
    );
    expect(trail.text).toContain('PURPOSE_MISSING');
  });

  test.each(['a b', 'CREDIT_DECISION;', 'x'.repeat(65), '目的'])('%j that is malformed is refused', async (purpose) => {
    expectRefusal(
      await gateway.ask(OFFICER, customerQuery('kind'), { id: 'CUST-000001', purpose }),
      200,
      'INVALID_INPUT',
    );
  });

  test.each(['constructor', 'toString', 'CREDIT_decision', 'prototype'])(
    '%j that nobody registered withholds everything',
    async (purpose) => {
      const view = viewOf(
        await gateway.ask(OFFICER, customerQuery('kind identity { name }'), { id: 'CUST-000001', purpose }),
      );
      expect(view).toMatchObject({ kind: null, identity: null });
      expect(linesOf(view, 'Identity.name')[0]?.reasons).toContain('PURPOSE_UNKNOWN');
    },
  );
});

describe('a list of ids', () => {
  const ask = (ids: unknown): Promise<Answer> => gateway.ask(OFFICER, customersQuery('kind'), { ids, purpose: CREDIT });

  it('that is empty, too long or holds one malformed id is refused whole, naming the one', async () => {
    expect(expectRefusal(await ask([]), 200, 'INVALID_INPUT')).toContain('at least one');
    const many = Array.from({ length: 101 }, (_, i) => `CUST-${i}`);
    expect(expectRefusal(await ask(many), 200, 'INVALID_INPUT')).toContain('101');
    expect(expectRefusal(await ask(['CUST-000001', 'not an id']), 200, 'INVALID_INPUT')).toContain('ids[1]');
    const trail = await gateway.ask(
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
        await fetch(`${gateway.url}?query=${encodeURIComponent(query)}`, {
          headers: { ...bearer, 'apollo-require-preflight': 'yes' },
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
      `${gateway.url}?query=${encodeURIComponent('{ customer(id: "CUST-000777", purpose: "GETLOG") { kind } }')}`,
      { headers: { ...bearer, 'apollo-require-preflight': 'yes' } },
    );
    expect(gateway.logLines.join('\n')).not.toMatch(/CUST-000777|GETLOG/);
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
    const answer = await gateway.ask('auditor', `{ auditTrail(first: ${first}) { edges { cursor } } }`);
    expect([answer.data, answer.status < 500]).toEqual([null, true]);
  });

  test.each(['', 'x', 'AAAA', Buffer.from('2026-01-01T00:00:00.000Z nonsense').toString('base64url'), '\u0000'])(
    'whose cursor is %j is refused',
    async (after) => {
      for (const [who, query] of [
        ['auditor', 'query ($after: String) { auditTrail(after: $after) { edges { cursor } } }'],
        ['auditor', 'query ($after: String) { agreements(after: $after) { edges { cursor } } }'],
      ] as const) {
        const answer = await gateway.ask(who, query, { after });
        expect([answer.data, codesOf(answer)]).toEqual([null, ['INVALID_INPUT']]);
      }
    },
  );

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
        const answer = await gateway.ask('auditor', trail, { filter: { [key]: bad } });
        expect([key, answer.data, codesOf(answer)]).toEqual([key, null, ['INVALID_INPUT']]);
      }
      const withdraw = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { id } }';
      expect(codesOf(await gateway.ask('consent-officer', withdraw, { id: bad }))).toEqual(['INVALID_INPUT']);
    }
  });

  test.each(['__proto__', 'constructor', "'; DROP TABLE facts; --", '%', '_', 'x'.repeat(10_000)])(
    'with the filter %j finds nothing and harms nothing',
    async (text) => {
      const trail = 'query ($filter: AuditFilter) { auditTrail(filter: $filter) { edges { cursor } } }';
      for (const key of ['caller', 'application', 'role', 'partner', 'agreement', 'coordinate', 'reason']) {
        const answer = await gateway.ask('auditor', trail, { filter: { [key]: text } });
        if (answer.data === null) expect([key, codesOf(answer)]).toEqual([key, ['INVALID_INPUT']]);
        else expect(read<{ edges: unknown[] }>(answer, 'auditTrail').edges).toEqual([]);
      }
    },
  );
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

describe('a token', () => {
  const claims = { client_id: 'loan-desk', roles: ['credit-officer'] };
  let issuer: string;
  let published: JWK;
  beforeAll(async () => {
    const token = await gateway.token(OFFICER);
    issuer = (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { iss: string }).iss;
    const keys = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as { keys: JWK[] };
    published = keys.keys[0] ?? {};
  });
  const build = (): SignJWT =>
    new SignJWT(claims)
      .setSubject('mallory')
      .setIssuer(issuer)
      .setAudience(SANDBOX_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('5m');
  const parts = (token: string): readonly string[] => token.split('.');
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  const FORGED: readonly (readonly [string, () => Promise<string>])[] = [
    ['signed by somebody else', async () => build().setProtectedHeader({ alg: 'EdDSA', kid: 'test' }).sign((await generateKeyPair('Ed25519')).privateKey)],
    ['of an unknown key', async () => build().setProtectedHeader({ alg: 'EdDSA', kid: 'other' }).sign((await generateKeyPair('Ed25519')).privateKey)],
    ['that brings its own key', async () => {
      const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(await crypto.subtle.exportKey('raw', publicKey)).toString('base64url') };
      return build().setProtectedHeader({ alg: 'EdDSA', jwk }).sign(privateKey);
    }],
    ['without a signature', async () => new UnsecuredJWT(claims).setSubject('mallory').setIssuer(issuer).setAudience(SANDBOX_AUDIENCE).setExpirationTime('5m').encode()],
    ['with its signature cut off', async () => `${parts(await gateway.token(OFFICER)).slice(0, 2).join('.')}.`],
    ['with other claims under its signature', async () => {
      const [head, , signature] = parts(await gateway.token('marketing-analyst'));
      return `${head}.${encode({ ...claims, sub: 'mallory', iss: issuer, aud: SANDBOX_AUDIENCE, exp: 9_999_999_999 })}.${signature}`;
    }],
    ['whose HMAC key is the published key as PEM', async () => {
      const pem = await exportSPKI((await importJWK(published, 'EdDSA')) as never);
      const text = `${encode({ alg: 'HS256', kid: 'test', typ: 'at+jwt' })}.${encode({ ...claims, sub: 'mallory', iss: issuer, aud: SANDBOX_AUDIENCE, exp: 9_999_999_999 })}`;
      return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
    }],
    ['whose HMAC key is the published key itself', async () => {
      const text = `${encode({ alg: 'HS256', kid: 'test' })}.${encode({ ...claims, sub: 'mallory', iss: issuer, aud: SANDBOX_AUDIENCE, exp: 9_999_999_999 })}`;
      return `${text}.${createHmac('sha256', Buffer.from(published.x ?? '', 'base64url')).update(text).digest('base64url')}`;
    }],
    ['of random bytes', async () => [32, 64, 32].map((n) => randomBytes(n).toString('base64url')).join('.')],
  ]; // prettier-ignore

  test.each(FORGED)('%s is refused with 401 and a challenge, and reaches nothing', async (_name, forge) => {
    const before = gateway.partner('mx-credit').calls.count();
    const answer = await raw(JSON.stringify({ query: SHOWCASE.query, variables: SHOWCASE.variables }), {
      authorization: `Bearer ${await forge()}`,
    });
    expectRefusal(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gateway", error="invalid_token"');
    expect(gateway.partner('mx-credit').calls.count()).toBe(before);
  });

  it('that is missing is asked for, without an error code', async () => {
    const answer = await raw('{}', {});
    expectRefusal(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gateway"');
  });

  it('of our own issuer that has expired, or is for others, is refused', async () => {
    const late = await startTestGateway({ now: () => Date.now() + 4_000_000 });
    try {
      const answer = await late.ask(OFFICER, customerQuery('kind'), { id: 'CUST-000001', purpose: CREDIT });
      expectRefusal(answer, 401, 'UNAUTHENTICATED');
      expect(answer.errors[0]?.message).toContain('expired');
      // Made by the other gateway's issuer, at another address.
      const foreign = await post(late.url, bearer, '{}');
      expectRefusal(foreign, 401, 'UNAUTHENTICATED');
    } finally {
      await late.close();
    }
  });

  it('refused is in the trail as refusal, with nothing of the token', async () => {
    const token = `${encode({ alg: 'none' })}.${encode({ sub: 'canary-subject' })}.`;
    await raw('{}', { authorization: `Bearer ${token}` });
    const trail = await gateway.ask(
      'auditor',
      '{ auditTrail(filter: { kinds: [REFUSED], reason: "UNAUTHENTICATED" }, first: 100) { edges { node { event caller count } } } }',
    );
    expect(read<{ edges: unknown[] }>(trail, 'auditTrail').edges.length).toBeGreaterThan(0);
    expect(trail.text + gateway.logLines.join('')).not.toContain('canary-subject');
  });
});

describe('a partner that', () => {
  const FAULTS = [
    ['answers HTML with 200', { kind: 'garbage' }, 'PARTNER_BROKE_CONTRACT'],
    ['hangs', { kind: 'hang' }, 'PARTNER_TIMEOUT'],
    ['cuts the answer', { kind: 'cut' }, 'PARTNER_BROKE_CONTRACT'],
    ['sends half a JSON', { kind: 'truncated' }, 'PARTNER_BROKE_CONTRACT'],
    ['sends nothing', { kind: 'empty' }, 'PARTNER_BROKE_CONTRACT'],
    ['drips', { kind: 'drip', everyMs: 200 }, 'PARTNER_TIMEOUT'],
    ['sends 20 MB', { kind: 'oversized', bytes: 20_000_000 }, 'PARTNER_BROKE_CONTRACT'],
    ['redirects elsewhere', { kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'PARTNER_BROKE_CONTRACT'],
    ['refuses our credentials', { kind: 'refuse' }, 'PARTNER_REFUSED_CREDENTIALS'],
    ['fails', { kind: 'status', status: 503 }, 'PARTNER_UNAVAILABLE'],
    ['renames its fields', { kind: 'drift', change: 'rename' }, 'PARTNER_BROKE_CONTRACT'],
  ] as const;

  test.each(FAULTS)('%s is a typed gap in time, while the others answer', async (_name, fault, code) => {
    const { id } = pickCustomer({
      kind: 'PERSON',
      knownTo: ['mx-credit', 'bluesky-social'],
      unknownTo: ['mastercard-credit', 'pinterest-social'],
      credit: 'GIVEN',
    });
    await gateway.app.partners.drain();
    await gateway.database.db.query({ text: 'DELETE FROM stored_records' });
    const off = gateway.partner('mx-credit').faults.set(fault);
    const startedAt = performance.now();
    const answer = await gateway.ask(
      OFFICER,
      customerQuery('identity { name } credit { cashFlow { monthlyIncome } } social { profiles { network } }'),
      { id, purpose: CREDIT },
    );
    const tookMs = performance.now() - startedAt;
    off();
    expect([answer.status, answer.errors]).toEqual([200, []]);
    const view = viewOf(answer);
    expect(view.identity?.['name']).toEqual(expect.any(String));
    expect(view.credit).toBeNull();
    expect(view.social?.['profiles']).toEqual([{ network: 'bluesky' }]);
    expect(new Set(view.gaps.map((gap) => `${gap.partner} ${gap.code}`))).toEqual(new Set([`mx-credit ${code}`]));
    expect(view.gaps.map(({ dataset }) => dataset).sort()).toEqual(['credit.cashFlow', 'identity.party']);
    expect(tookMs).toBeLessThan(DEADLINE_MS);
    expect(answer.text).not.toMatch(/<html|doctype/i);
  });

  it('hangs after a billed call was sent leaves its outcome unknown', async () => {
    const { id } = pickCustomer({
      kind: 'PERSON',
      knownTo: ['mastercard-credit'],
      unknownTo: ['mx-credit'],
      credit: 'GIVEN',
    });
    const off = gateway.partner('mastercard-credit').faults.set({ kind: 'hang' }, { customerId: id });
    const answer = await gateway.ask(OFFICER, customerQuery('credit { scores { value } }'), { id, purpose: CREDIT });
    off();
    expect(viewOf(answer).gaps).toMatchObject([
      { partner: 'mastercard-credit', dataset: 'credit.score', code: 'PARTNER_OUTCOME_UNKNOWN' },
    ]);
    expect(gateway.partner('mastercard-credit').calls.count({ path: /payment-success/ })).toBe(1);
  });
});
