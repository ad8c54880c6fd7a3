/** The bank's own OAuth 2.0 token over real sockets, and how seldom it is asked for. */
import { describe, expect, it } from 'vitest';
import { callsOf, formOf, isTokenRequest, own, requestsOf, SECRETS, start } from './oauth-partner.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { outcomeOf, want } from './stage.ts';

/** Grants at-1, at-2 …; only the newest opens the door, unless told otherwise. */
function tokenPartner(
  grant: (number: number) => object = () => ({}),
  opens = (token: string, newest: string) => token === newest,
) {
  let granted = 0;
  return startPartner((request, res) => {
    if (isTokenRequest(request)) {
      granted += 1;
      return sendJson(res, { access_token: `at-${granted}`, token_type: 'Bearer', expires_in: 600, ...grant(granted) });
    }
    const token = String(request.headers.authorization).replace('Bearer ', '');
    sendJson(res, '{"price": 1}', opens(token, `at-${granted}`) ? 200 : 401);
  });
}

const many = Array.from({ length: 60 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` }));
describe("the bank's own token", () => {
  it('is asked for with id and secret form-urlencoded before they become Basic credentials', async () => {
    const partner = await tokenPartner();
    const { fetch } = start(partner, {
      ...own,
      scope: 'quotes read',
      parameters: { audience: 'bank', grant_type: 'x' },
    });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual(['record']);
    const [request] = requestsOf(partner);
    // RFC 6749, 2.3.1 and appendix B.
    const pair = 'client+id%2677:s%C3%A9cret%3A77%2F%2B';
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(pair).toString('base64')}`);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request && formOf(request)).toEqual({
      grant_type: 'client_credentials',
      scope: 'quotes read',
      audience: 'bank',
    });
    expect(callsOf(partner)[0]?.headers.authorization).toBe('Bearer at-1');
  });

  it('is asked for with the client in the body where the partner wants that', async () => {
    const partner = await tokenPartner();
    const { fetch } = start(partner, { ...own, authentication: 'body' });
    await fetch([want('c-1', { ticker: 'A' })]);
    const [request] = requestsOf(partner);
    expect(request?.headers.authorization).toBeUndefined();
    expect(request && formOf(request)).toEqual({
      grant_type: 'client_credentials',
      client_id: SECRETS.ID,
      client_secret: SECRETS.SECRET,
    });
  });

  it('is asked for once by sixty calls at once, and again a little before it ends', async () => {
    const partner = await tokenPartner();
    const { fetch, clock, notes } = start(partner, own);
    await Promise.all(many.map((one) => fetch([one])));
    expect(requestsOf(partner)).toHaveLength(1);
    clock.nowMs += 539_000;
    await fetch(many);
    expect(requestsOf(partner)).toHaveLength(1);
    clock.nowMs += 1_001;
    await fetch(many.map((one) => ({ ...one, references: { ticker: `${one.references['ticker']}b` } })));
    expect(requestsOf(partner)).toHaveLength(2);
    expect(notes.filter(({ step }) => step === 'credentials').map(({ reason }) => reason)).toEqual([
      'first-use',
      'token-due',
    ]);
  });

  it('that the partner refuses is renewed once for all calls together', async () => {
    const partner = await tokenPartner(
      () => ({}),
      (token) => token !== 'at-1',
    );
    const { fetch } = start(partner, own);
    expect(new Set((await fetch(many)).map(outcomeOf))).toEqual(new Set(['record']));
    expect(requestsOf(partner)).toHaveLength(2);
  });

  it('is not asked for over and over where every token is refused', async () => {
    const partner = await tokenPartner(
      () => ({}),
      () => false,
    );
    const { fetch, clock } = start(partner, own);
    for (let i = 0; i < 5; i += 1) {
      expect((await fetch([want('c-1', { ticker: `T${i}` })])).map(outcomeOf)).toEqual([
        'PARTNER_REFUSED_CREDENTIALS status-401',
      ]);
    }
    expect(requestsOf(partner)).toHaveLength(2);
    clock.nowMs += 5_001;
    await fetch([want('c-1', { ticker: 'Z' })]);
    expect(requestsOf(partner)).toHaveLength(3);
  });

  it.each([
    ['a refused client', 401, { error: 'invalid_client' }, 'PARTNER_REFUSED_CREDENTIALS token-invalid-client'],
    ['a refused scope', 400, { error: 'invalid_scope' }, 'PARTNER_REFUSED_CREDENTIALS token-invalid-scope'],
    ['an error of no standard', 400, { error: 'partner-text-77' }, 'PARTNER_REFUSED_CREDENTIALS token-status-400'],
    ['a server error', 503, {}, 'PARTNER_UNAVAILABLE token-status-503'],
    ['no token', 200, { token_type: 'bearer' }, 'PARTNER_BROKE_CONTRACT token-wire:/access_token'],
    [
      'another kind of token',
      200,
      { access_token: 'a', token_type: 'mac' },
      'PARTNER_BROKE_CONTRACT token-wire:/token_type',
    ],
    ['a redirect', 302, {}, 'PARTNER_BROKE_CONTRACT token-redirect-refused'],
    ['a refusal with a 200', 200, { error: 'invalid_client' }, 'PARTNER_REFUSED_CREDENTIALS token-invalid-client'],
    [
      'an outage with a 400',
      400,
      { error: 'temporarily_unavailable' },
      'PARTNER_UNAVAILABLE token-temporarily-unavailable',
    ],
    ['a request to slow down', 400, { error: 'slow_down' }, 'PARTNER_THROTTLED token-slow-down'],
    [
      'a token with a line break',
      200,
      { access_token: 'a\r\nx-admin: 77', token_type: 'bearer' },
      'PARTNER_BROKE_CONTRACT token-wire:/access_token',
    ],
    [
      'a token of a megabyte',
      200,
      { access_token: 'a'.repeat(1_000_000), token_type: 'bearer' },
      'PARTNER_BROKE_CONTRACT token-wire:/access_token',
    ],
  ])('%s is a fault with a name of its own', async (_name, status, body, expected) => {
    const partner = await startPartner((_request, res) => sendJson(res, body, status));
    const { fetch, lines } = start(partner, own);
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([expected]);
    expect(callsOf(partner)).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain('77');
  });

  it.each([
    ['a lifetime that is none', { expires_in: true }],
    ['a negative lifetime', { expires_in: -1 }],
    ['a lifetime beyond all numbers', '{"access_token": "at-1", "token_type": "BEARER", "expires_in": 1e400}'],
    ['an empty refresh token', { refresh_token: '' }],
    ['no type', { token_type: undefined }],
  ])('is good in spite of %s', async (_name, about) => {
    const partner = await startPartner((request, res) => {
      const token = { access_token: 'at-1', token_type: 'Bearer' };
      if (isTokenRequest(request)) return sendJson(res, typeof about === 'string' ? about : { ...token, ...about });
      sendJson(res, '{"price": 1}', request.headers.authorization === 'Bearer at-1' ? 200 : 401);
    });
    const { fetch } = start(partner, own);
    for (const ticker of ['A', 'B'])
      expect((await fetch([want('c-1', { ticker })])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
  });

  it.each([
    ['says when', 429, { 'retry-after': '120' }, 120_000],
    ['is out of service until then', 503, { 'retry-after': '120' }, 120_000],
    ['does not say when', 429, {}, 5_000],
    ['answers a page', 200, {}, 5_000],
  ] as const)('is asked for once while the partner %s', async (_name, status, headers, forMs) => {
    const partner = await startPartner((_request, res) => sendJson(res, '<html>', status, headers));
    const { fetch, clock } = start(partner, own);
    const waitOf = async (ticker: string): Promise<unknown> => {
      const [fetched] = await fetch([want('c-1', { ticker })]);
      return fetched?.result && 'gap' in fetched.result ? fetched.result.gap.fault.retryAfterMs : fetched;
    };
    const first = await waitOf('A');
    clock.nowMs += forMs - 1_000;
    expect([first, await waitOf('B')]).toEqual('retry-after' in headers ? [120_000, 1_000] : [undefined, undefined]);
    expect(partner.received).toHaveLength(1);
    clock.nowMs += 1_000;
    await waitOf('C');
    expect(partner.received).toHaveLength(2);
  });

  it('that is refused is not asked for again at once by whoever comes next', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, { error: 'invalid_client' }, 401));
    const { fetch, clock } = start(partner, own);
    for (const one of many.slice(0, 5)) await fetch([one]);
    expect(partner.received).toHaveLength(1);
    clock.nowMs += 5_001;
    await fetch([want('c-9', { ticker: 'Z' })]);
    expect(partner.received).toHaveLength(2);
  });

  it('counts for the connector’s lifetime, or ten minutes, where the partner does not say', async () => {
    for (const [auth, lastsMs] of [
      [own, 540_000],
      [{ ...own, lifetimeMs: 60_000 }, 54_000],
    ] as const) {
      const partner = await tokenPartner(
        () => ({ expires_in: null }),
        () => true,
      );
      const { fetch, clock } = start(partner, auth);
      await fetch([want('c-1', { ticker: 'A' })]);
      clock.nowMs += lastsMs - 1;
      await fetch([want('c-1', { ticker: 'B' })]);
      expect(requestsOf(partner)).toHaveLength(1);
      clock.nowMs += 2;
      await fetch([want('c-1', { ticker: 'C' })]);
      expect(requestsOf(partner)).toHaveLength(2);
    }
  });

  it('is never asked for at a host that is not allowed: such a connector does not serve at all', async () => {
    for (const tokenUrl of ['https://login.evil.example/token', 'http://127.0.0.1/token', 'oauth/token']) {
      const partner = await tokenPartner();
      const { fetch, lines } = start(partner, { ...own, tokenUrl });
      expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
        'PARTNER_UNAVAILABLE connector-not-in-service',
      ]);
      expect(String(lines[0]?.fields['objection'])).toMatch(/^the token URL/);
      expect(partner.received).toEqual([]);
    }
  });
});
