/** OAuth 2.0 over real sockets: the bank's own token, customers' tokens, and how seldom either is asked for. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Auth, ClientCredentialsAuth, CustomerTokenAuth } from '../../src/sdk/index.ts';
import { createPartnerStores } from '../../src/store/partner-stores.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { hasServer } from '../support/database.ts';
import { database, partnerStores } from '../support/partner-stores.ts';
import { type PartnerOnSocket, type Received, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, startStage, type StageOptions, want } from './stage.ts';

const SECRETS = { ID: 'client id&77', SECRET: 'sécret:77/+', OTHER: 'x' };
const TOKEN_PATH = '/oauth/token';

const own: ClientCredentialsAuth = {
  type: 'oauth2-client-credentials',
  tokenUrl: TOKEN_PATH,
  clientId: 'ID',
  clientSecret: 'SECRET',
  authentication: 'basic',
};

const formOf = ({ body }: Received): Record<string, string> => Object.fromEntries(new URLSearchParams(body));
const isTokenRequest = ({ url }: Received): boolean => url.pathname === TOKEN_PATH;
const requestsOf = (partner: PartnerOnSocket): readonly Received[] => partner.received.filter(isTokenRequest);
const callsOf = (partner: PartnerOnSocket): readonly Received[] =>
  partner.received.filter((request) => !isTokenRequest(request));

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
const start = (partner: PartnerOnSocket, auth: Auth, options: StageOptions = {}) =>
  startStage([acme({ auth, deadlineMs: 20_000 })], partner.baseUrl, { secrets: SECRETS, ...options });

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
  ])('%s is a fault with a name of its own', async (_name, status, body, expected) => {
    const partner = await startPartner((_request, res) => sendJson(res, body, status));
    const { fetch, lines } = start(partner, own);
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([expected]);
    expect(callsOf(partner)).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain('77');
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

  it('is never asked for at a host that is not allowed', async () => {
    const partner = await tokenPartner();
    const { fetch } = start(partner, { ...own, tokenUrl: 'https://login.evil.example/token' });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual(['PARTNER_UNAVAILABLE host-refused']);
    expect(partner.received).toEqual([]);
  });
});

const granted: CustomerTokenAuth = {
  type: 'customer-token',
  reference: 'accessToken',
  refresh: { ...own, reference: 'refreshToken' } as CustomerTokenAuth['refresh'] & object,
};

/** Customers' refresh tokens rotate: each works once. Access tokens of imports are refused, those given out here open. */
function rotatingPartner(about: object = {}, isRevoked = () => false) {
  const good = new Set(['rt-0']);
  const open = new Set<string>();
  let number = 0;
  return startPartner((request, res) => {
    if (isTokenRequest(request)) {
      const given = formOf(request)['refresh_token'] ?? '';
      if (!good.delete(given) || isRevoked()) return sendJson(res, { error: 'invalid_grant' }, 400);
      number += 1;
      open.clear();
      open.add(`at-${number}`);
      good.add(`rt-${number}`);
      return sendJson(res, {
        access_token: `at-${number}`,
        token_type: 'bearer',
        refresh_token: `rt-${number}`,
        ...about,
      });
    }
    const isOpen = open.has(String(request.headers.authorization).replace('Bearer ', ''));
    sendJson(res, '{"price": 1}', isOpen ? 200 : 401);
  });
}

/** All replicas unwrap the customer's key alike. */
function sharedVault() {
  const rows = new Map<string, never>();
  const keys = {
    find: async (ids: readonly string[]) => ids.flatMap((id) => rows.get(id) ?? []),
    insertIfAbsent: async (fresh: readonly { readonly customerId: string }[]) => {
      for (const key of fresh) if (!rows.has(key.customerId)) rows.set(key.customerId, key as never);
    },
  };
  const kek = { id: 'k1', bytes: randomBytes(32) };
  return () => createVault({ keyEncryptionKey: kek, keys, cacheSize: 10 });
}

const held = (ticker: string, accessToken = 'stale-77', refreshToken: string | null = 'rt-0') =>
  want('c-1', { ticker, accessToken, ...(refreshToken === null ? {} : { refreshToken }) });

describe("a customer's token", () => {
  it('that is refused is renewed once for five hundred calls on two replicas, rotation kept', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    const elsewhere = hasServer ? createPartnerStores(database.replica()) : partnerStores;
    const replicas = [partnerStores, elsewhere].map((stores) =>
      startStage(
        [acme({ auth: granted, deadlineMs: 20_000, limits: { windows: [], concurrency: 500 } })],
        partner.baseUrl,
        {
          secrets: SECRETS,
          vault: vaultOf(),
          stores: { leases: stores.leases, tokens: stores.tokens },
        },
      ),
    );
    const all = Array.from({ length: 500 }, (_, i) => replicas[i % 2]?.fetch([held(`T${i}`)]));
    const outcomes = (await Promise.all(all)).flatMap((fetched) => (fetched ?? []).map(outcomeOf));
    expect(new Set(outcomes)).toEqual(new Set(['record']));
    expect(requestsOf(partner).map((request) => formOf(request)['refresh_token'])).toEqual(['rt-0']);
    expect(callsOf(partner).length).toBeLessThanOrEqual(1_000);
  }, 60_000);

  it('renewed before is known to the next process, and renewed with the rotated refresh token when it ends', async () => {
    const partner = await rotatingPartner({ expires_in: 600 });
    const vaultOf = sharedVault();
    const first = start(partner, granted, { vault: vaultOf() });
    expect((await first.fetch([held('A')])).map(outcomeOf)).toEqual(['record']);
    const next = start(partner, granted, { vault: vaultOf() });
    expect((await next.fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
    expect(callsOf(partner).map(({ headers }) => headers.authorization)).toEqual([
      'Bearer stale-77',
      'Bearer at-1',
      'Bearer at-1',
    ]);
    next.clock.nowMs += 540_001;
    expect((await next.fetch([held('C')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner).map((request) => formOf(request)['refresh_token'])).toEqual(['rt-0', 'rt-1']);
    expect(callsOf(partner).at(-1)?.headers.authorization).toBe('Bearer at-2');
  });

  it('newly imported wins over what was renewed before', async () => {
    const partner = await rotatingPartner();
    const { fetch } = start(partner, granted);
    await fetch([held('A')]);
    await fetch([held('B', 'imported-77', 'rt-1')]);
    expect(callsOf(partner).map(({ headers }) => headers.authorization)).toEqual([
      'Bearer stale-77',
      'Bearer at-1',
      'Bearer imported-77',
      'Bearer at-2',
    ]);
  });

  it('whose authorisation was taken back is a gap of its own, and the partner is not asked again and again', async () => {
    const partner = await rotatingPartner({}, () => true);
    const vaultOf = sharedVault();
    const { fetch, clock } = start(partner, granted, { vault: vaultOf() });
    const ended = ['PARTNER_REFUSED_CREDENTIALS customer-authorisation-ended'];
    expect((await fetch([held('A')])).map(outcomeOf)).toEqual(ended);
    expect((await fetch([held('B')])).map(outcomeOf)).toEqual(ended);
    const other = start(partner, granted, { vault: vaultOf() });
    expect((await other.fetch([held('C')])).map(outcomeOf)).toEqual(ended);
    expect(partner.received.map(({ url }) => url.pathname)).toEqual(['/quotes/A', TOKEN_PATH]);
    clock.nowMs += 15 * 60_000 + 1;
    expect((await fetch([held('D')])).map(outcomeOf)).toEqual(ended);
    expect(requestsOf(partner)).toHaveLength(2);
  });

  it('without a refresh token is used as it is, and what the partner says of it stands', async () => {
    const partner = await rotatingPartner();
    const { fetch } = start(partner, granted);
    expect((await fetch([held('A', 'stale-77', null)])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS status-401',
    ]);
    expect(requestsOf(partner)).toEqual([]);
  });

  it('is renewed although it cannot be kept, and rests sealed where it can', async () => {
    const partner = await rotatingPartner();
    const broken = { find: () => Promise.reject(new Error('x')), save: () => Promise.reject(new Error('x')) };
    const { fetch, lines } = start(partner, granted, { stores: { tokens: broken } });
    expect((await fetch([held('A')])).map(outcomeOf)).toEqual(['record']);
    expect((await fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
    expect(lines.map(({ fields }) => fields['reason'])).toContain('token-not-kept');

    const other = await rotatingPartner();
    await start(other, granted).fetch([held('A')]);
    const [row] = await database.db.query<{ sealed: Uint8Array; seed: string }>({
      text: 'SELECT * FROM partner_tokens',
    });
    expect(Buffer.from(row?.sealed ?? []).length).toBeGreaterThan(40);
    expect(JSON.stringify(row) + Buffer.from(row?.sealed ?? []).toString('latin1')).not.toMatch(
      /at-1|rt-1|rt-0|stale-77/,
    );
  });

  it('is of nobody else: two customers are renewed apart', async () => {
    const good = new Map([
      ['rt-a', 'at-a'],
      ['rt-b', 'at-b'],
    ]);
    const partner = await startPartner((request, res) => {
      if (isTokenRequest(request))
        return sendJson(res, { access_token: good.get(formOf(request)['refresh_token'] ?? ''), token_type: 'bearer' });
      const isOpen = [...good.values()].includes(String(request.headers.authorization).replace('Bearer ', ''));
      sendJson(res, '{"price": 1}', isOpen ? 200 : 401);
    });
    const me = endpoint({ references: [], request: () => ({ method: 'GET', path: '/me' }) });
    const { fetch } = startStage([acme({ auth: granted, endpoints: [me] })], partner.baseUrl, { secrets: SECRETS });
    const fetched = await fetch([
      want('c-a', { accessToken: 'old-a', refreshToken: 'rt-a' }),
      want('c-b', { accessToken: 'old-b', refreshToken: 'rt-b' }),
    ]);
    expect(fetched.map(outcomeOf)).toEqual(['record', 'record']);
    expect(
      callsOf(partner)
        .map(({ headers }) => headers.authorization)
        .sort(),
    ).toEqual(['Bearer at-a', 'Bearer at-b', 'Bearer old-a', 'Bearer old-b']);
  });
});
