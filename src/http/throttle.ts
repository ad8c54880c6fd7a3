/**
 * Limits callers before their token is looked at: each address, and each application an unverified token claims at that
 * address. A false claim can only use up its own address, so the claim needs no proof.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
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
  const byAddress = app.createRateLimit({ keyGenerator: (request) => network(request.ip) });
  const byApplication = app.createRateLimit({
    max: limits.perApplication,
    keyGenerator: (request) => `${network(request.ip)} ${claimedApplication(request.headers.authorization)}`,
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

/** One host can have every address of its IPv6 /64 (RFC 4291 §2.5.1): they count as one. */
function network(address: string): string {
  if (!address.includes(':')) return address;
  return address.startsWith('::ffff:') ? address.slice(7) : normalizeIP(address, 64);
}

/** The application a token claims, unverified; `-` when it claims none. Never throws. */
export function claimedApplication(authorization: string | undefined): string {
  const payload = authorization?.split('.', 2)[1];
  if (payload === undefined || payload.length > 8_192) return '-';
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown> | null;
    const application = claims?.['client_id'] ?? claims?.['azp'];
    return typeof application === 'string' ? application.slice(0, 64) : '-';
  } catch {
    return '-';
  }
}
