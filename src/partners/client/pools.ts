/**
 * Keep-alive connections of one partner, one pool per origin, never more connections than the contract's concurrency. Every connection's
 * address passes the guard; a declared client certificate is shown, and a renewed one counts from the next call on. Time limits are the
 * caller's, but for bodies that stall.
 */
import { Pool } from 'undici';
import { type Attempt, hasFailed } from '../attempt.ts';
import type { CurrentCertificate, OpenedCertificate } from '../credentials/client-certificate.ts';
import { type AddressPolicy, guardedLookup } from './guard-address.ts';

export interface Pools {
  /** A fault when the client certificate cannot be had. */
  readonly at: (origin: string) => Attempt<Pool>;
  readonly close: () => Promise<void>;
}

export interface PoolsOptions {
  readonly connections: number;
  readonly deadlineMs: number;
  readonly policy: AddressPolicy;
  /** null: the partner wants none. */
  readonly certificate: CurrentCertificate | null;
}

interface Opened {
  readonly pool: Pool;
  readonly certificate: OpenedCertificate | null;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 32 * 1024;
/** A body that brings nothing for so long has stalled. */
const STALLED_MS = 5_000;

export function createPools(options: PoolsOptions): Pools {
  const openedByOrigin = new Map<string, Opened>();
  const leaving = new Set<Promise<void>>();
  const replace = (origin: string, certificate: OpenedCertificate | null, former: Opened | undefined): Pool => {
    // Calls under way end as they began; new ones show the new certificate.
    const closing = former?.pool.close().finally(() => leaving.delete(closing!));
    if (closing !== undefined) leaving.add(closing);
    const pool = openPool(origin, certificate, options);
    openedByOrigin.set(origin, { pool, certificate });
    return pool;
  };
  return {
    at(origin) {
      const certificate: Attempt<OpenedCertificate | null> = options.certificate?.() ?? { value: null };
      if (hasFailed(certificate)) return certificate;
      const opened = openedByOrigin.get(origin);
      const isCurrent = opened !== undefined && opened.certificate === certificate.value;
      return { value: isCurrent ? opened.pool : replace(origin, certificate.value, opened) };
    },
    close: async () => {
      await Promise.all([...openedByOrigin.values()].map(({ pool }) => pool.destroy()));
      await Promise.all(leaving);
    },
  };
}

const openPool = (
  origin: string,
  certificate: OpenedCertificate | null,
  { connections, policy, deadlineMs }: PoolsOptions,
): Pool =>
  new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: STALLED_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect: {
      lookup: guardedLookup(policy),
      timeout: Math.min(deadlineMs, CONNECT_TIMEOUT_MS),
      // NODE_TLS_REJECT_UNAUTHORIZED in the environment would switch it off for every partner.
      rejectUnauthorized: true,
      ...(certificate === null ? {} : { secureContext: certificate.context }),
    },
  });
