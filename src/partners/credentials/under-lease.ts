/**
 * One replica at a time renews a customer's token. Whoever gets the lease next must find what its holder obtained, or would use a refresh token
 * that is used up: until that is kept the lease is not given back, and ends by itself if its holder has died. Never throws.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Attempt, failed } from '../attempt.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Leases, ReleaseLease } from './port.ts';

export interface LeaseParts {
  readonly name: string;
  readonly partner: string;
  readonly leases: Leases;
  /** How long a holder may take, and others wait for it. */
  readonly longestMs: number;
  /** Told of what goes on when the work has answered. */
  readonly goesOn: (work: Promise<unknown>) => void;
  readonly log: PartnersLog;
}

interface Held {
  readonly release: ReleaseLease;
  /** By `performance.now()`; the database counts from a moment later. */
  readonly endsAt: number;
}

/** Whether nothing is left to keep. */
type Settle = () => Promise<boolean>;

const POLL_MS = 50;
const SETTLE_AGAIN_MS = 250;

export async function underLease<T>(
  parts: LeaseParts,
  settle: Settle,
  work: () => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  const { name, partner, leases, longestMs, log } = parts;
  for (let poll = 0; poll * POLL_MS <= longestMs; poll += 1) {
    const endsAt = performance.now() + longestMs;
    const lease = await leases.acquire(name, longestMs).catch((error: unknown) => nameOf(error));
    if (typeof lease === 'string') {
      log.warn({ partner, reason: 'lease-unreachable', error: lease }, 'a token cannot be renewed');
      return failed('PARTNER_UNAVAILABLE', 'token-lease-unreachable');
    }
    if (lease !== null) return work().finally(() => giveBack({ release: lease, endsAt }, settle, parts));
    await wait(POLL_MS);
  }
  return failed('PARTNER_UNAVAILABLE', 'token-lease-busy');
}

async function giveBack(held: Held, settle: Settle, parts: LeaseParts): Promise<void> {
  if (await settle()) return giveUp(held.release, parts);
  // No caller waits for it.
  parts.goesOn(settleLater(held, settle, parts));
}

/** Not beyond the lease: the next holder may be at work by then. */
async function settleLater({ release, endsAt }: Held, settle: Settle, parts: LeaseParts): Promise<void> {
  for (;;) {
    await wait(SETTLE_AGAIN_MS, undefined, { ref: false });
    if (performance.now() >= endsAt) return;
    if (await settle()) return giveUp(release, parts);
  }
}

const giveUp = (release: ReleaseLease, { partner, log }: LeaseParts): Promise<void> =>
  release().catch((error: unknown) =>
    log.warn({ partner, reason: 'lease-not-released', error: nameOf(error) }, 'a lease runs out by itself'),
  );
