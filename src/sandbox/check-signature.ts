/**
 * Does a request carry the HMAC headers its connector would have made of exactly these bytes? Time and nonce are the sender's: whatever in
 * the headers looks like one is tried.
 */
import { createHash, createHmac } from 'node:crypto';
import type { HmacAuth, SandboxRequest, Secrets, SignedParts } from '../sdk/index.ts';

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
  const { algorithm, encoding, secretEncoding = 'utf8' } = auth;
  const key = Buffer.from(secrets(auth.secret), secretEncoding);
  const [path = '', query = ''] = raw.url.split(/\?(.*)/s);
  const request = {
    method: method === 'POST' ? ('POST' as const) : ('GET' as const),
    host: headers['host'] ?? '',
    path,
    query,
    body: raw.body,
    bodyDigest: createHash(algorithm).update(raw.body).digest(encoding),
    keyId: auth.keyId === undefined ? '' : secrets(auth.keyId),
  };
  const sign = (text: string): string => createHmac(algorithm, key).update(text).digest(encoding);
  const carries = (parts: SignedParts): boolean => {
    const expected = Object.entries(auth.headers(parts, sign));
    return expected.length > 0 && expected.every(([name, value]) => headers[name.toLowerCase()] === value);
  };
  const text = Object.values(headers).join('\n');
  return timesIn(text).some((timestampMs) =>
    noncesIn(text).some((nonce) => carries({ ...request, timestampMs, nonce })),
  );
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
