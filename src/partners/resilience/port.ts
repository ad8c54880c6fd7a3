/**
 * What the circuit of one partner in this process is up to, for health. CLOSED: calls go through. OPEN: none does. HALF_OPEN: one at a
 * time finds out whether the partner is back. THROTTLED: the partner asked to be left alone. HELD: a person did. Names and times only.
 */
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'THROTTLED' | 'HELD';

export interface CircuitReading {
  readonly state: CircuitState;
  /** Epoch milliseconds at which it came to this state. */
  readonly sinceMs: number;
  /** Why, kebab-case: `timeout`, `server-error`, `status-429`, `held`; null while closed. */
  readonly reason: string | null;
  /** Milliseconds until it may change by itself; null while it will not. */
  readonly retryAfterMs: number | null;
}

export interface Circuit {
  read(): CircuitReading;
}
