/**
 * Tokens that customers granted, renewed without a stampede: one refresh per customer at a time in this process, and among all replicas
 * by a lease. What a refresh brought is kept sealed under the customer's key, because rotation makes the former refresh token worthless;
 * newly imported references win over it. Never throws.
 */
import { LRUCache } from 'lru-cache';
import type { PartnerFault } from '../../domain/fault.ts';
import {
  type CustomerGrant,
  createCustomerRenewal,
  type CustomerRenewalParts,
  ENDED_FOR_MS,
  seedOf,
} from './refresh-token.ts';
import { GRANT_ENDED } from './request-token.ts';
import { createTokenSource, type TokenSource } from './token-source.ts';

export type CustomerTokens = (customerId: string, grant: CustomerGrant) => TokenSource;

/** Customers whose tokens are at hand; the others' are read from the database again. */
const AT_HAND = 20_000;

const REFUSED_FOR_MS = 5_000;

export function createCustomerTokens(parts: CustomerRenewalParts): CustomerTokens {
  const sources = new LRUCache<string, { readonly seed: string; readonly source: TokenSource }>({ max: AT_HAND });
  const { partner, now, log } = parts;
  return (customerId, grant) => {
    const seed = seedOf(grant);
    const known = sources.get(customerId);
    if (known?.seed === seed) return known.source;
    const renew = createCustomerRenewal(parts, { customerId, grant, seed });
    const source = createTokenSource({ partner, renew, holdMsOf, now, tell: () => undefined, log });
    sources.set(customerId, { seed, source });
    return source;
  };
}

function holdMsOf({ code, detail }: PartnerFault): number {
  if (detail === GRANT_ENDED) return ENDED_FOR_MS;
  return code === 'PARTNER_REFUSED_CREDENTIALS' && detail !== 'secret-missing' ? REFUSED_FOR_MS : 0;
}
