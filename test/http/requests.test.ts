/**
 * What a request meets at the edge before GraphQL, over real sockets.
 */
import { describe, expect, it, test } from 'vitest';
import { GatewayError } from '../../src/domain/errors.ts';
import { claimedApplication } from '../../src/http/throttle.ts';
import { CALLER, errorOf, startEdge } from './edge.ts';
import { head, openRaw, statusOf } from './raw.ts';

const HELLO = { query: '{ hello }' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the request id', () => {
  it('of the caller goes to GraphQL and back', async () => {
    const edge = await startEdge();
    const response = await edge.graphql(HELLO, { 'x-request-id': 'desk-7.a_B' });
    expect(response.headers.get('x-request-id')).toBe('desk-7.a_B');
    expect(edge.admitted).toMatchObject([{ requestId: 'desk-7.a_B', caller: CALLER }]);
    expect(await response.json()).toEqual({ data: { hello: 'hello' } });
  });

  test.each(['', 'a b', 'x'.repeat(65), '"id"', 'ä', 'a,b'])('that is malformed (%j) is replaced', async (id) => {
    const edge = await startEdge();
    const response = await edge.graphql(HELLO, { 'x-request-id': id });
    expect(response.headers.get('x-request-id')).toMatch(UUID);
  });

  it('is the same in header, body and refusal', async () => {
    const edge = await startEdge();
    const response = await edge.graphql(HELLO, { authorization: 'Bearer bad', 'x-request-id': 'r-1' });
    expect(response.headers.get('x-request-id')).toBe('r-1');
    expect((await errorOf(response)).requestId).toBe('r-1');
    expect(edge.refusals).toEqual([{ requestId: 'r-1', code: 'UNAUTHENTICATED', address: '127.0.0.1' }]);
  });
});

describe('authentication', () => {
  it('refuses a request without a token and asks for one, without an error code', async () => {
    const edge = await startEdge();
    const response = await fetch(`${edge.url}/graphql`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="gateway"');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await errorOf(response)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(edge.refusals).toHaveLength(1);
    expect(edge.admitted).toHaveLength(0);
  });

  it('tells a bad token from a missing one', async () => {
    const edge = await startEdge();
    const response = await edge.graphql(HELLO, { authorization: 'Bearer bad' });
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('answers 503 with a wait where the issuer does not answer', async () => {
    const edge = await startEdge({
      authenticate: () =>
        Promise.reject(new GatewayError('INTERNAL', 'Later.', { internal: 'issuer-unreachable', retryAfterMs: 1_000 })),
    });
    const response = await edge.graphql(HELLO);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(response.headers.get('www-authenticate')).toBeNull();
    expect(edge.lines.join()).toContain('issuer-unreachable');
  });

  it('that breaks is an internal error without details', async () => {
    const edge = await startEdge({ authenticate: () => Promise.reject(new TypeError('planted-secret')) });
    const response = await edge.graphql(HELLO);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('INTERNAL');
    expect(text + edge.lines.join()).not.toContain('planted-secret');
  });
});

describe('the throttle', () => {
  const token = (application: string): string =>
    `Bearer x.${Buffer.from(JSON.stringify({ client_id: application })).toString('base64url')}.y`;

  it('stops an address before its token is looked at', async () => {
    let asked = 0;
    const authenticate = async () => {
      asked += 1;
      return CALLER;
    };
    const edge = await startEdge({ authenticate, limits: { perAddress: 2 } });
    expect([(await edge.graphql(HELLO)).status, (await edge.graphql(HELLO)).status]).toEqual([200, 200]);
    const refused = await edge.graphql(HELLO, { 'x-request-id': 'third' });
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(await errorOf(refused)).toMatchObject({ code: 'CALLER_THROTTLED', requestId: 'third' });
    expect(asked).toBe(2);
    expect(edge.refusals).toEqual([{ requestId: 'third', code: 'CALLER_THROTTLED', address: '127.0.0.1' }]);
  });

  it('counts each claimed application of an address by itself', async () => {
    const edge = await startEdge({ limits: { perApplication: 1 } });
    const ask = async (application: string) =>
      (await edge.graphql(HELLO, { authorization: token(application) })).status;
    expect([await ask('a'), await ask('b'), await ask('a'), await ask('c')]).toEqual([200, 200, 429, 200]);
  });

  it('believes X-Forwarded-For from a trusted proxy only', async () => {
    const untrusting = await startEdge({ limits: { perAddress: 1 } });
    const ask = async (edge: typeof untrusting, address: string) =>
      (await edge.graphql(HELLO, { 'x-forwarded-for': address })).status;
    expect([await ask(untrusting, '10.0.0.1'), await ask(untrusting, '10.0.0.2')]).toEqual([200, 429]);
    const trusting = await startEdge({ limits: { perAddress: 1 }, trustedProxies: ['127.0.0.1'] });
    expect([await ask(trusting, '10.0.0.1'), await ask(trusting, '10.0.0.2')]).toEqual([200, 200]);
    expect(await ask(trusting, '10.0.0.1')).toBe(429);
    expect(trusting.refusals[0]?.address).toBe('10.0.0.1');
  });

  it('takes all addresses of one IPv6 network for one, and mapped IPv4 for what it is', async () => {
    const edge = await startEdge({ limits: { perAddress: 1 }, trustedProxies: ['127.0.0.1'] });
    const ask = async (address: string) => (await edge.graphql(HELLO, { 'x-forwarded-for': address })).status;
    expect([await ask('2001:db8::1'), await ask('2001:db8::ffff'), await ask('2001:db8:0:1::1')]).toEqual([
      200, 429, 200,
    ]);
    expect([await ask('::ffff:192.0.2.1'), await ask('::ffff:192.0.2.2'), await ask('192.0.2.1')]).toEqual([
      200, 200, 429,
    ]);
  });

  test.each([undefined, '', 'Bearer', 'Bearer a', 'a.%%%.c', 'a.bnVsbA.c', 'a.W10.c', `a.${'A'.repeat(9_000)}.c`])(
    'takes the token %j for no application',
    (authorization) => expect(claimedApplication(authorization)).toBe('-'),
  );

  it('keeps only the beginning of an absurd application name', () => {
    expect(claimedApplication(token('x'.repeat(5_000)))).toHaveLength(64);
  });
});

describe('bodies', () => {
  const INVALID = [
    ['cut JSON', '{"query": "{ hello'],
    ['no JSON', 'query { hello }'],
    ['an empty body', ''],
    ['a prototype', '{"query":"{ hello }","__proto__":{"admin":true}}'],
  ] as const;

  test.each(INVALID)('%s is refused as invalid input, in our form', async (_name, body) => {
    const edge = await startEdge();
    const response = await edge.graphql(body, { 'x-request-id': 'r-2' });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 'INVALID_INPUT', requestId: 'r-2' });
    expect(edge.refusals).toMatchObject([{ requestId: 'r-2', code: 'INVALID_INPUT', caller: CALLER }]);
  });

  it('that are not UTF-8 are refused, not repaired', async () => {
    const edge = await startEdge();
    const body = Buffer.from('{"query":"{ hello }","operationName":"\xff"}', 'latin1');
    const response = await edge.graphql(body);
    expect([response.status, (await errorOf(response)).code]).toEqual([400, 'INVALID_INPUT']);
  });

  test.each(['text/plain', 'application/graphql', 'multipart/form-data; boundary=x', 'nonsense', 'application/xml'])(
    'of type %s are refused with 415',
    async (type) => {
      const edge = await startEdge();
      const response = await edge.graphql(JSON.stringify(HELLO), { 'content-type': type });
      expect([response.status, (await errorOf(response)).code]).toEqual([415, 'INVALID_INPUT']);
    },
  );

  test.each(['', '[]', 'null', '1', '"x"', '{}', '{"query":1}', '{"query":"{ hello }","variables":[]}'])(
    'that carry no operation (%s) are refused with 400',
    async (body) => expect((await (await startEdge()).graphql(body)).status).toBe(400),
  );

  it('with several operations at once are refused', async () => {
    const response = await (await startEdge()).graphql([HELLO, HELLO]);
    expect(response.status).toBe(400);
  });

  it('of 10 MB are refused with 413 before they were sent', async () => {
    const edge = await startEdge();
    const raw = await openRaw(edge.port);
    raw.socket.write(head('POST', { 'content-length': '10485760' }));
    const answer = await raw.closed;
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('OPERATION_NOT_ALLOWED');
    expect(raw.socket.bytesWritten).toBeLessThan(1_000);
  });

  it('of 10 MB in chunks are refused at the limit and the connection ends', async () => {
    const edge = await startEdge();
    const raw = await openRaw(edge.port);
    raw.socket.write(head('POST', { 'transfer-encoding': 'chunked' }));
    const chunk = 'x'.repeat(4_000);
    const frame = `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
    for (let sent = 0; sent < 2_600 && !raw.socket.destroyed && !raw.received(); sent += 1) {
      if (!raw.socket.write(frame)) await Promise.race([new Promise((go) => raw.socket.once('drain', go)), raw.closed]);
    }
    expect(statusOf(await raw.closed)).toBe(413);
  });

  it('of refused callers are not read to their end', async () => {
    const edge = await startEdge();
    const raw = await openRaw(edge.port);
    raw.socket.write(head('POST', { authorization: 'Bearer bad', 'content-length': '3000000000' }));
    expect(statusOf(await raw.closed)).toBe(401);
  });

  it('nested a hundred thousand deep harm nobody', async () => {
    const edge = await startEdge({ limits: { bodyBytes: 400_000 } });
    const bomb = `{"query":"{ hello }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect((await edge.graphql(bomb)).status).toBeLessThanOrEqual(500);
    expect((await edge.graphql(HELLO)).status).toBe(200);
  });
});

describe('methods and paths', () => {
  const get = (url: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url, {
      ...init,
      headers: { authorization: 'Bearer good', 'apollo-require-preflight': 'yes', ...init.headers },
    });

  it('a query may come by GET, a mutation may not', async () => {
    const edge = await startEdge();
    expect((await get(`${edge.url}/graphql?query={hello}`)).status).toBe(200);
    const refused = await get(`${edge.url}/graphql?query=mutation{touch}`);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
    expect(edge.touched()).toBe(0);
  });

  it('a GET that a foreign page could send is refused', async () => {
    const edge = await startEdge();
    const response = await fetch(`${edge.url}/graphql?query={hello}`, { headers: { authorization: 'Bearer good' } });
    expect(response.status).toBe(400);
  });

  test.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])(
    '%s is refused with 405 and what is allowed',
    async (method) => {
      const edge = await startEdge();
      const response = await get(`${edge.url}/graphql`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test.each(['/', '/graphql/', '/GRAPHQL', '/admin', '/graphql/../metrics2', '/%67raphq'])(
    '%s is not here',
    async (path) => {
      const edge = await startEdge();
      const response = await get(edge.url + path, { method: 'POST' });
      expect(response.status).toBe(404);
      expect((await errorOf(response)).code).toBe('INVALID_INPUT');
    },
  );

  it('every answer forbids caching, guessing and framing', async () => {
    const edge = await startEdge();
    for (const path of ['/graphql', '/health/live', '/metrics', '/nowhere', '/%zz']) {
      const { headers } = await fetch(edge.url + path);
      expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('x-powered-by'), path).toBeNull();
    }
  });

  it('an error inside GraphQL keeps the status Apollo gave it', async () => {
    const edge = await startEdge();
    expect((await edge.graphql({ query: '{ nothing }' })).status).toBe(400);
    expect((await edge.graphql({ query: '{ fails }' })).status).toBe(200);
  });
});
