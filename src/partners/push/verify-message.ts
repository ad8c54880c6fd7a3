/**
 * Is a message the partner's own, and sent just now? HMAC in constant time, or a detached JWS against the partner's public keys. Tells yes
 * or no and a named reason for the log; secrets and signatures go nowhere.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, flattenedVerify, type FlattenedJWSInput, type JSONWebKeySet, type JWK } from 'jose';
import type { HmacSignature, JwsSignature, MessageHeaders, Secrets, Webhook } from '../../sdk/index.ts';

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
  if (!/^\d{9,11}$/.test(read.timestampS)) return 'time-missing';
  const expected = createHmac(signature.algorithm, keyOf(signature, secrets))
    .update(signature.prefix(headers, read.timestampS))
    .update(body)
    .digest();
  const isSigned = read.signatures.some((given) => isEqual(Buffer.from(given, signature.encoding), expected));
  if (!isSigned) return 'signature-wrong';
  return isTimely(Number(read.timestampS)) ? null : 'time-off';
}

const isEqual = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);

function keyOf({ secret, secretForm }: HmacSignature, secrets: Secrets): Buffer {
  const text = secrets(secret);
  if (secretForm === 'text') return Buffer.from(text, 'utf8');
  return Buffer.from(secretForm === 'whsec' ? text.replace(/^whsec_/, '') : text, 'base64');
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
  try {
    const { protectedHeader } = await flattenedVerify(jws, createLocalJWKSet(keySetOf(secrets(keys))), {
      algorithms: [...algorithms],
    });
    const seconds = protectedHeader?.[timestamp];
    if (typeof seconds !== 'number') return 'time-missing';
    return isTimely(seconds) ? null : 'time-off';
  } catch {
    return 'signature-wrong';
  }
}

function headerOf(encoded: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function keySetOf(text: string): JSONWebKeySet {
  const parsed = JSON.parse(text) as JSONWebKeySet | JWK;
  return 'keys' in parsed && Array.isArray(parsed.keys) ? parsed : { keys: [parsed as JWK] };
}
