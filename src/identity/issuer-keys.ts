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

export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const reader = createReader(options);
  const isTooOld = (): boolean => reader.ageMs() >= KEY_AGES.maxAgeMs;
  return {
    async find(header, token) {
      if (isTooOld() && reader.mayRead()) await reader.read();
      if (isTooOld()) throw unreachable(reader.failure());
      try {
        return await reader.lookUp(header, token);
      } catch (err) {
        if (!(err instanceof errors.JWKSNoMatchingKey)) throw err;
        if (reader.mayRead()) await reader.read();
        if (reader.failure() !== undefined) throw unreachable(reader.failure());
        return await reader.lookUp(header, token);
      }
    },
    edition: () => reader.edition(),
    keepFresh() {
      if (reader.ageMs() < KEY_AGES.refreshAfterMs || !reader.mayRead()) return undefined;
      const hadFailed = reader.failure() !== undefined;
      const done = reader.read();
      return hadFailed || !isTooOld() ? undefined : done;
    },
  };
}

interface Reader {
  readonly lookUp: JWTVerifyGetKey;
  edition(): number;
  /** Infinite before the first success. */
  ageMs(): number;
  /** Of the last reading; undefined when it succeeded. */
  failure(): unknown;
  /** A reading is under way, or enough time has passed since the last one. */
  mayRead(): boolean;
  /** Joins the reading that is under way. Never rejects. */
  read(): Promise<void>;
}

function createReader({ jwksUrl, now, timeoutMs = TIMEOUT_MS }: IssuerKeysOptions): Reader {
  let text: string | undefined;
  let lookUp: JWTVerifyGetKey = createLocalJWKSet({ keys: [] });
  let edition = 0;
  let readAt = -Infinity;
  let triedAt = -Infinity;
  let failure: unknown;
  let reading: Promise<void> | undefined;
  const waitMs = (): number => (failure === undefined ? KEY_AGES.cooldownMs : KEY_AGES.retryAfterMs);

  async function readOnce(): Promise<void> {
    triedAt = now();
    try {
      const published = await fetchText(jwksUrl, timeoutMs);
      if (published !== text) {
        lookUp = createLocalJWKSet(JSON.parse(published) as JSONWebKeySet);
        text = published;
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
  return {
    lookUp: (header, token) => lookUp(header, token),
    edition: () => edition,
    ageMs: () => now() - readAt,
    failure: () => failure,
    mayRead: () => reading !== undefined || now() - triedAt >= waitMs(),
    read: () => (reading ??= readOnce()),
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
