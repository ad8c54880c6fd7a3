/** A customer's renewed token that the database did not take at once: kept as soon as may be, and never over what another has kept since. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { underLease } from '../../src/partners/credentials/under-lease.ts';
import { partnerStores } from '../support/partner-stores.ts';
import { callsOf, formOf, isTokenRequest, requestsOf, start } from './oauth-partner.ts';
import { granted, held, rotatingPartner, sharedVault } from './oauth-rotation.ts';
import { type PartnerOnSocket, sendJson, startPartner } from './partner-on-socket.ts';
import { outcomeOf } from './stage.ts';

const { tokens, leases } = partnerStores;

/** Every refresh token works again and again; of the access tokens only the newest. */
function lenientPartner() {
  let number = 0;
  return startPartner((request, res) => {
    if (isTokenRequest(request)) {
      number += 1;
      return sendJson(res, { access_token: `at-${number}`, token_type: 'bearer', refresh_token: `rt-${number}` });
    }
    sendJson(res, '{"price": 1}', request.headers.authorization === `Bearer at-${number}` ? 200 : 401);
  });
}

/** A replica whose writes fail until its link is mended, and whose leases end while it is at work. */
function startCutOff(partner: PartnerOnSocket, vault: ReturnType<ReturnType<typeof sharedVault>>) {
  const link = { isUp: false };
  const save: typeof tokens.save = (...row) => (link.isUp ? tokens.save(...row) : Promise.reject(new Error('x')));
  const short: typeof leases = { acquire: (name) => leases.acquire(name, 200) };
  const stage = start(partner, granted, { vault, stores: { tokens: { ...tokens, save }, leases: short } });
  /** Closing waits until what is in this process only is kept, or need not be. */
  const mend = async () => {
    link.isUp = true;
    await stage.partners.close();
  };
  return { ...stage, mend };
}

const used = (partner: PartnerOnSocket) => requestsOf(partner).map((request) => formOf(request)['refresh_token']);
const lastShown = (partner: PartnerOnSocket) => callsOf(partner).at(-1)?.headers.authorization;

describe("a customer's token that could not be kept", () => {
  it('does not replace the newer one that the next holder of the lease has kept', async () => {
    const partner = await lenientPartner();
    const vaultOf = sharedVault();
    const cutOff = startCutOff(partner, vaultOf());
    expect((await cutOff.fetch([held('A')])).map(outcomeOf)).toEqual(['record']);
    expect((await start(partner, granted, { vault: vaultOf() }).fetch([held('B')])).map(outcomeOf)).toEqual(['record']);
    await cutOff.mend();
    expect(cutOff.lines.map(({ fields }) => fields['reason'])).toContain('token-overtaken');
    expect((await start(partner, granted, { vault: vaultOf() }).fetch([held('C')])).map(outcomeOf)).toEqual(['record']);
    expect(lastShown(partner)).toBe('Bearer at-2');
    expect(used(partner)).toEqual(['rt-0', 'rt-0']);
  });

  it('does not replace one of newly imported references', async () => {
    const partner = await lenientPartner();
    const vaultOf = sharedVault();
    const cutOff = startCutOff(partner, vaultOf());
    const imported = (ticker: string) => held(ticker, 'imported', 'rt-imported');
    await cutOff.fetch([held('A')]);
    await start(partner, granted, { vault: vaultOf() }).fetch([imported('B')]);
    await cutOff.mend();
    const next = start(partner, granted, { vault: vaultOf() });
    expect((await next.fetch([imported('C')])).map(outcomeOf)).toEqual(['record']);
    expect(lastShown(partner)).toBe('Bearer at-2');
    expect(used(partner)).toEqual(['rt-0', 'rt-imported']);
  });

  it('counts where the next holder was refused only because its refresh token is used up', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    const cutOff = startCutOff(partner, vaultOf());
    await cutOff.fetch([held('A')]);
    const refused = await start(partner, granted, { vault: vaultOf() }).fetch([held('B')]);
    expect(refused.map(outcomeOf)).toEqual(['PARTNER_REFUSED_CREDENTIALS customer-authorisation-ended']);
    await cutOff.mend();
    expect((await start(partner, granted, { vault: vaultOf() }).fetch([held('C')])).map(outcomeOf)).toEqual(['record']);
    expect(lastShown(partner)).toBe('Bearer at-1');
    expect(used(partner)).toEqual(['rt-0', 'rt-0']);
  });

  it('counts so, too, where it was renewed again meanwhile', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    const cutOff = startCutOff(partner, vaultOf());
    await cutOff.fetch([held('A')]);
    cutOff.clock.nowMs += 6_000;
    expect((await cutOff.fetch([held('REVOKED')])).map(outcomeOf)).toEqual(['record']);
    await start(partner, granted, { vault: vaultOf() }).fetch([held('B')]);
    await cutOff.mend();
    expect((await start(partner, granted, { vault: vaultOf() }).fetch([held('C')])).map(outcomeOf)).toEqual(['record']);
    expect(lastShown(partner)).toBe('Bearer at-2');
    expect(used(partner)).toEqual(['rt-0', 'rt-1', 'rt-0']);
  });

  it('is kept before the gateway closes', async () => {
    const partner = await rotatingPartner();
    const vaultOf = sharedVault();
    let failures = 4;
    const save: typeof tokens.save = (...row) =>
      (failures -= 1) >= 0 ? Promise.reject(new Error('x')) : tokens.save(...row);
    const closing = start(partner, granted, { vault: vaultOf(), stores: { tokens: { ...tokens, save } } });
    await closing.fetch([held('A')]);
    expect(await tokens.find('acme-market', 'c-1')).toBeNull();
    await closing.partners.close();
    expect(await tokens.find('acme-market', 'c-1')).not.toBeNull();
  });

  it('keeps the gateway from closing for no longer than the grace', async () => {
    const partner = await rotatingPartner();
    const save = () => Promise.reject(new Error('x'));
    const closing = start(partner, granted, { stores: { tokens: { ...tokens, save } } });
    await closing.fetch([held('A')]);
    // Its lease lasts for more than twenty seconds.
    await closing.partners.close();
  }, 15_000);

  it('is tried again until the lease ends, which began before the work', async () => {
    let tries = 0;
    let after: Promise<unknown> | undefined;
    const settle = () => Promise.resolve((tries += 1) < 0);
    const log = { info: () => undefined, warn: () => undefined };
    const parts = { name: 'token', partner: 'p', leases, longestMs: 300, goesOn: (work: Promise<unknown>) => (after = work), log }; // prettier-ignore
    await underLease(parts, settle, () => wait(300, { value: null }));
    expect(after).toBeDefined();
    await after;
    expect(tries).toBe(1);
  });
});

it('that the customer took back says nothing of references imported meanwhile', async () => {
  let hasRenewed = false;
  const partner = await startPartner(async (request, res) => {
    if (!isTokenRequest(request))
      return sendJson(res, '{"price": 1}', request.headers.authorization === 'Bearer at-1' ? 200 : 401);
    if (formOf(request)['refresh_token'] === 'rt-0') {
      while (!hasRenewed) await wait(10);
      return sendJson(res, { error: 'invalid_grant' }, 400);
    }
    sendJson(res, { access_token: 'at-1', token_type: 'bearer', refresh_token: 'rt-1' });
  });
  const vaultOf = sharedVault();
  const imported = (ticker: string) => held(ticker, 'imported', 'rt-imported');
  const former = startCutOff(partner, vaultOf());
  const ended = former.fetch([held('A')]);
  while (requestsOf(partner).length < 1) await wait(10);
  await start(partner, granted, { vault: vaultOf() }).fetch([imported('B')]);
  hasRenewed = true;
  await former.mend();
  expect((await ended).map(outcomeOf)).toEqual(['PARTNER_REFUSED_CREDENTIALS customer-authorisation-ended']);
  const next = start(partner, granted, { vault: vaultOf() });
  expect((await next.fetch([imported('C')])).map(outcomeOf)).toEqual(['record']);
  expect(used(partner)).toEqual(['rt-0', 'rt-imported']);
});
