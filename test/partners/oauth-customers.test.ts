/** Customers' OAuth 2.0 tokens over real sockets: renewed once however many ask, on however many replicas, and never mixed up. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { hasServer } from '../support/database.ts';
import { database, openPartnerStores, partnerStores } from '../support/partner-stores.ts';
import { callsOf, formOf, isTokenRequest, requestsOf, SECRETS, start, TOKEN_PATH } from './oauth-partner.ts';
import { granted, held, rotatingPartner, sharedVault } from './oauth-rotation.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, startStage, want } from './stage.ts';

describe("a customer's token", () => {
  it('that is refused is renewed once for five hundred calls on two replicas, rotation kept', async () => {
    // The first refresh is answered only when every call was refused, and the other replica had every chance to refresh by itself.
    const partner = await rotatingPartner({}, undefined, async () => {
      while (callsOf(partner).length < 500) await wait(10);
      await wait(500);
    });
    const vaultOf = sharedVault();
    const elsewhere = hasServer ? openPartnerStores(database.replica()) : partnerStores;
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
    const all = Array.from({ length: 500 }, (_, i) => replicas[i % 2]!.fetch([held(`T${i}`)]));
    const outcomes = (await Promise.all(all)).flatMap((fetched) => fetched.map(outcomeOf));
    expect(new Set(outcomes)).toEqual(new Set(['record']));
    expect(requestsOf(partner).map((request) => formOf(request)['refresh_token'])).toEqual(['rt-0']);
    expect(callsOf(partner)).toHaveLength(1_000);
    const renewals = replicas.flatMap(({ notes }) => notes.filter(({ decision }) => decision === 'renew'));
    expect(renewals).toMatchObject([{ step: 'credentials', reason: 'token-refused' }]);
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

  it('rests sealed', async () => {
    const partner = await rotatingPartner();
    await start(partner, granted).fetch([held('A')]);
    const [row] = await database.db.query<{ sealed: Uint8Array; seed: string }>({
      text: 'SELECT * FROM partner_tokens',
    });
    expect(Buffer.from(row?.sealed ?? []).length).toBeGreaterThan(40);
    expect(JSON.stringify(row) + Buffer.from(row?.sealed ?? []).toString('latin1')).not.toMatch(
      /at-1|rt-1|rt-0|stale-77/,
    );
  });

  it('that cannot be read is not renewed: an older refresh token would cost the authorisation', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    await start(partner, granted, { vault: vaultOf() }).fetch([held('A')]);
    const unreadable = { ...partnerStores.tokens, find: () => Promise.reject(new Error('x')) };
    const { fetch, lines } = start(partner, granted, { vault: vaultOf(), stores: { tokens: unreadable } });
    expect((await fetch([held('B')])).map(outcomeOf)).toEqual(['PARTNER_UNAVAILABLE token-unreadable']);
    expect(requestsOf(partner)).toHaveLength(1);
    expect(lines.map(({ fields }) => fields['reason'])).toContain('token-unreadable');
  });

  it('that could not be kept serves at once, and is kept before another replica may renew it', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    let failures = 4;
    const failing: typeof partnerStores.tokens = {
      ...partnerStores.tokens,
      save: (...row) => ((failures -= 1) >= 0 ? Promise.reject(new Error('x')) : partnerStores.tokens.save(...row)),
    };
    const { fetch, lines } = start(partner, granted, { vault: vaultOf(), stores: { tokens: failing } });
    expect((await fetch([held('A')])).map(outcomeOf)).toEqual(['record']);
    expect(lines.map(({ fields }) => fields['reason'])).toContain('token-not-kept');
    const other = start(partner, granted, { vault: vaultOf() });
    expect((await other.fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
  });

  it('renewed elsewhere wins, however far the replicas’ clocks are apart', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    const ahead = start(partner, granted, { vault: vaultOf() });
    const behind = start(partner, granted, { vault: vaultOf() });
    ahead.clock.nowMs += 3_600_000;
    expect((await ahead.fetch([held('A')])).map(outcomeOf)).toEqual(['record']);
    expect((await behind.fetch([held('REVOKED')])).map(outcomeOf)).toEqual(['record']);
    ahead.clock.nowMs += 6_000;
    expect((await ahead.fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner).map((request) => formOf(request)['refresh_token'])).toEqual(['rt-0', 'rt-1']);
  });

  it('whose renewal takes longer than anybody waits is there for the next call', async () => {
    const partner = await rotatingPartner({}, undefined, () => wait(900));
    const { fetch } = startStage([acme({ auth: granted, deadlineMs: 400 })], partner.baseUrl, { secrets: SECRETS });
    expect((await fetch([held('A')])).map(outcomeOf)).toEqual(['PARTNER_TIMEOUT login-deadline']);
    await wait(1_000);
    expect((await fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
  });

  it('that is being renewed when the gateway closes is kept first', async () => {
    const left = new AbortController();
    const partner = await rotatingPartner({}, undefined, () => (left.abort(), wait(500)));
    const vaultOf = sharedVault();
    const { fetch, partners } = start(partner, granted, { vault: vaultOf() });
    expect((await fetch([held('A')], left.signal)).map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted']);
    await partners.close();
    expect((await start(partner, granted, { vault: vaultOf() }).fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
  });

  it('is renewed by another replica where the one that had set about it died', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    const dying = { acquire: async (name: string) => (await partnerStores.leases.acquire(name, 400), new Promise<never>(() => undefined)) }; // prettier-ignore
    const left = new AbortController();
    const dead = start(partner, granted, { vault: vaultOf(), stores: { leases: dying } });
    const unanswered = dead.fetch([held('A')], left.signal);
    while (callsOf(partner).length < 1) await wait(10);
    expect((await start(partner, granted, { vault: vaultOf() }).fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner)).toHaveLength(1);
    left.abort();
    await unanswered;
  });

  it('of nobody is asked for while the partner refuses the bank itself', async () => {
    const partner = await startPartner((request, res) =>
      isTokenRequest(request) ? sendJson(res, { error: 'invalid_client' }, 401) : sendJson(res, {}, 401),
    );
    const { fetch, clock } = start(partner, granted);
    const of = (customerId: string) => ({ ...held('A', `at-${customerId}`, `rt-${customerId}`), customerId });
    for (const id of ['c-1', 'c-2', 'c-3'])
      expect((await fetch([of(id)])).map(outcomeOf)).toEqual(['PARTNER_REFUSED_CREDENTIALS token-invalid-client']);
    expect(requestsOf(partner)).toHaveLength(1);
    clock.nowMs += 5_001;
    await fetch([of('c-4')]);
    expect(requestsOf(partner)).toHaveLength(2);
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
