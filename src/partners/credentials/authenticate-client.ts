/**
 * How the bank proves to a token endpoint who it is: by a secret in header or form (RFC 6749, 2.3.1), by a token it signs (RFC 7523), or by the
 * certificate of the connection (RFC 8705). Secrets are read and keys opened before anything is sent; nothing is kept.
 */
import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { PrivateKeyJwt, Secrets, TokenEndpoint } from '../../sdk/index.ts';
import { UnusableSecret } from './usable-secret.ts';
import { assertionParameters, clientParameters } from './wire.ts';

/** What a token request carries besides its grant. */
export interface ClientProof {
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** `audience`: the address that the request goes to. */
export type Prove = (audience: string, nowMs: number) => Promise<ClientProof> | ClientProof;

/** Throws what `secrets` throws, and UnusableSecret. */
export function proofOf(endpoint: TokenEndpoint, secrets: Secrets): Prove {
  const id = secrets(endpoint.clientId);
  switch (endpoint.authentication) {
    case 'basic': {
      const pair = `${formEncoded(id)}:${formEncoded(secrets(endpoint.clientSecret))}`;
      const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
      return () => ({ form: {}, headers });
    }
    case 'body': {
      const form = clientParameters(id, secrets(endpoint.clientSecret));
      return () => ({ form, headers: {} });
    }
    case 'certificate':
      return () => ({ form: clientParameters(id), headers: {} });
    case 'private-key-jwt':
      return bySignedToken(endpoint, id, secrets);
  }
}

/** RFC 6749, 2.3.1: id and secret are form-urlencoded (its appendix B) before they become user name and password. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** Long enough for clocks that differ a little, too short to be worth stealing. */
const LASTS_S = 120;

function bySignedToken({ algorithm, privateKey, keyId, audience }: PrivateKeyJwt, id: string, secrets: Secrets): Prove {
  const header = { alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: secrets(keyId) }) };
  const key = keyFor(algorithm, secrets(privateKey));
  return async (address, nowMs) => {
    const nowS = Math.floor(nowMs / 1_000);
    const assertion = await new SignJWT()
      .setProtectedHeader(header)
      .setIssuer(id)
      .setSubject(id)
      .setAudience(audience ?? address)
      .setJti(randomUUID())
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + LASTS_S)
      .sign(key);
    return { form: assertionParameters(id, assertion), headers: {} };
  };
}

const KEY_TYPES = { RS256: 'rsa', PS256: 'rsa', ES256: 'ec', EdDSA: 'ed25519' } as const;

function keyFor(algorithm: PrivateKeyJwt['algorithm'], pem: string): KeyObject {
  const key = opened(pem);
  const isCurve = algorithm !== 'ES256' || key?.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (key?.asymmetricKeyType !== KEY_TYPES[algorithm] || !isCurve) throw new UnusableSecret();
  return key;
}

function opened(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
