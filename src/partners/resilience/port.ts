/**
 * What the circuit of one partner in this process is up to, for health. CLOSED: calls go through. OPEN: none does. HALF_OPEN: one at a
 * time finds out whether the partner is back. THROTTLED: the partner asked to be left alone. HELD: a person did.
 */
import type { PartnerHold } from '../../domain/fact.ts';

export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'THROTTLED' | 'HELD';

export interface CircuitReading {
  readonly state: CircuitState;
  /** Epoch milliseconds at which it came to this state; of HALF_OPEN: at which it opened. */
  readonly sinceMs: number;
}

export interface Circuit {
  /** Changes nothing. */
  read(): CircuitReading;
  /** Whether a person holds the partner, where no call has brought word of it yet. */
  hearHold(hold: PartnerHold | null): void;
}
