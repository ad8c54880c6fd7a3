/** How the bank proves to a token endpoint who it is, where that is no secret in a header or form. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { ClientCredentialsAuth, PrivateKeyJwt } from '../../src/sdk/index.ts';
import { createAuthority, needsOpenssl } from '../support/certificates.ts';
import { callsOf, formOf, isTokenRequest, requestsOf, TOKEN_PATH } from './oauth-partner.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, START, startStage, want } from './stage.ts';

const endpoint = { type: 'oauth2-client-credentials', tokenUrl: TOKEN_PATH, clientId: 'ID' } as const;
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const KEYS = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  otherCurve: generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
  ed: generateKeyPairSync('ed25519'),
};

const granting = () =>
  startPartner((request, res) =>
    sendJson(
      res,
      isTokenRequest(request) ? { access_token: 'at-1', token_type: 'bearer', expires_in: 60 } : '{"price": 1}',
    ),
  );
const signing = (
  algorithm: PrivateKeyJwt['algorithm'],
  changes: Partial<PrivateKeyJwt> = {},
): ClientCredentialsAuth => ({
  ...endpoint,
  authentication: 'private-key-jwt',
  privateKey: 'KEY',
  algorithm,
  ...changes,
});

describe('a client that signs a token (RFC 7523)', () => {
  it.each([
    ['RS256', KEYS.rsa],
    ['PS256', KEYS.rsa],
    ['ES256', KEYS.ec],
    ['EdDSA', KEYS.ed],
  ] as const)('signs a new one for each request, for this endpoint and a short time: %s', async (algorithm, keys) => {
    const partner = await granting();
    const secrets = { ID: 'bank-1', KEY: pemOf(keys.privateKey), KID: 'key-7' };
    const { fetch, clock } = startStage([acme({ auth: signing(algorithm, { keyId: 'KID' }), deadlineMs: 20_000 })], partner.baseUrl, { secrets }); // prettier-ignore
    for (const ticker of ['A', 'B']) {
      expect((await fetch([want('c-1', { ticker })])).map(outcomeOf)).toEqual(['record']);
      clock.nowMs += 60_000;
    }
    const seen = new Set<unknown>();
    for (const [number, request] of requestsOf(partner).entries()) {
      const { client_assertion: assertion = '', ...form } = formOf(request);
      expect(request.headers.authorization).toBeUndefined();
      expect(form).toEqual({
        grant_type: 'client_credentials',
        client_id: 'bank-1',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      });
      const now = START + number * 60_000;
      const { payload } = await jwtVerify(assertion, keys.publicKey, {
        algorithms: [algorithm],
        issuer: 'bank-1',
        subject: 'bank-1',
        audience: `${partner.baseUrl}${TOKEN_PATH}`,
        currentDate: new Date(now),
      });
      expect([payload.iat, payload.exp]).toEqual([now / 1_000, now / 1_000 + 120]);
      expect(decodeProtectedHeader(assertion)).toEqual({ alg: algorithm, typ: 'JWT', kid: 'key-7' });
      seen.add(payload.jti);
    }
    expect(seen.size).toBe(2);
    expect(callsOf(partner)[0]?.headers.authorization).toBe('Bearer at-1');
  });

  it('names another audience where the partner wants that', async () => {
    const partner = await granting();
    const auth = signing('ES256', { audience: 'https://issuer.acme.example' });
    const secrets = { ID: 'bank-1', KEY: pemOf(KEYS.ec.privateKey) };
    await startStage([acme({ auth, deadlineMs: 20_000 })], partner.baseUrl, { secrets }).fetch([want('c-1', { ticker: 'A' })]); // prettier-ignore
    const [request] = requestsOf(partner);
    const { payload } = await jwtVerify(formOf(request!)['client_assertion'] ?? '', KEYS.ec.publicKey, { currentDate: new Date(START) }); // prettier-ignore
    expect(payload.aud).toBe('https://issuer.acme.example');
  });

  it.each([
    ['of another kind', pemOf(KEYS.ed.privateKey)],
    ['of another curve', pemOf(KEYS.otherCurve.privateKey)],
    ['that is public', KEYS.ec.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['that is none', 'canary-77'],
  ])('with a key %s is named before anything is sent', async (_name, key) => {
    const partner = await granting();
    const secrets = { ID: 'bank-1', KEY: key };
    const { fetch, lines } = startStage([acme({ auth: signing('ES256') })], partner.baseUrl, { secrets });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS secret-unusable',
    ]);
    expect(lines.map(({ fields }) => fields['variable'])).toContain('KEY');
    expect(JSON.stringify(lines)).not.toMatch(/77|BEGIN/);
    expect(partner.received).toEqual([]);
  });
});

describe('a client that is known by its certificate (RFC 8705)', () => {
  const auth: ClientCredentialsAuth = { ...endpoint, authentication: 'certificate' };

  it('sends its id alone, and a certificate that is mended counts at once', async (ctx) => {
    needsOpenssl(ctx);
    const { cert, key } = createAuthority().issue('bank');
    const partner = await granting();
    const secrets: Record<string, string> = { ID: 'bank-1', CERT_KEY: key };
    const clientCertificate = { certificate: 'CERT', key: 'CERT_KEY' };
    const { fetch, lines } = startStage([acme({ auth, clientCertificate, deadlineMs: 20_000 })], partner.baseUrl, { secrets }); // prettier-ignore
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS token-secret-missing',
    ]);
    expect(lines.map(({ fields }) => fields['variable'])).toContain('CERT');
    Object.assign(secrets, { CERT: cert });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual(['record']);
    expect(requestsOf(partner).map(formOf)).toEqual([{ grant_type: 'client_credentials', client_id: 'bank-1' }]);
  });

  it('cannot serve without one', async () => {
    const partner = await granting();
    const { lines } = startStage([acme({ auth })], partner.baseUrl);
    expect(String(lines[0]?.fields['objection'])).toMatch(/no clientCertificate is declared/);
  });
});
