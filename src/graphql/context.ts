/**
 * What a request carries. The edge admits a request with three facts; the executor adds the services and what the operation
 * selects. Resolvers see nothing else.
 */
import type { Caller } from '../domain/caller.ts';
import type { ReleasedView } from '../domain/custody.ts';
import type { DatasetName } from '../domain/dataset.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { ReasonCode } from '../domain/reason.ts';
import type { Actor, Governance } from '../governance/port.ts';
import type { Trail } from '../governance/trail/port.ts';

/** A request with a verified caller, as the edge hands it over. `signal` ends with the deadline or the client's departure. */
export interface AdmittedRequest {
  readonly requestId: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/**
 * Discloses the fields selected under one response key to this request's caller, and keeps the account for
 * `extensions.governance`. Ids are well-formed.
 */
export interface Customers {
  one(responseKey: string | number, purpose: string, customerId: string): Promise<ReleasedView>;
  /** 1 to 100 ids; one given twice is read once and answered twice, in the order given. */
  many(responseKey: string | number, purpose: string, customerIds: readonly string[]): Promise<readonly ReleasedView[]>;
}

export interface RequestContext extends AdmittedRequest {
  readonly actor: Actor;
  readonly customers: Customers;
  readonly governance: Governance;
  readonly trail: Trail;
  readonly datasetsOf: DatasetsOf;
}

/** Datasets a partner's connector can supply; empty for a partner without a connector. */
export type DatasetsOf = (partnerId: string) => readonly DatasetName[];

/** An operation that was refused before anything was read or changed, for the access log. */
export interface Refusal {
  readonly requestId: string;
  readonly caller: Caller;
  readonly code: ErrorCode;
  /** The gate's reason where the refusal has one: `PURPOSE_MISSING`, `BATCH_LIMIT`. */
  readonly reason?: ReasonCode;
}
