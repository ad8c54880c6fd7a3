/**
 * Signs a request with a shared secret (HMAC, RFC 2104), over exactly the bytes that are sent. What is signed and where the signature
 * goes is the connector's pure function; time and nonce come from here, because a connector has neither clock nor randomness.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { HmacAuth, Secrets, SignedParts, Signing } from '../../sdk/index.ts';
import { keyBytes } from './usable-secret.ts';

/** A request as it goes out, before it is signed. */
export type Unsigned = Pick<SignedParts, 'method' | 'host' | 'path' | 'query' | 'body'>;

/** Headers to add, names in lower case; and the whole query, what was added included. */
export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
}

/** Throws what the connector's functions throw. */
export type Signer = (request: Unsigned) => Signed;

export function createSigner(auth: HmacAuth, secrets: Secrets, now: () => number): Signer {
  const secret = keyBytes(secrets(auth.secret), auth.secretEncoding ?? 'utf8');
  const keyId = auth.keyId === undefined ? '' : secrets(auth.keyId);
  return (request) => {
    const by = signingOf(auth, secret, (): SignedParts => parts);
    const parts: SignedParts = { ...request, bodyDigest: by.hash(request.body), timestampMs: now(), nonce: randomUUID(), keyId }; // prettier-ignore
    const query = [request.query, String(new URLSearchParams(auth.query?.(parts, by)))].filter((text) => text !== '');
    const whole = { ...parts, query: query.join('&') };
    const headers = Object.entries(auth.headers(whole, by.sign, by));
    return {
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      query: whole.query,
    };
  };
}

function signingOf({ algorithm, encoding, derivation }: HmacAuth, secret: Buffer, parts: () => SignedParts): Signing {
  const hmac = (key: Buffer, text: string): Buffer => createHmac(algorithm, key).update(text, 'utf8').digest();
  const keyOf = (): Buffer =>
    derivation === undefined
      ? secret
      : derivation.texts(parts()).reduce(hmac, Buffer.concat([Buffer.from(derivation.prefix), secret]));
  return {
    sign: (text) => hmac(keyOf(), text).toString(encoding),
    hash: (text, as = encoding) => createHash(algorithm).update(text, 'utf8').digest(as),
  };
}
