/**
 * Is a message the partner's own, and sent just now? HMAC in constant time, or a detached JWS against the partner's public keys. Tells yes
 * or no and a named reason for the log; secrets and signatures go nowhere.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, errors, flattenedVerify, type FlattenedJWSInput, type JSONWebKeySet, type JWK } from 'jose';
import type { HmacSignature, JwsSignature, MessageHeaders, Secrets, Webhook } from '../../sdk/index.ts';

/** null: it is. `secret-unusable`: no fault of the message, what we verify with is no key. */
export type Objection =
  'signature-missing' | 'signature-wrong' | 'time-missing' | 'time-off' | 'secret-unusable' | null;

export function verifyMessage(
  { signature, toleranceS }: Webhook,
  message: { readonly headers: MessageHeaders; readonly body: Uint8Array },
  secrets: Secrets,
  nowMs: number,
): Promise<Objection> {
  const isTimely = (seconds: number): boolean => Math.abs(nowMs / 1_000 - seconds) <= toleranceS;
  return signature.type === 'hmac'
    ? verifyHmac(signature, message, secrets, isTimely)
    : verifyJws(signature, message, secrets, isTimely);
}

type Message = Parameters<typeof verifyMessage>[1];

async function verifyHmac(
  signature: HmacSignature,
  { headers, body }: Message,
  secrets: Secrets,
  isTimely: (seconds: number) => boolean,
): Promise<Objection> {
  const read = signature.read(headers);
  if (read === null || read.signatures.length === 0) return 'signature-missing';
  if (!/^\d{9,11}$/.test(read.timestampS)) return 'time-missing';
  const keys = keysOf(signature, secrets);
  if (keys.length === 0) return 'secret-unusable';
  const prefix = signature.prefix(headers, read.timestampS);
  const given = read.signatures.map((one) => Buffer.from(one, signature.encoding));
  const isSigned = keys.some((key) => {
    const expected = createHmac(signature.algorithm, key).update(prefix).update(body).digest();
    return given.some((one) => isEqual(one, expected));
  });
  if (!isSigned) return 'signature-wrong';
  return isTimely(Number(read.timestampS)) ? null : 'time-off';
}

const isEqual = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);

/** While a secret is changed the old and the new one hold: one a line, or with spaces between where they are base64. Never an empty one. */
function keysOf({ secret, secretForm }: HmacSignature, secrets: Secrets): readonly Buffer[] {
  const texts = secrets(secret).split(secretForm === 'text' ? /[\r\n]+/ : /\s+/);
  const keys = texts.map((text) =>
    secretForm === 'text' ? Buffer.from(text, 'utf8') : Buffer.from(text.replace(WHSEC, ''), 'base64'),
  );
  return keys.filter((key) => key.length > 0);
}

const WHSEC = /^whsec_/;

async function verifyJws(
  { header, keys, algorithms, timestamp }: JwsSignature,
  { headers, body }: Message,
  secrets: Secrets,
  isTimely: (seconds: number) => boolean,
): Promise<Objection> {
  const [head, payload, signature, ...more] = (headers[header] ?? '').split('.');
  if (!head || payload !== '' || !signature || more.length > 0) return 'signature-missing';
  // A payload encoded in base64url is what RFC 7515 signs; RFC 7797 signs the bytes themselves and says so in its header.
  const isEncoded = headerOf(head)['b64'] !== false;
  const jws: FlattenedJWSInput = {
    protected: head,
    payload: isEncoded ? Buffer.from(body).toString('base64url') : body,
    signature,
  };
  const keySet = keySetOf(secrets(keys));
  if (keySet === null) return 'secret-unusable';
  const verified = await verifiedHeader(jws, keySet, [...algorithms]);
  if (verified === null) return 'signature-wrong';
  const seconds = verified[timestamp];
  if (typeof seconds !== 'number') return 'time-missing';
  return isTimely(seconds) ? null : 'time-off';
}

/** null: none of the keys that come into question holds. Without `kid` that may be several, as while keys are changed. */
async function verifiedHeader(jws: FlattenedJWSInput, keySet: JSONWebKeySet, algorithms: string[]) {
  try {
    return (await flattenedVerify(jws, createLocalJWKSet(keySet), { algorithms })).protectedHeader ?? null;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return null;
    for await (const key of error) {
      const verified = await flattenedVerify(jws, key, { algorithms }).catch(() => null);
      if (verified !== null) return verified.protectedHeader ?? null;
    }
    return null;
  }
}

function headerOf(encoded: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Only public keys: whoever may verify with a shared one may also sign. null: there are none. */
function keySetOf(text: string): JSONWebKeySet | null {
  try {
    const parsed = JSON.parse(text) as JSONWebKeySet | JWK;
    const keys = 'keys' in parsed && Array.isArray(parsed.keys) ? parsed.keys : [parsed as JWK];
    const usable = keys.filter(({ kty }) => kty !== undefined && kty !== 'oct');
    return usable.length === 0 ? null : { keys: usable };
  } catch {
    return null;
  }
}
