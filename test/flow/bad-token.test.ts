/**
 * Whoever cannot prove who they are reaches nothing: forged, unsigned, borrowed and expired tokens over HTTP.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { SANDBOX_AUDIENCE } from '../../src/sandbox/keys.ts';
import { attackGateway, CREDIT, OFFICER } from '../support/attacked-gateway.ts';
import { type Answer, post, startTestGateway } from '../support/gateway.ts';
import { customerQuery, expectRefusal, read } from '../support/reading.ts';

const attack = attackGateway();
const { raw } = attack;

describe('a token', () => {
  const claims = { client_id: 'loan-desk', roles: ['credit-officer'] };
  let issuer: string;
  let published: JWK;
  beforeAll(async () => {
    const token = await attack.gateway.token(OFFICER);
    issuer = (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { iss: string }).iss;
    const keys = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as { keys: JWK[] };
    published = keys.keys[0] ?? {};
  });
  const build = (): SignJWT =>
    new SignJWT(claims)
      .setSubject('mallory')
      .setIssuer(issuer)
      .setAudience(SANDBOX_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('5m');
  const parts = (token: string): readonly string[] => token.split('.');
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  const FORGED: readonly (readonly [string, () => Promise<string>])[] = [
    ['signed by somebody else', async () => build().setProtectedHeader({ alg: 'EdDSA', kid: 'test' }).sign((await generateKeyPair('Ed25519')).privateKey)],
    ['of an unknown key', async () => build().setProtectedHeader({ alg: 'EdDSA', kid: 'other' }).sign((await generateKeyPair('Ed25519')).privateKey)],
    ['that brings its own key', async () => {
      const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(await crypto.subtle.exportKey('raw', publicKey)).toString('base64url') };
      return build().setProtectedHeader({ alg: 'EdDSA', jwk }).sign(privateKey);
    }],
    ['without a signature', async () => new UnsecuredJWT(claims).setSubject('mallory').setIssuer(issuer).setAudience(SANDBOX_AUDIENCE).setExpirationTime('5m').encode()],
    ['with its signature cut off', async () => `${parts(await attack.gateway.token(OFFICER)).slice(0, 2).join('.')}.`],
    ['with other claims under its signature', async () => {
      const [head, , signature] = parts(await attack.gateway.token('marketing-analyst'));
      return `${head}.${encode({ ...claims, sub: 'mallory', iss: issuer, aud: SANDBOX_AUDIENCE, exp: 9_999_999_999 })}.${signature}`;
    }],
    ['whose HMAC key is the published key as PEM', async () => {
      const pem = await exportSPKI((await importJWK(published, 'EdDSA')) as never);
      const text = `${encode({ alg: 'HS256', kid: 'test', typ: 'at+jwt' })}.${encode({ ...claims, sub: 'mallory', iss: issuer, aud: SANDBOX_AUDIENCE, exp: 9_999_999_999 })}`;
      return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
    }],
    ['whose HMAC key is the published key itself', async () => {
      const text = `${encode({ alg: 'HS256', kid: 'test' })}.${encode({ ...claims, sub: 'mallory', iss: issuer, aud: SANDBOX_AUDIENCE, exp: 9_999_999_999 })}`;
      return `${text}.${createHmac('sha256', Buffer.from(published.x ?? '', 'base64url')).update(text).digest('base64url')}`;
    }],
    ['of random bytes', async () => [32, 64, 32].map((n) => randomBytes(n).toString('base64url')).join('.')],
  ]; // prettier-ignore

  test.each(FORGED)('%s is refused with 401 and a challenge, and reaches nothing', async (_name, forge) => {
    const before = attack.gateway.partner('mx-credit').calls.count();
    const answer = await raw(JSON.stringify({ query: SHOWCASE.query, variables: SHOWCASE.variables }), {
      authorization: `Bearer ${await forge()}`,
    });
    expectRefusal(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gateway", error="invalid_token"');
    expect(attack.gateway.partner('mx-credit').calls.count()).toBe(before);
  });

  it('that is missing is asked for, without an error code', async () => {
    const answer = await raw('{}', {});
    expectRefusal(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gateway"');
  });

  const nowS = (): number => Math.floor(Date.now() / 1_000);
  const good = (): JWTPayload => ({ ...claims, sub: 'lin.yue', aud: SANDBOX_AUDIENCE, exp: nowS() + 300 });
  const ask = async (signed: Readonly<Record<string, unknown>>): Promise<Answer> =>
    raw(JSON.stringify({ query: customerQuery('kind'), variables: { id: SHOWCASE.customerId, purpose: CREDIT } }), {
      authorization: `Bearer ${await attack.gateway.sign(signed)}`,
    });

  test.each([
    ['has expired', () => ({ exp: nowS() - 60 }), 'expired'],
    ['is not valid yet', () => ({ nbf: nowS() + 600 }), 'future'],
    ['is for another audience', () => ({ aud: 'somebody-else' }), 'aud'],
    ['is for nobody', () => ({ aud: [] }), 'aud'],
    ['names another issuer', () => ({ iss: 'https://issuer.example' }), 'iss'],
    ['never expires', () => ({ exp: undefined }), 'exp'],
    ['names no person', () => ({ sub: undefined }), 'sub'],
    ['names no application', () => ({ client_id: undefined }), 'client_id'],
    ['has roles that are no list', () => ({ roles: 'credit-officer' }), 'roles'],
    ['names a person no log can keep', () => ({ sub: 'lin\u0000yue' }), 'sub'],
  ])('of our own issuer that %s is refused, and told why', async (_name, differs, word) => {
    const message = expectRefusal(await ask({ ...good(), ...differs() }), 401, 'UNAUTHENTICATED');
    expect(message).toContain(word);
    expect((await ask(good())).status).toBe(200);
  });

  it('of another gateway’s issuer is refused', async () => {
    const other = await startTestGateway();
    try {
      expectRefusal(await post(other.url, attack.bearer, '{}'), 401, 'UNAUTHENTICATED');
    } finally {
      await other.close();
    }
  });

  it('refused is in the trail as refusal, with nothing of the token', async () => {
    const token = `${encode({ alg: 'none' })}.${encode({ sub: 'canary-subject' })}.`;
    await raw('{}', { authorization: `Bearer ${token}` });
    const trail = await attack.gateway.ask(
      'auditor',
      '{ auditTrail(filter: { kinds: [REFUSED], reason: "UNAUTHENTICATED" }, first: 100) { edges { node { event caller count } } } }',
    );
    expect(read<{ edges: unknown[] }>(trail, 'auditTrail').edges.length).toBeGreaterThan(0);
    expect(trail.text + attack.gateway.logLines.join('')).not.toContain('canary-subject');
  });
});
