/**
 * Where quotas and budgets are counted for the whole bank. Amounts are exact decimals; the period a call belongs to is the one in which it
 * was reserved, by the store's own clock (the database's), so that all replicas agree.
 */
import type { Decimal } from '../../domain/decimal.ts';
import type { Level, Meter } from '../../domain/spending.ts';

/** What one call takes from a meter. */
export interface Draw extends Meter {
  readonly amount: Decimal;
}

/** What was taken, by row: enough to give it back later and elsewhere. Plain JSON. */
export interface Reservation {
  readonly taken: readonly {
    readonly key: string;
    readonly period: string;
    readonly unit: string;
    readonly amount: Decimal;
  }[];
}

/** A meter after a reservation was granted or refused. */
export interface Drawn extends Level {
  /** Of this one call. */
  readonly amount: Decimal;
  /** Before the statement that granted it. */
  readonly spentBefore: Decimal;
}

/** `reservation` null: at least one meter had not enough left, and none was touched. */
export interface Reserved {
  readonly reservation: Reservation | null;
  /** In the order of the draws. */
  readonly levels: readonly Drawn[];
  /** The store's clock, epoch milliseconds. */
  readonly atMs: number;
}

export interface BudgetStore {
  /**
   * All meters or none, never beyond a limit, whoever else reserves at the same time. `guardedAs`: the row in the ledger of calls that
   * remembers what was taken from the same moment on, so that no process can die in between. Rejects where that row is not UNDER_WAY:
   * what became of the call was settled without this. Only a call whose earlier attempts did not happen reserves again: what its row still
   * remembers is given back first.
   */
  reserve(draws: readonly Draw[], guardedAs?: string): Promise<Reserved>;
  /**
   * Gives back what a call that did not happen had taken. Without `guardedAs` not idempotent: once per reservation. With it, only what its
   * row still remembers: whoever learned the same before gave it back already.
   */
  refund(reservation: Reservation, guardedAs?: string): Promise<void>;
  /** How much of each was spent in its running period, in the order asked. */
  read(meters: readonly Meter[]): Promise<readonly Level[]>;
}
