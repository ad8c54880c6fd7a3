/**
 * Every automatic decision about a call carries a named reason: retry, wait, trip, refuse, serve stale, share, renew. Names only. Whoever
 * listens counts it (metrics), writes it down (log, debug level) or prints it (`connector:try`).
 */
export interface Noted {
  readonly partner: string;
  readonly endpoint: string;
  /** The step that decided: `limit`, `breaker`, `retry`, `budget`, `coalesce`, `guard`, `credentials`, `stored`, `contract`. */
  readonly step: string;
  /** What it did, kebab-case: `wait`, `refuse`, `trip`, `retry`, `serve-stale`. */
  readonly decision: string;
  /** Why, kebab-case: `window-full`, `circuit-open`. From our own vocabulary, few enough to be a metric's label. */
  readonly reason: string;
  readonly waitMs?: number;
}

export type Note = (noted: Noted) => void;
