/**
 * The issuer's published keys (RFC 7517), read ahead of their age and at once when a token names a key not seen yet. A key
 * that the issuer withdrew is trusted for at most `maxAgeMs`. An issuer that does not answer is never the token's fault.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { GatewayError } from '../domain/errors.ts';

export interface IssuerKeysOptions {
  readonly jwksUrl: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly timeoutMs?: number;
}

export interface IssuerKeys {
  /** Finds a token's key. Rejects with INTERNAL and a wait where the issuer's keys are not to be had. */
  readonly find: JWTVerifyGetKey;
  /** Grows whenever other keys are published: what was verified under an older edition must be verified again. */
  edition(): number;
  /** Reads the keys again when it is time. Never rejects; undefined or resolved when there is nothing to wait for. */
  keepFresh(): Promise<void> | undefined;
}

export const KEY_AGES = {
  /** Background reading starts here, so that a short outage of the issuer is not noticed. */
  refreshAfterMs: 300_000,
  maxAgeMs: 600_000,
  /** Least time between readings: unknown key ids must not become load on the issuer. */
  cooldownMs: 10_000,
  retryAfterMs: 1_000,
} as const;

const TIMEOUT_MS = 5_000;

export function createIssuerKeys({ jwksUrl, now, timeoutMs = TIMEOUT_MS }: IssuerKeysOptions): IssuerKeys {
  let current: { readonly text: string; readonly lookUp: JWTVerifyGetKey } | undefined;
  let edition = 0;
  let readAt = -Infinity;
  let triedAt = -Infinity;
  let failure: unknown;
  let reading: Promise<void> | undefined;

  const ageMs = (): number => now() - readAt;
  const mayRead = (): boolean =>
    now() - triedAt >= (failure === undefined ? KEY_AGES.cooldownMs : KEY_AGES.retryAfterMs);

  async function readOnce(): Promise<void> {
    triedAt = now();
    try {
      const text = await fetchText(jwksUrl, timeoutMs);
      if (text !== current?.text) {
        current = { text, lookUp: createLocalJWKSet(JSON.parse(text) as JSONWebKeySet) };
        edition += 1;
      }
      readAt = now();
      failure = undefined;
    } catch (err) {
      failure = err;
    } finally {
      reading = undefined;
    }
  }
  const read = (): Promise<void> => (reading ??= readOnce());

  const find: JWTVerifyGetKey = async (header, token) => {
    if (ageMs() >= KEY_AGES.maxAgeMs && (reading !== undefined || mayRead())) await read();
    if (current === undefined || ageMs() >= KEY_AGES.maxAgeMs) throw unreachable(failure);
    try {
      return await current.lookUp(header, token);
    } catch (err) {
      if (!(err instanceof errors.JWKSNoMatchingKey)) throw err;
      if (reading !== undefined || mayRead()) await read();
      if (failure !== undefined) throw unreachable(failure);
      return await current.lookUp(header, token);
    }
  };

  return {
    find,
    edition: () => edition,
    keepFresh() {
      if (ageMs() < KEY_AGES.refreshAfterMs || (reading === undefined && !mayRead())) return undefined;
      const hadFailed = failure !== undefined;
      const done = read();
      return ageMs() < KEY_AGES.maxAgeMs || hadFailed ? undefined : done;
    },
  };
}

async function fetchText(url: string, timeoutMs: number): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json, application/jwk-set+json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status === 200) return response.text();
  await response.body?.cancel();
  throw new Error(`the issuer's key set was answered with status ${response.status}`);
}

const unreachable = (cause: unknown): GatewayError =>
  new GatewayError('INTERNAL', 'Access tokens cannot be verified now: the issuer does not answer. Try again later.', {
    internal: 'issuer-unreachable',
    retryAfterMs: KEY_AGES.retryAfterMs,
    cause,
  });
