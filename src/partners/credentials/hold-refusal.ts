/**
 * A refusal that counts for whoever asks next too: accounts are locked after too many attempts, and an endpoint that says when to come back
 * means everybody. Remembers one fault for as long as that; never asks.
 */
import type { PartnerFault } from '../../domain/fault.ts';
import { type Attempt, type Failed, hasFailed } from '../attempt.ts';

export interface Hold {
  /** What was refused, with the time that is still left to wait; null: ask. */
  readonly current: () => Failed | null;
  readonly hear: (attempt: Attempt<unknown>) => void;
}

export type HoldMsOf = (fault: PartnerFault) => number;

const REFUSED_FOR_MS = 5_000;

export function createHold(holdMsOf: HoldMsOf, now: () => number): Hold {
  let held: { readonly fault: PartnerFault; readonly until: number } | null = null;
  return {
    current() {
      if (held === null || now() >= held.until) return null;
      const { fault, until } = held;
      return { fault: fault.retryAfterMs === undefined ? fault : { ...fault, retryAfterMs: until - now() } };
    },
    hear(attempt) {
      const forMs = hasFailed(attempt) ? holdMsOf(attempt.fault) : 0;
      held = hasFailed(attempt) && forMs > 0 ? { fault: attempt.fault, until: now() + forMs } : null;
    },
  };
}

/** The token endpoint's own words for an outage, which no circuit counts. */
const SAID = /^token-(temporarily-unavailable|server-error)$/;

/** How long a request for credentials that failed is not made again. A secret that is mended counts at once; outages are the circuit's. */
export function holdMsOf({ code, detail, retryAfterMs }: PartnerFault): number {
  if (code === 'PARTNER_THROTTLED') return retryAfterMs ?? REFUSED_FOR_MS;
  if (code === 'PARTNER_UNAVAILABLE') return retryAfterMs ?? (SAID.test(detail) ? REFUSED_FOR_MS : 0);
  const isTheirs = code === 'PARTNER_REFUSED_CREDENTIALS' || code === 'PARTNER_BROKE_CONTRACT';
  return isTheirs && !/^((token|login)-)?secret-/.test(detail) ? REFUSED_FOR_MS : 0;
}

/** Faults of a customer's renewal that say nothing about the customer: the bank itself is refused, or told to wait. */
export const holdMsOfClient: HoldMsOf = (fault) =>
  fault.retryAfterMs !== undefined || /^token-(invalid|unauthorized)-client$/.test(fault.detail) ? holdMsOf(fault) : 0;
