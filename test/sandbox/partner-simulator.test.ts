import { afterEach, describe, expect, test } from 'vitest';
import bluesky from '../../connectors/bluesky-social/connector.ts';
import { THROTTLE_DIALECTS, type Fault } from '../../src/sandbox/faults.ts';
import { createPartnerSimulator, type PartnerSimulator } from '../../src/sandbox/partner-simulator.ts';
import { throttleHeaders } from '../../src/sandbox/throttle-headers.ts';
import { json, parseWire, NumberLexeme, type Auth, type SandboxPartner } from '../../src/sdk/index.ts';
import { conformanceCustomer, conformanceWorld } from '../support/conformance-world.ts';
import { z } from 'zod';

const world = conformanceWorld([
  conformanceCustomer({ user: 'ann', token: 'tok-ann', renewing: 'rt-ann' }, 1),
  conformanceCustomer({ user: 'bob', token: 'tok-bob' }, 2),
]);

const sandbox: SandboxPartner = (request, known) => {
  if (request.path === '/login') return json({ token: 'issued-1' });
  const user = known.customerBy('user', request.query['user'] ?? '');
  if (request.path !== '/facts') return null;
  return user === undefined
    ? json({ error: 'unknown' }, 404)
    : json({ id: user.id, big: 12_345_678_901_234_567_890n, today: request.today });
};

const running: PartnerSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

async function start(auth: Auth = { type: 'none' }): Promise<PartnerSimulator> {
  const connector = { ...bluesky, auth };
  const simulator = await createPartnerSimulator({ connector, sandbox, world, today: '2026-11-01' });
  running.push(simulator);
  return simulator;
}

const ask = (simulator: PartnerSimulator, user = 'ann', init: RequestInit = {}): Promise<Response> =>
  fetch(`${simulator.url}/facts?user=${user}`, { redirect: 'manual', ...init });

/** A body that cannot be read to its end. */
const broken = (response: Promise<Response>): Promise<unknown> => response.then((r) => r.text()).then(() => 'whole', () => 'broken'); // prettier-ignore

describe('an honest partner', () => {
  test('serves the sandbox over HTTP and writes integers above 2^53 as their digits', async () => {
    const response = await ask(await start());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(parseWire(await response.text())).toEqual({
      id: 'C-1',
      big: new NumberLexeme('12345678901234567890'),
      today: '2026-11-01',
    });
  });

  test('answers 404 for a path it does not know', async () => {
    const simulator = await start();
    expect((await fetch(`${simulator.url}/elsewhere`)).status).toBe(404);
  });

  test('counts calls by path, method and the customer they concern, and forgets them on demand', async () => {
    const simulator = await start();
    await Promise.all([ask(simulator, 'ann'), ask(simulator, 'ann'), ask(simulator, 'bob'), ask(simulator, 'nobody')]);
    expect(simulator.calls.count()).toBe(4);
    expect(simulator.calls.count({ customerId: 'C-1' })).toBe(2);
    expect(simulator.calls.count({ path: '/facts', method: 'GET' })).toBe(4);
    expect(simulator.calls.count({ path: /^\/login/ })).toBe(0);
    expect(simulator.calls.of({ customerId: 'C-2' })[0]?.query).toEqual({ user: 'bob' });
    expect(simulator.calls.peak(60_000)).toBe(4);
    simulator.calls.reset();
    expect(simulator.calls.count()).toBe(0);
    expect(simulator.calls.peak(60_000)).toBe(0);
  });
});

describe('credentials', () => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test.each<[string, Auth, RequestInit]>([
    ['bearer', { type: 'bearer', secret: 'TOKEN' }, bearer('any')],
    ['header key', { type: 'api-key', in: 'header', name: 'X-Key', secret: 'KEY' }, { headers: { 'x-key': 'any' } }],
    ['basic', { type: 'basic', username: 'U', password: 'P' }, { headers: { authorization: `Basic ${btoa('u:p')}` } }],
    ['customer token', { type: 'customer-token', reference: 'token' }, bearer('tok-ann')],
  ])('a call without its %s is refused, with it served', async (_, auth, init) => {
    const simulator = await start(auth);
    expect((await ask(simulator)).status).toBe(401);
    expect((await ask(simulator, 'ann', init)).status).toBe(200);
  });

  test('a token no customer granted is refused', async () => {
    const simulator = await start({ type: 'customer-token', reference: 'token' });
    expect((await ask(simulator, 'ann', bearer('tok-nobody'))).status).toBe(401);
  });

  test('only a token that a login call issued opens the door', async () => {
    const wire = z.object({ token: z.string() });
    const request = () => ({ method: 'POST', path: '/login' }) as const;
    const simulator = await start({
      type: 'login',
      header: 'X-Token',
      keys: {},
      secrets: [],
      refreshAfterMs: 1,
      request,
      wire,
    });
    const init = { headers: { 'x-token': 'issued-1' } };
    expect((await ask(simulator, 'ann', init)).status).toBe(401);
    expect((await fetch(`${simulator.url}/login`, { method: 'POST' })).status).toBe(200);
    expect((await ask(simulator, 'ann', init)).status).toBe(200);
  });
});

describe('the token endpoint', () => {
  const client = { tokenUrl: '/oauth/token', clientId: 'ID', clientSecret: 'SECRET' } as const;
  const post = async (
    simulator: PartnerSimulator,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${simulator.url}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form).toString() }); // prettier-ignore
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const bearer = (token = '') => ({ headers: { authorization: `Bearer ${token}` } });

  test('gives its own tokens to a client it knows, and only those open the door', async () => {
    const simulator = await start({ type: 'oauth2-client-credentials', ...client, authentication: 'basic' });
    const grant = { grant_type: 'client_credentials' };
    expect(await post(simulator, grant)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const headers = { authorization: `Basic ${btoa('id:secret')}` };
    expect(await post(simulator, { grant_type: 'password' }, headers)).toMatchObject({ status: 400 });
    const { status, body } = await post(simulator, grant, headers);
    expect([status, body['token_type'], body['refresh_token']]).toEqual([200, 'bearer', undefined]);
    expect((await ask(simulator, 'ann', bearer(body['access_token']))).status).toBe(200);
    expect((await ask(simulator, 'ann', bearer('any'))).status).toBe(401);
  });

  test('renews a customer once per refresh token, and the new token stands for that customer', async () => {
    const refresh = { ...client, authentication: 'body', reference: 'renewing' } as const;
    const simulator = await start({ type: 'customer-token', reference: 'token', refresh });
    const form = { grant_type: 'refresh_token', client_id: 'id', client_secret: 'secret' };
    const first = await post(simulator, { ...form, refresh_token: 'rt-ann' });
    expect((await ask(simulator, 'ann', bearer(first.body['access_token']))).status).toBe(200);
    expect(simulator.calls.count({ customerId: 'C-1', path: '/oauth/token' })).toBe(1);
    expect(await post(simulator, { ...form, refresh_token: 'rt-ann' })).toMatchObject({
      body: { error: 'invalid_grant' },
    });
    const next = await post(simulator, { ...form, refresh_token: first.body['refresh_token'] ?? '' });
    expect(next.status).toBe(200);
  });
});

describe('a partner that misbehaves', () => {
  test('fails one customer and serves the others, as many times as asked', async () => {
    const simulator = await start();
    simulator.faults.set({ kind: 'status', status: 503 }, { customerId: 'C-1', times: 1 });
    expect((await ask(simulator, 'bob')).status).toBe(200);
    expect((await ask(simulator, 'ann')).status).toBe(503);
    expect((await ask(simulator, 'ann')).status).toBe(200);
  });

  test('stops misbehaving when switched off', async () => {
    const simulator = await start();
    const off = simulator.faults.set({ kind: 'refuse' });
    expect((await ask(simulator)).status).toBe(401);
    off();
    expect((await ask(simulator)).status).toBe(200);
    simulator.faults.set({ kind: 'garbage' }, { path: '/facts' });
    simulator.faults.clear();
    expect(await (await ask(simulator)).text()).toContain('C-1');
  });

  test.each<[string, Fault, number, RegExp]>([
    ['HTML with 200', { kind: 'garbage' }, 200, /^<!doctype html>/],
    ['nothing with 200', { kind: 'empty' }, 200, /^$/],
    ['an error with 200', { kind: 'error-in-200' }, 200, /"status":"error"/],
    ['half a JSON text', { kind: 'truncated' }, 200, /^\{"id":"C-1"[^}]*$/],
    ['a renamed field', { kind: 'drift', change: 'rename', field: 'id' }, 200, /"id_v2":"C-1"/],
    ['another type', { kind: 'drift', change: 'retype', field: 'id' }, 200, /"id":\{"changed":"C-1"\}/],
    ['every field renamed', { kind: 'drift', change: 'rename' }, 200, /id_v2.*big_v2.*today_v2/],
    ['a redirect', { kind: 'redirect', to: 'https://elsewhere.example.com/' }, 302, /^$/],
  ])('sends %s', async (_, fault, status, text) => {
    const simulator = await start();
    simulator.faults.set(fault);
    const response = await ask(simulator);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(text);
    expect(simulator.calls.count({ customerId: 'C-1' }), 'it is counted all the same').toBe(1);
  });

  test('drops the connection in the middle of a body', async () => {
    const simulator = await start();
    simulator.faults.set({ kind: 'cut' });
    expect(await broken(ask(simulator))).toBe('broken');
  });

  test.each<Fault>([{ kind: 'hang' }, { kind: 'drip', everyMs: 50 }, { kind: 'latency', ms: 5_000 }])(
    'keeps a caller waiting: $kind',
    async (fault) => {
      const simulator = await start();
      simulator.faults.set(fault);
      expect(await broken(ask(simulator, 'ann', { signal: AbortSignal.timeout(100) }))).toBe('broken');
    },
  );

  test('sends more than anybody wants', async () => {
    const simulator = await start();
    simulator.faults.set({ kind: 'oversized', bytes: 3_000_000 });
    expect((await (await ask(simulator)).text()).length).toBeGreaterThan(3_000_000);
  });

  test('answers twice without confusing the next call', async () => {
    const simulator = await start();
    simulator.faults.set({ kind: 'duplicate' }, { times: 1 });
    expect(await (await ask(simulator, 'ann')).text()).toContain('C-1');
    expect(await (await ask(simulator, 'bob')).text()).toContain('C-2');
  });

  test.each(THROTTLE_DIALECTS)('throttles in the dialect %s', async (dialect) => {
    const simulator = await start();
    simulator.faults.set({ kind: 'throttle', dialect, waitS: 30 });
    const response = await ask(simulator);
    expect(response.status).toBe(429);
    const names = Object.keys(throttleHeaders(dialect, 30, 0));
    for (const name of names) expect(response.headers.get(name)).not.toBeNull();
    expect(names.length > 0).toBe(dialect !== 'silent');
  });

  test('dates in headers never tell the caller to come back early', () => {
    const nowMs = Date.UTC(2026, 10, 1, 12, 0, 0, 400);
    const { 'retry-after': date = '' } = throttleHeaders('retry-after-date', 30, nowMs);
    expect(Date.parse(date)).toBe(Date.UTC(2026, 10, 1, 12, 0, 31));
    expect(throttleHeaders('x-ratelimit-reset-epoch-s', 30, nowMs)['x-ratelimit-reset']).toBe(
      String(Math.ceil((nowMs + 30_000) / 1_000)),
    );
    expect(throttleHeaders('x-ratelimit-reset-epoch-ms', 30, nowMs)['x-ratelimit-reset']).toBe(String(nowMs + 30_000));
  });
});

describe('faults switched by hand over HTTP', () => {
  const set = (simulator: PartnerSimulator, body: unknown, method = 'POST'): Promise<Response> =>
    fetch(`${simulator.url}/-/faults`, { method, ...(method === 'POST' ? { body: JSON.stringify(body) } : {}) });

  test('hold for their scope and number of calls, and switching is no call of the partner', async () => {
    const simulator = await start();
    const wish = { fault: { kind: 'status', status: 503 }, customerId: 'C-1', times: 1 };
    expect((await set(simulator, wish)).status).toBe(200);
    expect(simulator.calls.count()).toBe(0);
    expect((await ask(simulator, 'bob')).status).toBe(200);
    expect((await ask(simulator)).status).toBe(503);
    expect((await ask(simulator)).status).toBe(200);
  });

  test('end with DELETE', async () => {
    const simulator = await start();
    await set(simulator, { fault: { kind: 'refuse' } });
    expect((await ask(simulator)).status).toBe(401);
    expect((await set(simulator, undefined, 'DELETE')).status).toBe(200);
    expect((await ask(simulator)).status).toBe(200);
  });

  test.each([
    ['an unknown kind', { fault: { kind: 'explode' } }, 'fault.kind'],
    ['a missing part', { fault: { kind: 'latency' } }, 'fault.ms'],
    ['a misspelt scope', { fault: { kind: 'hang' }, customer: 'C-1' }, 'customer'],
    ['no JSON', undefined, 'body'],
  ])('%s is refused by name and switches nothing', async (_, wish, named) => {
    const simulator = await start();
    const answer = await set(simulator, wish);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(named)]);
    expect((await ask(simulator)).status).toBe(200);
  });
});
