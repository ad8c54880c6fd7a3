/**
 * Tokens that customers granted, renewed without a stampede: one refresh per customer at a time in this process, and among all replicas
 * by a lease. What a refresh brought is kept sealed under the customer's key, because rotation makes the former refresh token worthless;
 * newly imported references win over it. Never throws.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { createHold, holdMsOf, type HoldMsOf, holdMsOfClient } from './hold-refusal.ts';
import {
  type CustomerGrant,
  createCustomerRenewal,
  type CustomerRenewalParts,
  ENDED_FOR_MS,
  seedOf,
} from './refresh-token.ts';
import { GRANT_ENDED, type RequestToken } from './request-token.ts';
import { createTokenSource, type TokenSource } from './token-source.ts';

export type CustomerTokens = (customerId: string, grant: CustomerGrant) => TokenSource;

/** Customers whose tokens are at hand; the others' are read from the database again. */
const AT_HAND = 20_000;

export interface RenewedTokens {
  readonly tokens: CustomerTokens;
  /** Waits so long for renewals under way, and for what they brought to be kept. */
  readonly drain: (graceMs: number) => Promise<void>;
}

export function createCustomerTokens(parts: Omit<CustomerRenewalParts, 'goesOn'>): RenewedTokens {
  const sources = new LRUCache<string, { readonly seed: string; readonly source: TokenSource }>({ max: AT_HAND });
  const { partner, now, log } = parts;
  const requestToken = oneRefusalForAll(parts);
  const running = createRunning();
  const tokens: CustomerTokens = (customerId, grant) => {
    const seed = seedOf(grant);
    const known = sources.get(customerId);
    if (known?.seed === seed) return known.source;
    const renewal = createCustomerRenewal(
      { ...parts, requestToken, goesOn: (work) => void running.add(work) },
      { customerId, grant, seed },
    );
    const renew: typeof renewal = (...about) => running.add(renewal(...about));
    const source = createTokenSource({ partner, renew, holdMsOf: holdMsOfCustomer, now, tell: () => undefined, log });
    sources.set(customerId, { seed, source });
    return source;
  };
  return { tokens, drain: running.drain };
}

function createRunning() {
  const running = new Set<Promise<unknown>>();
  /** What runs may start more, so one look is not enough. */
  const untilNone = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled(running);
  };
  const add = <T>(work: Promise<T>): Promise<T> => {
    const done = work.finally(() => running.delete(done));
    running.add(done);
    return done;
  };
  const drain = async (graceMs: number): Promise<void> => {
    const over = new AbortController();
    // It keeps the process alive for what runs: waits in there do not.
    const grace = wait(graceMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([untilNone(), grace]);
    over.abort();
  };
  return { add, drain };
}

/** What the partner says to the bank itself holds for every customer: it is not asked again for each of them. */
function oneRefusalForAll({ requestToken, now }: Pick<CustomerRenewalParts, 'requestToken' | 'now'>): RequestToken {
  const hold = createHold(holdMsOfClient, now);
  return async (grant) => {
    const held = hold.current();
    if (held !== null) return held;
    const granted = await requestToken(grant);
    hold.hear(granted);
    return granted;
  };
}

const holdMsOfCustomer: HoldMsOf = (fault) => (fault.detail === GRANT_ENDED ? ENDED_FOR_MS : holdMsOf(fault));
