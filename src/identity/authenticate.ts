/**
 * Token → Caller. Verifies signed JWT access tokens (RFC 9068, RFC 8725) against the issuer's published keys; the algorithm
 * comes from our list, never from the token alone. Verified tokens are kept, bounded, until they expire. Never logs a token.
 */
import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../domain/caller.ts';
import { GatewayError } from '../domain/errors.ts';

export interface AuthenticateOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly clockToleranceS: number;
  /** Verified tokens kept in memory. */
  readonly cacheSize: number;
  readonly now: () => number;
  /** Replaces the remote key set in tests of a key set's own behaviour. */
  readonly keys?: JWTVerifyGetKey;
}

export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
const MAX_TOKEN_LENGTH = 8_192;

/** Rejects with UNAUTHENTICATED, whose text names what is wrong with the token and never quotes it. */
export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const keys =
    options.keys ??
    createRemoteJWKSet(new URL(options.jwksUrl), {
      cooldownDuration: 10_000,
      cacheMaxAge: 600_000,
      timeoutDuration: 5_000,
    });
  const verified = new LRUCache<string, Caller>({ max: options.cacheSize });

  return async (authorization) => {
    const token = bearerToken(authorization);
    const key = createHash('sha256').update(token).digest('base64');
    const known = verified.get(key);
    if (known !== undefined && options.now() < (known.expiresAtS + options.clockToleranceS) * 1000) return known;
    verified.delete(key);
    const caller = await verify(token, keys, options);
    verified.set(key, caller);
    return caller;
  };
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw new GatewayError('UNAUTHENTICATED');
  const token = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)$/i.exec(authorization.trim())?.[1];
  if (token === undefined)
    throw refuse('The Authorization header must be "Bearer <token>" with a signed JWT.', 'not-a-jwt');
  if (token.length > MAX_TOKEN_LENGTH) throw refuse('The access token is too long.', 'token-too-long');
  return token;
}

async function verify(token: string, keys: JWTVerifyGetKey, options: AuthenticateOptions): Promise<Caller> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: options.clockToleranceS,
      currentDate: new Date(options.now()),
      requiredClaims: ['exp', 'sub'],
    });
    return toCaller(payload);
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : explain(cause);
  }
}

function toCaller(payload: JWTPayload): Caller {
  const application = payload['client_id'] ?? payload['azp'];
  if (typeof application !== 'string' || application === '')
    throw refuse('The token names no application (client_id).', 'no-client');
  if (typeof payload.sub !== 'string' || payload.sub === '')
    throw refuse('The token names no subject (sub).', 'no-subject');
  const claimed = payload['roles'];
  const roles = Array.isArray(claimed) ? claimed.filter((role): role is string => typeof role === 'string') : [];
  return { subject: payload.sub, application, roles: [...new Set(roles)].sort(), expiresAtS: payload.exp ?? 0 };
}

const refuse = (text: string, internal: string, cause?: unknown): GatewayError =>
  new GatewayError('UNAUTHENTICATED', text, { internal, cause });

function explain(cause: unknown): GatewayError {
  if (cause instanceof errors.JWTExpired)
    return refuse('The access token has expired. Get a new one.', 'expired', cause);
  if (cause instanceof errors.JWTClaimValidationFailed) {
    return refuse(`The access token's claim "${cause.claim}" is not accepted here.`, `claim-${cause.claim}`, cause);
  }
  if (cause instanceof errors.JOSEAlgNotAllowed || cause instanceof errors.JOSENotSupported) {
    return refuse('The access token must be signed with RS256, ES256 or EdDSA.', 'algorithm', cause);
  }
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWSSignatureVerificationFailed) {
    return refuse("The access token was not signed by this gateway's issuer.", 'signature', cause);
  }
  if (cause instanceof errors.JWKSTimeout || !(cause instanceof errors.JOSEError)) {
    return refuse(
      'Access tokens cannot be verified now: the issuer does not answer. Try again later.',
      'issuer-unreachable',
      cause,
    );
  }
  return refuse('The access token is malformed.', 'malformed', cause);
}
