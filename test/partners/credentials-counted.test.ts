/** A login and a token request are calls: they count in the contract's windows, and the partner never sees more than those allow. */
import { describe, expect, it } from 'vitest';
import { callsOf, own, requestsOf, SECRETS } from './oauth-partner.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, startStage, want } from './stage.ts';

const HOUR_MS = 3_600_000;

function tokenPartner(isGood = (_token: string): boolean => true) {
  let granted = 0;
  return startPartner(({ url, headers }, res) => {
    if (url.pathname !== '/oauth/token')
      return sendJson(res, '{"price": 1}', isGood(String(headers.authorization)) ? 200 : 401);
    granted += 1;
    sendJson(res, { access_token: `at-${granted}`, token_type: 'bearer' });
  });
}

describe('a token request', () => {
  it('uses up a call of the window: with room for three, two of four calls get through', async () => {
    const partner = await tokenPartner();
    const limits = { windows: [{ calls: 3, perMs: HOUR_MS }], concurrency: 1 };
    const { fetch } = startStage([acme({ auth: own, limits, deadlineMs: 20_000 })], partner.baseUrl, {
      secrets: SECRETS,
    });
    const outcomes = [];
    for (const ticker of ['A', 'B', 'C', 'D'])
      outcomes.push(...(await fetch([want('c-1', { ticker })])).map(outcomeOf));
    expect(outcomes).toEqual(['record', 'record', 'PARTNER_THROTTLED limiter-wait', 'PARTNER_THROTTLED limiter-wait']);
    expect([requestsOf(partner).length, callsOf(partner).length]).toEqual([1, 2]);
  });

  it('that finds no room is not made, and says when there will be some', async () => {
    const partner = await tokenPartner();
    const limits = { windows: [{ calls: 1, perMs: HOUR_MS }], concurrency: 1 };
    const { fetch } = startStage([acme({ auth: own, limits, deadlineMs: 20_000 })], partner.baseUrl, {
      secrets: SECRETS,
    });
    const [fetched] = await fetch([want('c-1', { ticker: 'A' })]);
    expect(fetched?.result).toMatchObject({ gap: { fault: { code: 'PARTNER_THROTTLED' } } });
    expect(partner.received).toEqual([]);
  });

  it('and the repetition of a refused call count too: four calls for one answer', async () => {
    const partner = await tokenPartner((token) => token !== 'Bearer at-1');
    const limits = { windows: [{ calls: 5, perMs: HOUR_MS }], concurrency: 1 };
    const { fetch } = startStage([acme({ auth: own, limits, deadlineMs: 20_000 })], partner.baseUrl, {
      secrets: SECRETS,
    });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual(['record']);
    expect(partner.received).toHaveLength(4);
    expect((await fetch([want('c-1', { ticker: 'B' })])).map(outcomeOf)).toEqual(['record']);
    expect((await fetch([want('c-1', { ticker: 'C' })])).map(outcomeOf)).toEqual(['PARTNER_THROTTLED limiter-wait']);
    expect(partner.received).toHaveLength(5);
  });
});
