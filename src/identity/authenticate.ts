/**
 * Token → Caller. Verifies signed JWT access tokens (RFC 9068, RFC 8725) against the issuer's published keys; the algorithm
 * comes from our list, never from the token alone. Verified tokens are kept, bounded, until they expire or the issuer's keys
 * change. Keeps no token, only its digest, and quotes none.
 */
import { hash } from 'node:crypto';
import { type JWTHeaderParameters, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../domain/caller.ts';
import { GatewayError } from '../domain/errors.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';
import { readClaims } from './read-claims.ts';
import { explainRefusal, refuseToken } from './refuse-token.ts';

export interface AuthenticateOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly clockToleranceS: number;
  /** Verified tokens kept in memory. */
  readonly cacheSize: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Rejects with UNAUTHENTICATED, whose text names what is wrong with the token; with INTERNAL and a wait (HTTP 503) where the
 * issuer does not answer, because then nobody knows whether the token is good.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
const TYPES: readonly (string | undefined)[] = ['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt', undefined];
const MAX_TOKEN_LENGTH = 8_192;
const BEARER = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*) *$/i;

interface Verdict {
  readonly caller: Caller;
  readonly edition: number;
  readonly endsAtMs: number;
}

export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const { jwksUrl, now, clockToleranceS } = options;
  const keys = createIssuerKeys({ jwksUrl, now });
  const verdicts = new LRUCache<string, Verdict>({ max: options.cacheSize });

  return async (authorization) => {
    const token = bearerToken(authorization);
    const reading = keys.keepFresh();
    if (reading !== undefined) await reading;
    const digest = hash('sha256', token, 'base64');
    const known = verdicts.get(digest);
    if (known !== undefined && known.edition === keys.edition() && now() < known.endsAtMs) return known.caller;
    verdicts.delete(digest);
    const edition = keys.edition();
    const caller = await verify(token, keys, options);
    verdicts.set(digest, { caller, edition, endsAtMs: (caller.expiresAtS + clockToleranceS) * 1000 });
    return caller;
  };
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw new GatewayError('UNAUTHENTICATED', undefined, { internal: 'no-token' });
  if (authorization.length > MAX_TOKEN_LENGTH) throw refuseToken('The access token is too long.', 'token-too-long');
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw refuseToken('The Authorization header must be "Bearer <token>" with a signed JWT.', 'not-a-jwt');
}

async function verify(token: string, keys: IssuerKeys, options: AuthenticateOptions): Promise<Caller> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys.find, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: options.clockToleranceS,
      currentDate: new Date(options.now()),
      requiredClaims: ['exp', 'sub'],
    });
    refuseOtherTypes(protectedHeader);
    return readClaims(payload);
  } catch (cause) {
    throw explainRefusal(cause);
  }
}

/** Tokens made for something else (logout, DPoP proofs, security events) name another type (RFC 8725 §3.11). */
function refuseOtherTypes({ typ }: JWTHeaderParameters): void {
  if (TYPES.includes(typeof typ === 'string' ? typ.toLowerCase() : typ)) return;
  throw refuseToken('The token is of another type than an access token (typ "at+jwt").', 'type');
}
