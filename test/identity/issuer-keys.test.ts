/**
 * Keys come, go and are sometimes not to be had; verified tokens are remembered, never for too long.
 */
import { beforeAll, describe, expect, it, test } from 'vitest';
import { KEY_AGES } from '../../src/identity/issuer-keys.ts';
import { type Key, makeKey, NOW_S, openGate, sign, startIssuer, TOLERANCE_S } from './issuer.ts';

const MAX_AGE_S = KEY_AGES.maxAgeMs / 1000;
const REFRESH_S = KEY_AGES.refreshAfterMs / 1000;
const COOLDOWN_S = KEY_AGES.cooldownMs / 1000;

let old: Key;
let next: Key;

beforeAll(async () => {
  [old, next] = await Promise.all([makeKey('ES256', 'k-old'), makeKey('ES256', 'k-next')]);
});

const long = { exp: NOW_S + 86_400 };
const UNREACHABLE = { code: 'INTERNAL', internal: 'issuer-unreachable', retryAfterMs: KEY_AGES.retryAfterMs };

describe('rotation', () => {
  it('a new key is found at once, and the removed one is refused once the keys were read again', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    const ofOld = await sign(old, long);
    await gate.enter(ofOld);
    issuer.publish(next.jwk);
    gate.later(COOLDOWN_S);
    await gate.enter(await sign(next, long));
    await expect(gate.enter(ofOld)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', internal: 'signature' });
  });

  it('a removed key is refused after the age of the keys, although its tokens were remembered', async () => {
    const issuer = await startIssuer(old.jwk, next.jwk);
    const gate = openGate(issuer.jwksUrl);
    const ofOld = await sign(old, long);
    await gate.enter(ofOld);
    issuer.publish(next.jwk);
    gate.later(REFRESH_S - 1);
    await gate.enter(ofOld);
    expect(issuer.reads()).toBe(1);
    gate.later(MAX_AGE_S);
    await expect(gate.enter(ofOld)).rejects.toMatchObject({ internal: 'signature' });
    await gate.enter(await sign(next, long));
  });

  it('keys are read ahead of their age without making anybody wait', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    const token = await sign(old, long);
    await gate.enter(token);
    issuer.hang();
    gate.later(REFRESH_S);
    await gate.enter(token);
    await expect.poll(() => issuer.reads()).toBe(2);
  });

  it('unknown key ids do not become load on the issuer', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    await gate.enter(await sign(old));
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, i) => sign({ ...next, kid: `k-${i}` })));
    for (const wait of [0, COOLDOWN_S]) {
      gate.later(wait);
      const results = await Promise.allSettled(tokens.map((token) => gate.enter(token)));
      expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    }
    expect(issuer.reads()).toBe(2);
  });

  it('many first requests share one reading', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, i) => sign(old, { sub: `user-${i}` })));
    await Promise.all(tokens.map((token) => gate.enter(token)));
    expect(issuer.reads()).toBe(1);
  });
});

describe('an issuer that does not answer', () => {
  const BROKEN: readonly (readonly [string, number, string])[] = [
    ['a server error', 500, '{}'],
    ['a redirect', 302, ''],
    ['no content', 204, ''],
    ['a page', 200, '<html>planted</html>'],
    ['no key set', 200, '{"keys":"planted"}'],
    ['nothing', 200, ''],
  ];

  test.each(BROKEN)('with %s is not the fault of the token', async (_what, status, body) => {
    const issuer = await startIssuer();
    issuer.answer(status, body);
    const gate = openGate(issuer.jwksUrl);
    const entered = gate.enter(await sign(old));
    await expect(entered).rejects.toMatchObject(UNREACHABLE);
    await expect(entered).rejects.not.toThrow(/planted/);
    issuer.publish(old.jwk);
    gate.later(KEY_AGES.retryAfterMs / 1000);
    await gate.enter(await sign(old));
  });

  it('at all is not the fault of the token, is asked at most once a second, and recovers', async () => {
    const issuer = await startIssuer(old.jwk);
    await issuer.close();
    const gate = openGate(issuer.jwksUrl);
    for (let i = 0; i < 3; i += 1) await expect(gate.enter(await sign(old))).rejects.toMatchObject(UNREACHABLE);
  });

  it('leaves remembered tokens at work, even beyond the age of the keys, and refuses what it cannot check', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    const token = await sign(old, long);
    const caller = await gate.enter(token);
    issuer.answer(503, '');
    gate.later(MAX_AGE_S + 1);
    expect(await gate.enter(token)).toBe(caller);
    expect(await gate.enter(token)).toBe(caller);
    await expect(gate.enter(await sign(old, { ...long, sub: 'bo' }))).rejects.toMatchObject(UNREACHABLE);
    gate.later(86_400);
    await expect(gate.enter(token)).rejects.toMatchObject(UNREACHABLE);
  });

  it('for a while within the age of the keys is not noticed', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    await gate.enter(await sign(old, long));
    issuer.answer(503, '');
    gate.later(MAX_AGE_S - 1);
    await gate.enter(await sign(old, { ...long, sub: 'bo' }));
  });
});

describe('remembered tokens', () => {
  it('are not verified again, and never serve past expiry and tolerance', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    const token = await sign(old, { exp: NOW_S + 60 });
    const caller = await gate.enter(token);
    gate.later(60 + TOLERANCE_S - 1);
    expect(await gate.enter(token)).toBe(caller);
    gate.later(1);
    await expect(gate.enter(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', internal: 'expired' });
  });

  it('do not vouch for a token with the same beginning', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl);
    const token = await sign(old);
    await gate.enter(token);
    await expect(gate.enter(`${token.slice(0, -4)}AAAA`)).rejects.toMatchObject({ internal: 'signature' });
  });

  it('are bounded: the one used longest ago is verified anew', async () => {
    const issuer = await startIssuer(old.jwk);
    const gate = openGate(issuer.jwksUrl, 2);
    const [a = '', b = '', c = ''] = await Promise.all(['a', 'b', 'c'].map((sub) => sign(old, { sub })));
    const first = await gate.enter(a);
    const second = await gate.enter(b);
    expect(await gate.enter(a)).toBe(first);
    await gate.enter(c);
    expect(await gate.enter(a)).toBe(first);
    expect(await gate.enter(b)).not.toBe(second);
  });
});
