/**
 * Does a request carry the HMAC headers its connector would have made of exactly these bytes? Time and nonce are the sender's: whatever in
 * the headers looks like one is tried.
 */
import { createHash, createHmac } from 'node:crypto';
import type { HmacAuth, SandboxRequest, Secrets, SignedParts, Signing } from '../sdk/index.ts';

/** Path, query and body as they came, before anybody parsed them. */
export interface RawRequest {
  readonly url: string;
  readonly body: string;
}

export function isSigned(
  auth: HmacAuth,
  { method, headers }: SandboxRequest,
  raw: RawRequest,
  secrets: Secrets,
): boolean {
  const [path = '', query = ''] = raw.url.split(/\?(.*)/s);
  const request = {
    method: method === 'POST' ? ('POST' as const) : ('GET' as const),
    host: headers['host'] ?? '',
    path,
    query,
    body: raw.body,
    bodyDigest: createHash(auth.algorithm).update(raw.body).digest(auth.encoding),
    keyId: auth.keyId === undefined ? '' : secrets(auth.keyId),
  };
  const carries = (parts: SignedParts): boolean => {
    const by = signingOf(auth, secrets, parts);
    const added = String(new URLSearchParams(auth.query?.({ ...parts, query: withoutAdded(auth, parts, by) }, by)));
    const expected = Object.entries(auth.headers(parts, by.sign, by));
    const isWhole = expected.every(([name, value]) => headers[name.toLowerCase()] === value) && query.endsWith(added);
    return isWhole && (expected.length > 0 || added !== '');
  };
  const text = [raw.url, ...Object.values(headers)].join('\n');
  return timesIn(text).some((timestampMs) =>
    noncesIn(text).some((nonce) => carries({ ...request, timestampMs, nonce })),
  );
}

/** The query as it was before the signature's own parameters were added. */
function withoutAdded(auth: HmacAuth, parts: SignedParts, by: Signing): string {
  const names = Object.keys(auth.query?.(parts, by) ?? {});
  const all = parts.query === '' ? [] : parts.query.split('&');
  return all.slice(0, Math.max(0, all.length - names.length)).join('&');
}

function signingOf(auth: HmacAuth, secrets: Secrets, parts: SignedParts): Signing {
  const { algorithm, encoding, secretEncoding = 'utf8', derivation } = auth;
  const hmac = (key: Buffer, text: string): Buffer => createHmac(algorithm, key).update(text).digest();
  const secret = Buffer.concat([
    Buffer.from(derivation?.prefix ?? ''),
    Buffer.from(secrets(auth.secret), secretEncoding),
  ]);
  const key = (derivation?.texts(parts) ?? []).reduce(hmac, secret);
  return {
    sign: (text) => hmac(key, text).toString(encoding),
    hash: (text, as = encoding) => createHash(algorithm).update(text).digest(as),
  };
}

const NONCE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const noncesIn = (text: string): readonly string[] => [...(text.match(NONCE) ?? []), ''];

/** Seconds and milliseconds since 1970, RFC 3339, the basic form of ISO 8601, HTTP dates. */
function timesIn(text: string): readonly number[] {
  const epochs = (text.match(/\b\d{10}(?:\d{3})?\b/g) ?? []).map((digits) => Number(digits.padEnd(13, '0')));
  const dates = text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT/g) ?? [];
  const basic = [...text.matchAll(/\b(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/g)];
  const spelled = basic.map(([, y, mo, d, h, mi, s]) => `${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return [...epochs, ...[...dates, ...spelled].map((date) => Date.parse(date)), 0];
}
