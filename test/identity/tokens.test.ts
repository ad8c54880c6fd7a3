/**
 * Which tokens become a Caller. Real keys, real signatures, a real key set over a socket.
 */
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { CompactEncrypt, type CryptoKey, exportSPKI, importJWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { GatewayError } from '../../src/domain/errors.ts';
import { describeError } from '../../src/telemetry/describe-error.ts';
import {
  CLAIMS,
  type Claims,
  ISSUER,
  type Key,
  makeKey,
  NOW_S,
  openGate,
  sign,
  startIssuer,
  TOLERANCE_S,
} from './issuer.ts';

let rsa: Key;
let ec: Key;
let ed: Key;
let stranger: Key;

beforeAll(async () => {
  [rsa, ec, ed, stranger] = await Promise.all([
    makeKey('RS256', 'rsa-1'),
    makeKey('ES256', 'ec-1'),
    makeKey('EdDSA', 'ed-1'),
    makeKey('EdDSA', 'ed-1'),
  ]);
});

const gate = async () => openGate((await startIssuer(rsa.jwk, ec.jwk, ed.jwk)).jwksUrl);

/** The refusal of a token; proves on the way that nothing of the token can be read from it. */
async function refusal(token: string): Promise<GatewayError> {
  const err: unknown = await (await gate()).enter(token).then(
    () => expect.unreachable('the token was accepted'),
    (cause: unknown) => cause,
  );
  expect(err).toBeInstanceOf(GatewayError);
  const printed = inspect(err, { depth: 20, showHidden: true }) + JSON.stringify(describeError(err));
  for (const part of token.split('.').filter((one) => one.length > 8)) {
    expect(printed).not.toContain(part);
    expect(printed).not.toContain(Buffer.from(part, 'base64url').toString('utf8').slice(0, 40));
  }
  expect(printed).not.toContain('planted');
  return err as GatewayError;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (header: object, claims: object = CLAIMS): string => `${part(header)}.${part(claims)}.`;

describe('accepted', () => {
  test.each(['RS256', 'ES256', 'EdDSA'])('a token signed with %s becomes its caller', async (alg) => {
    const key = [rsa, ec, ed].find((one) => one.alg === alg) ?? ed;
    expect(await (await gate()).enter(await sign(key))).toEqual({
      subject: 'ana',
      application: 'loan-desk',
      roles: ['auditor', 'officer'],
      expiresAtS: NOW_S + 600,
    });
  });

  it('a token that spells its algorithm Ed25519 (RFC 9864)', async () => {
    await (await gate()).enter(await sign({ ...ed, alg: 'Ed25519' }));
  });

  it('azp names the application where the issuer has no client_id; client_id wins', async () => {
    const one = await gate();
    const azp = await one.enter(await sign(ed, { client_id: undefined, azp: 'branch-app' }));
    const both = await one.enter(await sign(ed, { azp: 'branch-app' }));
    expect([azp.application, both.application]).toEqual(['branch-app', 'loan-desk']);
  });

  it('a token without roles has none, and one of several audiences is enough', async () => {
    const caller = await (await gate()).enter(await sign(ed, { roles: undefined, aud: ['other', 'gateway'] }));
    expect(caller.roles).toEqual([]);
  });

  it('a token that names a branch and books has them, each once; one that does not has none', async () => {
    const one = await gate();
    const placed = await one.enter(await sign(ed, { branch: 'CN-SHANGHAI', books: ['B-2', 'B-1', 'B-2'] }));
    expect(placed).toMatchObject({ branch: 'CN-SHANGHAI', books: ['B-1', 'B-2'] });
    expect(Object.keys(await one.enter(await sign(ed)))).not.toEqual(expect.arrayContaining(['branch', 'books']));
  });

  test.each(['JWT', 'AT+JWT', 'application/at+jwt', undefined])('a token of type %s', async (typ) => {
    await (await gate()).enter(await sign(ed, {}, { typ } as { typ: string }));
  });

  test.each(['bearer', 'BEARER', 'Bearer  '])('the scheme written %j', async (scheme) => {
    await (await gate()).authenticate(`${scheme} ${await sign(ed)}`);
  });

  it('a token within the clock tolerance of its expiry and its beginning', async () => {
    const one = await gate();
    await one.enter(await sign(ed, { exp: NOW_S - TOLERANCE_S + 1 }));
    await one.enter(await sign(ed, { nbf: NOW_S + TOLERANCE_S }));
  });

  it('a token without kid, where the issuer has one key of its kind', async () => {
    await (await gate()).enter(await sign(ed, {}, { kid: undefined } as object));
  });

  it('of a claim given twice the last counts, as RFC 7519 §4 has it', async () => {
    const text = JSON.stringify(CLAIMS).replace('{', '{"sub":"first","roles":["admin"],');
    const caller = await (await gate()).enter(await signText(text, ed));
    expect(caller).toMatchObject({ subject: 'ana', roles: ['auditor', 'officer'] });
  });

  it('a claim called __proto__ gives nothing', async () => {
    const text = JSON.stringify({ ...CLAIMS, roles: undefined }).replace('{', '{"__proto__":{"roles":["admin"]},');
    expect((await (await gate()).enter(await signText(text, ed))).roles).toEqual([]);
  });
});

describe('refused', () => {
  it('no header at all, without blaming a token', async () => {
    const refused = (await gate()).authenticate(undefined);
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED', internal: 'no-token' });
  });

  test.each(['', 'Basic YTpi', 'Bearer', 'Bearer ', 'Bearer x', 'Bearer a.b', 'Bearer a.b.c d.e.f', 'Bearer a.b.c.d'])(
    'the header %j',
    async (header) => {
      await expect((await gate()).authenticate(header)).rejects.toMatchObject({ internal: 'not-a-jwt' });
    },
  );

  const CLAIM_CASES: readonly (readonly [string, Claims, string])[] = [
    ['expired', { exp: NOW_S - TOLERANCE_S }, 'expired'],
    ['not valid yet', { nbf: NOW_S + TOLERANCE_S + 1 }, 'claim-nbf'],
    ['of another issuer', { iss: 'https://other.example' }, 'claim-iss'],
    ['of no issuer', { iss: undefined }, 'claim-iss'],
    ['for another audience', { aud: 'planted-audience' }, 'claim-aud'],
    ['for no audience', { aud: undefined }, 'claim-aud'],
    ['without expiry', { exp: undefined }, 'claim-exp'],
    ['with an expiry that is text', { exp: '9999999999' }, 'claim-exp'],
    ['without subject', { sub: undefined }, 'claim-sub'],
    ['with an empty subject', { sub: '' }, 'claim-sub'],
    ['with a subject that is no text', { sub: 7 }, 'claim-sub'],
    ['with a NUL in its subject', { sub: 'planted\0' }, 'claim-sub'],
    ['with half a surrogate pair', { sub: 'planted\ud800' }, 'claim-sub'],
    ['with an endless subject', { sub: 'planted'.repeat(50) }, 'claim-sub'],
    ['without application', { client_id: undefined }, 'claim-client_id'],
    ['with a list as application', { client_id: ['planted'] }, 'claim-client_id'],
    ['whose roles are no list', { roles: 'planted-role' }, 'claim-roles'],
    ['whose roles are an object', { roles: { length: 1, 0: 'planted' } }, 'claim-roles'],
    ['with a role that is no name', { roles: ['officer', { planted: 1 }] }, 'claim-roles'],
    ['whose branch is a list', { branch: ['planted'] }, 'claim-branch'],
    ['whose branch is nothing', { branch: null }, 'claim-branch'],
    ['with a branch without a name', { branch: '' }, 'claim-branch'],
    ['whose books are one text', { books: 'planted' }, 'claim-books'],
    ['with a book that is no name', { books: ['B-1', 7] }, 'claim-books'],
    ['with endlessly many books', { books: Array.from({ length: 101 }, (_, i) => `planted-${i}`) }, 'claim-books'],
  ];

  test.each(CLAIM_CASES)('a token %s', async (_what, claims, internal) => {
    expect(await refusal(await sign(ed, claims))).toMatchObject({ code: 'UNAUTHENTICATED', internal });
  });

  it('a token whose expiry is beyond all numbers', async () => {
    const text = JSON.stringify(CLAIMS).replace(`"exp":${NOW_S + 600}`, '"exp":1e999');
    expect(await refusal(await signText(text, ed))).toMatchObject({ internal: 'claim-exp' });
  });

  test.each(['none', 'None', 'NONE', ''])('an unsigned token (alg %j)', async (alg) => {
    expect((await refusal(unsigned({ alg, kid: 'ed-1' }))).code).toBe('UNAUTHENTICATED');
  });

  it('a token signed by HMAC with the public key as secret (key confusion)', async () => {
    const pem = await exportSPKI((await importJWK(rsa.jwk, 'RS256', { extractable: true })) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.jwk), rsa.jwk.n ?? '']) {
      const input = `${part({ alg: 'HS256', kid: 'rsa-1' })}.${part(CLAIMS)}`;
      const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      expect(await refusal(token)).toMatchObject({ internal: 'algorithm' });
    }
  });

  it('a token signed with a good key by an algorithm that is not on our list', async () => {
    const pss = await makeKey('PS256', 'rsa-1');
    expect(await refusal(await sign(pss))).toMatchObject({ internal: 'algorithm' });
  });

  it('any changed part of a good token', async () => {
    const [head = '', claims = '', signature = ''] = (await sign(ed)).split('.');
    const forged = part({ ...CLAIMS, roles: ['planted-admin'] });
    for (const token of [
      `${head}.${forged}.${signature}`,
      `${part({ alg: 'EdDSA', kid: 'ed-1' })}.${claims}.${signature}`,
      `${head}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${head}.${claims}.`,
      `${head}.${claims}.AAAA`,
    ]) {
      expect(await refusal(token)).toMatchObject({ code: 'UNAUTHENTICATED', internal: 'signature' });
    }
  });

  it('a token of an unknown key, and one of a stranger who borrows a known key id', async () => {
    expect(await refusal(await sign({ ...stranger, kid: 'ed-9' }))).toMatchObject({ internal: 'signature' });
    expect(await refusal(await sign(stranger))).toMatchObject({ internal: 'signature' });
  });

  it('a token whose kid names a key of another kind', async () => {
    expect(await refusal(await sign(ed, {}, { kid: 'rsa-1' }))).toMatchObject({ internal: 'signature' });
  });

  it('a key the token brings along or points to is never used', async () => {
    const issuer = await startIssuer(ed.jwk);
    const evil = await startIssuer(stranger.jwk);
    const one = openGate(issuer.jwksUrl);
    for (const brought of [{ jwk: stranger.jwk }, { jku: evil.jwksUrl }, { x5u: evil.jwksUrl }, { x5c: ['AAAA'] }]) {
      await expect(one.enter(await sign(stranger, {}, brought))).rejects.toMatchObject({ internal: 'signature' });
      await one.enter(await sign(ed, {}, brought));
    }
    expect(evil.reads()).toBe(0);
  });

  test.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'id+jwt'])(
    'a token made for something else (%s)',
    async (typ) => {
      expect(await refusal(await sign(ed, {}, { typ }))).toMatchObject({ internal: 'type' });
    },
  );

  it('a token with a critical extension we do not know', async () => {
    const token = `${part({ alg: 'EdDSA', kid: 'ed-1', crit: ['planted'], planted: 1 })}.${part(CLAIMS)}.AAAA`;
    expect((await refusal(token)).code).toBe('UNAUTHENTICATED');
  });

  it('a huge token, before any work is done with it', async () => {
    const issuer = await startIssuer(ed.jwk);
    const token = await sign(ed, { filler: 'x'.repeat(9_000) });
    await expect(openGate(issuer.jwksUrl).enter(token)).rejects.toMatchObject({ internal: 'token-too-long' });
    expect(issuer.reads()).toBe(0);
  });

  it('an encrypted token', async () => {
    const recipient = await importJWK({ kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url') }, 'dir');
    const token = await new CompactEncrypt(Buffer.from('planted'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(recipient);
    expect(await refusal(token)).toMatchObject({ internal: 'not-a-jwt' });
  });

  test.each(['a.b.c', '....', 'bnVsbA.bnVsbA.bnVsbA', 'e30.e30.e30', 'W10.W10.AA', `${part({ alg: 'EdDSA' })}.e30.AA`])(
    'garbage %j',
    async (token) => expect((await refusal(token)).code).toBe('UNAUTHENTICATED'),
  );

  it('a token without kid, where the issuer has several keys of its kind', async () => {
    const other = await makeKey('EdDSA', 'ed-2');
    const issuer = await startIssuer(ed.jwk, other.jwk);
    const entered = openGate(issuer.jwksUrl).enter(await sign(ed, {}, { kid: undefined } as object));
    await expect(entered).rejects.toMatchObject({ internal: 'key-ambiguous' });
  });

  it('a payload that is no JSON object, though well signed', async () => {
    for (const text of ['[]', 'null', '"planted"', 'planted {']) {
      expect(await refusal(await signText(text, ed))).toMatchObject({ internal: 'malformed' });
    }
  });
});

/** Signs any text as the payload, which a library would not. */
async function signText(text: string, key: Key): Promise<string> {
  const head = (
    await new SignJWT({ iss: ISSUER }).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey)
  ).split('.')[0];
  const input = `${head}.${Buffer.from(text).toString('base64url')}`;
  const signature = await crypto.subtle.sign('Ed25519', key.privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}
