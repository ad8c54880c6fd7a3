/**
 * Signs a request with a shared secret (HMAC, RFC 2104), over exactly the bytes that are sent. What is signed and where the signature
 * goes is the connector's pure function; time and nonce come from here, because a connector has neither clock nor randomness.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { HmacAuth, Secrets, SignedParts } from '../../sdk/index.ts';
import { keyBytes } from './usable-secret.ts';

/** A request as it goes out, before it is signed. */
export type Unsigned = Pick<SignedParts, 'method' | 'host' | 'path' | 'query' | 'body'>;

/** The headers to add, names in lower case. Throws what the connector's function throws. */
export type Signer = (request: Unsigned) => Readonly<Record<string, string>>;

export function createSigner(auth: HmacAuth, secrets: Secrets, now: () => number): Signer {
  const { algorithm, encoding, secretEncoding = 'utf8' } = auth;
  const key = keyBytes(secrets(auth.secret), secretEncoding);
  const keyId = auth.keyId === undefined ? '' : secrets(auth.keyId);
  const sign = (text: string): string => createHmac(algorithm, key).update(text, 'utf8').digest(encoding);
  return (request) => {
    const bodyDigest = createHash(algorithm).update(request.body, 'utf8').digest(encoding);
    const parts: SignedParts = { ...request, bodyDigest, timestampMs: now(), nonce: randomUUID(), keyId };
    const headers = Object.entries(auth.headers(parts, sign));
    return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  };
}
