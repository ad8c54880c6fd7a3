/**
 * What the replicas of a gateway share about a partner's limits: slots, each good for one call per window, and pauses a partner asked
 * for. Counted by the store's own clock, so that replicas need not agree on the time. Nothing here rejects: a store that cannot be
 * reached refuses.
 */
import type { Urgency } from '../../domain/purpose.ts';

/** One window of a contract: at most `calls` in any stretch of `perMs`. */
export interface CallWindow {
  readonly calls: number;
  readonly perMs: number;
  /** So many of its slots are for CRITICAL calls only. */
  readonly reserve: number;
}

export interface SlotsWanted {
  readonly partner: string;
  /** All of them together or none. */
  readonly windows: readonly CallWindow[];
  readonly urgency: Urgency;
  /** After so long from now the call cannot reach the partner any more, whatever becomes of this process. */
  readonly busyMs: number;
}

/** Slots held by one call. What is inside is the store's business. */
export interface Lease {
  readonly partner: string;
  readonly held: readonly HeldSlot[];
}

export interface HeldSlot {
  readonly store: 'postgres' | 'redis';
  readonly perMs: number;
  readonly slot: number;
  /** Tells this holder from the slot's next one. */
  readonly token: string;
}

/** Why a call may not start, as notes and faults name it. */
export type RefusalReason = 'window-full' | 'partner-paused' | 'limiter-unavailable';

export interface NotTaken {
  readonly reason: RefusalReason;
  /** The earliest time at which asking again can succeed, as far as is known. */
  readonly retryAfterMs: number;
}

export type Taken = { readonly lease: Lease } | NotTaken;

export interface CallSlots {
  take(wanted: SlotsWanted): Promise<Taken>;
  /** The call has ended, however it ended: its slots are free again one window from now. Returns at once; `close` waits for it. */
  settle(lease: Lease): void;
  /** The call was certainly never sent: its slots are free now. */
  release(lease: Lease): void;
  /** The partner said 429 or Retry-After: no replica calls it for so long. Never shortens a longer pause. */
  pause(partner: string, forMs: number): Promise<void>;
  /** Resolves when everything settled, released or paused so far is written. */
  close(): Promise<void>;
}

export const isTaken = (taken: Taken): taken is { readonly lease: Lease } => 'lease' in taken;
