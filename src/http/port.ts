/**
 * What the edge needs from the rest, in its own words.
 */
import type { Caller } from '../domain/caller.ts';
import type { ErrorCode } from '../domain/errors.ts';

export interface EdgeLimits {
  /** Largest request body in bytes. */
  readonly bodyBytes: number;
  /** Total time of one request; partner calls end earlier by `reserveMs`, so that what is known can still be released. */
  readonly deadlineMs: number;
  readonly reserveMs: number;
  /** Requests of one address, and of one application at one address, within `windowMs`. */
  readonly perAddress: number;
  readonly perApplication: number;
  readonly windowMs: number;
}

/** A request that failed before or instead of a disclosure: the log keeps it, aggregated by source and code. */
export interface Refusal {
  readonly requestId: string;
  readonly code: ErrorCode;
  /** Address of the client, as Fastify trusts it. */
  readonly address: string;
  readonly caller?: Caller;
  /** What was refused, where the code does not say it: `message:<partner>`. */
  readonly action?: string;
}

/** A request as the edge hands it to GraphQL. */
export interface Admitted {
  readonly requestId: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

export interface Readiness {
  readonly name: string;
  check(): Promise<void>;
}
