/**
 * Keep-alive connections of one partner, one pool per origin, never more connections than the contract's concurrency.
 * Every connection's address passes the guard. Time limits are the caller's: a pool alone would wait for ever.
 */
import { Pool } from 'undici';
import { type AddressPolicy, guardedLookup } from './guard-address.ts';

export interface Pools {
  readonly at: (origin: string) => Pool;
  readonly close: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 32 * 1024;

export function createPools(connections: number, deadlineMs: number, policy: AddressPolicy): Pools {
  const poolByOrigin = new Map<string, Pool>();
  const open = (origin: string): Pool => {
    const pool = new Pool(origin, {
      connections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect: { lookup: guardedLookup(policy), timeout: Math.min(deadlineMs, CONNECT_TIMEOUT_MS) },
    });
    poolByOrigin.set(origin, pool);
    return pool;
  };
  return {
    at: (origin) => poolByOrigin.get(origin) ?? open(origin),
    close: async () => {
      await Promise.all([...poolByOrigin.values()].map((pool) => pool.destroy()));
    },
  };
}
