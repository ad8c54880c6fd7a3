/** How each kind of auth reaches the partner, and that credentials reach nobody else. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Auth } from '../../src/sdk/index.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, startStage, want } from './stage.ts';

const SECRETS = { KEY: 'key-value-77', USER: 'user-77', PASS: 'pass:77', ID: 'id-77', SECRET: 'secret-77' };
const priced: Answer = (_request, res) => sendJson(res, '{"price": 1}');

async function receivedWith(auth: Auth, references: Record<string, string> = { ticker: 'AAA' }) {
  const partner = await startPartner(priced);
  const { fetch } = startStage([acme({ auth, headers: { 'Accept-Version': 'v2' } })], partner.baseUrl, {
    secrets: SECRETS,
  });
  const fetched = await fetch([want('c-1', references)]);
  return { outcome: fetched.map(outcomeOf)[0], request: partner.received[0] };
}

describe('credentials', () => {
  it('go where the connector says', async () => {
    const header = await receivedWith({ type: 'api-key', in: 'header', name: 'X-Api-Key', secret: 'KEY' });
    expect(header.request?.headers['x-api-key']).toBe('key-value-77');
    expect(header.request?.headers['accept-version']).toBe('v2');
    const query = await receivedWith({ type: 'api-key', in: 'query', name: 'token', secret: 'KEY' });
    expect(query.request?.url.searchParams.get('token')).toBe('key-value-77');
    const basic = await receivedWith({ type: 'basic', username: 'USER', password: 'PASS' });
    expect(basic.request?.headers.authorization).toBe(`Basic ${Buffer.from('user-77:pass:77').toString('base64')}`);
    const bearer = await receivedWith({ type: 'bearer', secret: 'KEY' });
    expect(bearer.request?.headers.authorization).toBe('Bearer key-value-77');
    const none = await receivedWith({ type: 'none' });
    expect(none.request?.headers.authorization).toBeUndefined();
  });

  it("are the customer's own token where the partner wants it, and there is no call without one", async () => {
    const auth: Auth = { type: 'customer-token', reference: 'accessToken' };
    const own = await receivedWith(auth, { ticker: 'AAA', accessToken: 'tok-1' });
    expect(own.request?.headers.authorization).toBe('Bearer tok-1');
    const without = await receivedWith(auth);
    expect(without).toEqual({ outcome: 'not asked', request: undefined });
  });

  it('of two customers are never shared, whatever else the calls have in common', async () => {
    const partner = await startPartner(priced);
    const auth: Auth = { type: 'customer-token', reference: 'accessToken' };
    const me = endpoint({ references: [], request: () => ({ method: 'GET', path: '/me' }) });
    const { fetch, partners, rows } = startStage([acme({ auth, endpoints: [me] })], partner.baseUrl);
    await fetch([want('c-1', { accessToken: 'tok-1' }), want('c-2', { accessToken: 'tok-2' })]);
    expect(partner.received.map(({ headers }) => headers.authorization).sort()).toEqual([
      'Bearer tok-1',
      'Bearer tok-2',
    ]);
    await partners.drain();
    expect([...rows.keys()].sort()).toEqual(['c-1 acme-market quote', 'c-2 acme-market quote']);
  });

  it('that are not configured fail this partner before it hears anything, naming the secret', async () => {
    const partner = await startPartner(priced);
    const { fetch, lines } = startStage([acme({ auth: { type: 'bearer', secret: 'MISSING' } })], partner.baseUrl);
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS secret-missing',
    ]);
    expect(partner.counts.connections).toBe(0);
    expect(lines[0]?.fields).toMatchObject({ partner: 'acme-market', reason: 'secret-missing', variable: 'MISSING' });
  });
});

describe('a secret that cannot serve', () => {
  it.each<[string, Auth, string]>([
    ['a line break in a header', { type: 'api-key', in: 'header', name: 'X-Key', secret: 'BAD' }, 'key-77\n'],
    ['a character no header carries', { type: 'bearer', secret: 'BAD' }, '\u200bkey-77'],
    ['a colon in a user name', { type: 'basic', username: 'BAD', password: 'PASS' }, 'user:77'],
    ['hexadecimal that is none', hmac('hex'), 'deadbeef-77'],
    ['half a byte', hmac('hex'), 'abc'],
    ['base64 that is none', hmac('base64'), '%%%77'],
    ['base64 cut short', hmac('base64'), 'abcde'],
  ])('is named before the partner hears anything: %s', async (_name, auth, secret) => {
    const partner = await startPartner(priced);
    const { fetch, lines } = startStage([acme({ auth })], partner.baseUrl, { secrets: { ...SECRETS, BAD: secret } });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS secret-unusable',
    ]);
    expect(lines[0]?.fields).toMatchObject({ reason: 'secret-unusable' });
    expect(auth.type === 'basic' || lines[0]?.fields['variable'] === 'BAD').toBe(true);
    expect(JSON.stringify(lines)).not.toContain('77');
    expect(partner.counts.connections).toBe(0);
  });

  it("among a customer's references is this customer's fault, and from a login the partner's", async () => {
    const token = await receivedWith({ type: 'customer-token', reference: 'accessToken' }, { ticker: 'A', accessToken: 'a\nb' }); // prettier-ignore
    expect(token).toEqual({ outcome: 'PARTNER_REFUSED_CREDENTIALS customer-token-unusable', request: undefined });
    const partner = await startPartner((_request, res) => sendJson(res, { token: 'a\r\nx-admin: yes' }));
    const { fetch } = startStage([acme({ auth: login })], partner.baseUrl, { secrets: SECRETS });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_BROKE_CONTRACT login-token-unusable',
    ]);
  });
});

function hmac(secretEncoding: 'hex' | 'base64'): Auth {
  const headers = (_parts: unknown, sign: (text: string) => string) => ({ 'X-S': sign('') });
  return { type: 'hmac', secret: 'BAD', secretEncoding, algorithm: 'sha256', encoding: 'hex', headers };
}

const login: Auth = {
  type: 'login',
  header: 'App-Token',
  keys: { 'App-Key': 'KEY' },
  secrets: ['ID', 'SECRET'],
  refreshAfterMs: 60_000,
  request: (secrets) => ({ method: 'POST', path: '/login', body: { id: secrets('ID'), secret: secrets('SECRET') } }),
  wire: z.object({ token: z.string() }),
};

/** Hands out token-1, token-2 …; only the newest is good, and only while `isGood` says so. */
function tokenPartner(isGood: (token: string) => boolean = () => true) {
  let logins = 0;
  return startPartner(({ url, headers, body }, res) => {
    if (url.pathname === '/login') {
      const isRight = headers['app-key'] === 'key-value-77' && body === '{"id":"id-77","secret":"secret-77"}';
      if (!isRight) return sendJson(res, {}, 400);
      logins += 1;
      return sendJson(res, { token: `token-${logins}` });
    }
    const token = String(headers['app-token']);
    sendJson(res, '{"price": 1}', token === `token-${logins}` && isGood(token) ? 200 : 401);
  });
}

const loginsOf = (partner: Awaited<ReturnType<typeof startPartner>>): number =>
  partner.received.filter(({ url }) => url.pathname === '/login').length;
const fifty = Array.from({ length: 50 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` }));

describe('a login', () => {
  it('happens once for fifty concurrent calls, also across requests, and again when the token is due', async () => {
    const partner = await tokenPartner();
    const { fetch, clock } = startStage([acme({ auth: login, deadlineMs: 20_000 })], partner.baseUrl, {
      secrets: SECRETS,
    });
    const fetched = await Promise.all(fifty.map((one) => fetch([one])));
    expect(new Set(fetched.flat().map(outcomeOf))).toEqual(new Set(['record']));
    expect(loginsOf(partner)).toBe(1);
    clock.nowMs += 60_000;
    await fetch(fifty);
    expect(loginsOf(partner)).toBe(2);
  });

  it('is repeated once, for all calls together, when the token is refused', async () => {
    const partner = await tokenPartner((token) => token !== 'token-1');
    const { fetch } = startStage([acme({ auth: login, deadlineMs: 20_000 })], partner.baseUrl, { secrets: SECRETS });
    const fetched = await fetch(fifty);
    expect(new Set(fetched.map(outcomeOf))).toEqual(new Set(['record']));
    expect(loginsOf(partner)).toBe(2);
  });

  it('is not repeated for ever: a call is sent at most twice', async () => {
    const partner = await tokenPartner(() => false);
    const { fetch } = startStage([acme({ auth: login, deadlineMs: 20_000 })], partner.baseUrl, { secrets: SECRETS });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS status-401',
    ]);
    expect(partner.received.map(({ url }) => url.pathname)).toEqual(['/login', '/quotes/A', '/login', '/quotes/A']);
  });

  it('is not repeated for a 403: the token is good, the permission is missing', async () => {
    const partner = await startPartner(({ url }, res) => {
      if (url.pathname === '/login') sendJson(res, { token: 'token-1' });
      else sendJson(res, {}, 403);
    });
    const { fetch } = startStage([acme({ auth: login, deadlineMs: 20_000 })], partner.baseUrl, { secrets: SECRETS });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS status-403',
    ]);
    expect(partner.received.map(({ url }) => url.pathname)).toEqual(['/login', '/quotes/A']);
  });

  it('that is refused is a fault of the credentials', async () => {
    const partner = await tokenPartner();
    const { fetch } = startStage([acme({ auth: login, deadlineMs: 20_000 })], partner.baseUrl, {
      secrets: { ...SECRETS, ID: 'wrong' },
    });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS login-status-400',
    ]);
  });

  it('outlives the request that started it', async () => {
    const first = new AbortController();
    let answerLogin = (): void => undefined;
    const partner = await startPartner(({ url }, res) => {
      if (url.pathname !== '/login') return sendJson(res, '{"price": 1}');
      answerLogin = () => sendJson(res, { token: 'token-1' });
      first.abort();
    });
    const { fetch } = startStage([acme({ auth: login, deadlineMs: 20_000 })], partner.baseUrl, { secrets: SECRETS });
    const [ended, other] = await Promise.all([
      fetch([want('c-1', { ticker: 'A' })], first.signal).then((fetched) => {
        answerLogin();
        return fetched;
      }),
      fetch([want('c-2', { ticker: 'B' })]),
    ]);
    expect([...ended, ...other].map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted', 'record']);
    expect(loginsOf(partner)).toBe(1);
  });
});

describe('the log', () => {
  it('holds names only: no secret, reference, address, query or partner text, whatever goes wrong', async () => {
    const answers: Answer[] = [
      (_request, res) => sendJson(res, '{"price": "partner-text-77"}'),
      (_request, res) => sendJson(res, 'partner-text-77', 500),
      (_request, res) => sendJson(res, 'partner-text-77', 401),
      (_request, res) => sendJson(res, {}, 302, { location: 'https://partner-text-77.example' }),
      (_request, res) => res.destroy(),
      (_request, res) => res.end('partner-text-77'),
      ({ url }, res) => (url.pathname === '/login' ? sendJson(res, { token: 'token-77' }) : sendJson(res, {}, 401)),
      () => undefined,
    ];
    const auths: Auth[] = [
      { type: 'api-key', in: 'query', name: 'token', secret: 'KEY' },
      { type: 'customer-token', reference: 'accessToken' },
      { type: 'bearer', secret: 'MISSING' },
      login,
    ];
    const text: string[] = [];
    for (const answer of answers) {
      for (const auth of auths) {
        const partner = await startPartner(answer);
        const { fetch, lines } = startStage([acme({ auth, deadlineMs: 50 })], partner.baseUrl, { secrets: SECRETS });
        const results = await fetch([want('customer-77', { ticker: 'ticker-77', accessToken: 'access-77' })]);
        expect(lines.length).toBeGreaterThan(0);
        text.push(JSON.stringify(lines), JSON.stringify(results.map(({ result }) => result)));
      }
    }
    expect(text.join('\n')).not.toMatch(/77|127\.0\.0\.1|http:/);
  });
});

describe('an optional bearer token', () => {
  it('is sent where it is set, and left out where it is not', async () => {
    const set = await receivedWith({ type: 'bearer', secret: 'KEY', isOptional: true });
    expect(set.request?.headers.authorization).toBe('Bearer key-value-77');
    const unset = await receivedWith({ type: 'bearer', secret: 'UNSET', isOptional: true });
    expect([unset.outcome, unset.request?.headers.authorization]).toEqual(['record', undefined]);
  });
});
