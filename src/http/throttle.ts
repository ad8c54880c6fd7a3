/**
 * Limits callers before their token is looked at: each address, and each application an unverified token claims at that
 * address. A false claim can only use up its own address, so the claim needs no proof.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import rateLimit from '@fastify/rate-limit';
import { GatewayError } from '../domain/errors.ts';
import type { EdgeLimits } from './port.ts';

export type Throttle = (request: FastifyRequest) => Promise<void>;

/** Addresses and applications remembered at once; older ones start anew. */
const MAX_KEYS = 20_000;

/** Rejects with CALLER_THROTTLED, naming how long to wait. */
export async function createThrottle(app: FastifyInstance, limits: EdgeLimits): Promise<Throttle> {
  await app.register(rateLimit, {
    global: false,
    max: limits.perAddress,
    timeWindow: limits.windowMs,
    cache: MAX_KEYS,
  });
  const byAddress = app.createRateLimit({ keyGenerator: (request) => request.ip });
  const byApplication = app.createRateLimit({
    max: limits.perApplication,
    keyGenerator: (request) => `${request.ip} ${claimedApplication(request.headers.authorization)}`,
  });
  return async (request) => {
    for (const check of [byAddress, byApplication]) {
      const limit = await check(request);
      if (!limit.isAllowed && limit.isExceeded) {
        throw new GatewayError('CALLER_THROTTLED', undefined, {
          retryAfterMs: limit.ttl,
          internal: check === byAddress ? 'address' : 'application',
        });
      }
    }
  };
}

/** The application a token claims, unverified; `-` when it claims none. */
export function claimedApplication(authorization: string | undefined): string {
  const payload = authorization?.split('.')[1];
  if (payload === undefined || payload.length > 8_192) return '-';
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    const application = claims['client_id'] ?? claims['azp'];
    return typeof application === 'string' ? application.slice(0, 64) : '-';
  } catch {
    return '-';
  }
}
