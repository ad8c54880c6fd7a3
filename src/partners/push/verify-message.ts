/**
 * Is a message the partner's own, and sent just now? HMAC in constant time, or a detached JWS against the partner's public keys. Tells yes
 * or no and a named reason for the log; secrets and signatures go nowhere. Throws UnusableSecret.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, errors, flattenedVerify, type FlattenedJWSInput, type JSONWebKeySet, type JWK } from 'jose';
import {
  epochMsOf,
  type HmacSignature,
  type Instant,
  type JwsSignature,
  type MessageHeaders,
  type Secrets,
  type Webhook,
} from '../../sdk/index.ts';
import { keyBytes, UnusableSecret } from '../credentials/usable-secret.ts';

/** null: it is. */
export type Objection = 'signature-missing' | 'signature-wrong' | 'time-missing' | 'time-off' | null;

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
  if (signature.isUntimed !== true && !/^\d{9,11}$/.test(read.timestampS)) return 'time-missing';
  const prefix = signature.prefix(headers, read.timestampS);
  const given = read.signatures.map((one) => Buffer.from(one, signature.encoding));
  const isSigned = keysOf(signature, secrets).some((key) => {
    const expected = createHmac(signature.algorithm, key).update(prefix).update(body).digest();
    return given.some((one) => isEqual(one, expected));
  });
  if (!isSigned) return 'signature-wrong';
  return signature.isUntimed === true || isTimely(Number(read.timestampS)) ? null : 'time-off';
}

/** Without a time of its own a message is as old as what it tells. */
export const isTold = ({ signature, toleranceS }: Webhook, occurredAt: readonly Instant[], nowMs: number): boolean =>
  signature.type !== 'hmac' ||
  signature.isUntimed !== true ||
  occurredAt.every((at) => Math.abs(nowMs - epochMsOf(at)) <= toleranceS * 1_000);

const isEqual = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);

/**
 * While a secret is changed the old and the new one hold: one a line, or with spaces between where they are base64. Throws UnusableSecret.
 */
function keysOf({ secret, secretForm }: HmacSignature, secrets: Secrets): readonly Buffer[] {
  const texts = secrets(secret)
    .split(secretForm === 'text' ? /[\r\n]+/ : /\s+/)
    .filter((text) => text !== '');
  if (texts.length === 0) throw new UnusableSecret();
  if (secretForm === 'text') return texts.map((text) => Buffer.from(text, 'utf8'));
  return texts.map((text) => keyBytes(secretForm === 'whsec' ? text.replace(/^whsec_/, '') : text, 'base64'));
}

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
  const verified = await verifyByAny(jws, keySet, algorithms);
  if (verified === null) return 'signature-wrong';
  const seconds = verified.protectedHeader?.[timestamp];
  if (typeof seconds !== 'number') return 'time-missing';
  return isTimely(seconds) ? null : 'time-off';
}

/** A partner that renews its key without naming keys publishes several that may be meant. */
async function verifyByAny(jws: FlattenedJWSInput, keySet: JSONWebKeySet, algorithms: readonly string[]) {
  const options = { algorithms: [...algorithms] };
  try {
    return await flattenedVerify(jws, createLocalJWKSet(keySet), options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return null;
    for await (const key of error) {
      const verified = await flattenedVerify(jws, key, options).catch(() => null);
      if (verified !== null) return verified;
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

/** Only public keys: whoever may verify with a shared one may also sign. Throws UnusableSecret. */
function keySetOf(text: string): JSONWebKeySet {
  try {
    const parsed = JSON.parse(text) as JSONWebKeySet | JWK;
    const keys = 'keys' in parsed && Array.isArray(parsed.keys) ? parsed.keys : [parsed as JWK];
    const usable = keys.filter(({ kty }) => kty !== undefined && kty !== 'oct');
    if (usable.length > 0) return { keys: usable };
  } catch {
    // Told below.
  }
  throw new UnusableSecret();
}
