/**
 * The ledger of calls that must not happen twice: what was billed or left a trace, and at the same time the lease that keeps replicas from
 * making the same call. All times are the database's.
 */
import type { Instant } from '../../domain/instant.ts';
import type { Reservation } from '../budget/port.ts';

/**
 * UNDER_WAY → ANSWERED, NOT_HAPPENED or UNKNOWN → RECONCILED. UNDER_WAY and UNKNOWN are open: nobody makes the same call meanwhile.
 * NOT_HAPPENED: certainly not served, so it may be made again at once.
 */
export type GuardedCallState = 'UNDER_WAY' | 'ANSWERED' | 'NOT_HAPPENED' | 'UNKNOWN' | 'RECONCILED';

export interface NewGuardedCall {
  readonly id: string;
  readonly key: string;
  readonly partnerId: string;
  readonly endpoint: string;
  readonly agreementId: string;
  /** Under whose key whatever is sealed stands; '' where the call is about nobody or several. */
  readonly customerId: string;
  /** Sealed; null where nobody can ask the partner later. */
  readonly request: Uint8Array | null;
  /** Longer than this it cannot be under way. */
  readonly forMs: number;
}

/** A call as those see it who wait for it. */
export interface GuardedCall {
  readonly id: string;
  readonly state: GuardedCallState;
  readonly endpoint: string;
  readonly customerId: string;
  readonly sealed: Uint8Array | null;
  /** Code and named reason; null while it is under way. */
  readonly outcome: string | null;
  /** Its answer was of no use, and stands for whoever asks for the same. */
  readonly isHeld: boolean;
  /** Its answer may be shared with the endpoint that asks: the partner sent nothing by itself since the call began. */
  readonly serves: boolean;
  readonly startedAt: Instant;
  /** Since it was settled; null while it is under way. */
  readonly settledMsAgo: number | null;
  /** Still UNDER_WAY although it cannot be: its process is gone. */
  readonly isOverdue: boolean;
}

export interface Settlement {
  readonly state: 'ANSWERED' | 'NOT_HAPPENED' | 'UNKNOWN';
  /** Code and named reason. */
  readonly outcome: string;
  readonly sealed: Uint8Array | null;
  /** Seconds for which an answer of no use stands for whoever asks for the same; 0: not at all. */
  readonly holdForS: number;
  /** What an answered call took and does not cost, where it could not be given back before. */
  readonly owed?: Reservation;
}

/** Which answers of earlier calls serve a new one. */
export interface Serves {
  /** The one that asks, which need not be the one that called. */
  readonly endpoint: string;
  readonly notOlderThanS: number;
  /** What was held before a person closed the partner's circuit is held no more; null: nobody did. */
  readonly heldSince: Instant | null;
}

/** What a partner can be asked about later. */
export interface UnknownCall {
  readonly id: string;
  readonly partnerId: string;
  readonly endpoint: string;
  readonly agreementId: string;
  readonly customerId: string;
  readonly request: Uint8Array;
  readonly startedAt: Instant;
}

export interface CallLedger {
  /** Durable before it returns. Null: this call is the caller's to make. Else the open call that stands in its way. */
  open(call: NewGuardedCall): Promise<GuardedCall | null>;
  /** `endpoint`: the one that asks. */
  find(id: string, endpoint: string): Promise<GuardedCall | null>;
  /**
   * The answers to this call that may stand in for a new one, newest first: kept and not older than asked for, or of no use and held.
   * None of before what the partner sent by itself.
   */
  answered(key: string, serves: Serves): Promise<readonly GuardedCall[]>;
  /** Takes back a call that was opened and never made. */
  withdraw(id: string): Promise<void>;
  /**
   * What became of an open call. One that was given up as UNKNOWN meanwhile may still be settled by its own process. What did not happen
   * gives back what it still had reserved, what was answered only what it is owed; what is UNKNOWN keeps it. Rejects where there is no such
   * call: the server may still be opening it.
   */
  settle(id: string, settlement: Settlement): Promise<void>;
  /** Calls past their time become UNKNOWN, all of them or this one; how many. */
  giveUp(id?: string): Promise<number>;
  /** Drops answers older than so many seconds; how many. The calls themselves stay. */
  forget(seconds: number): Promise<number>;
  /** UNKNOWN calls of a partner, oldest first, of which the request was kept; none while a person holds the partner. */
  unknown(partnerId: string, first: number): Promise<readonly UnknownCall[]>;
  /**
   * What the partner itself said, with its entry in the access log or not at all. What did not happen gives back what it kept reserved.
   * False: the call was not UNKNOWN any more.
   */
  reconcile(id: string, happened: boolean): Promise<boolean>;
}
