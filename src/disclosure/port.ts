/**
 * What the one path needs from the database, in its own words. Implemented by store/ and subjects/.
 */
import type { Caller } from '../domain/caller.ts';
import type { Decision, ReleasedView } from '../domain/custody.ts';
import type { Facts } from '../domain/fact.ts';
import type { CustomerKind, PartnerReferences } from '../domain/customer.ts';
import type { Instant } from '../domain/instant.ts';
import type { AccessLog } from '../audit/port.ts';
import type { Partners } from '../partners/port.ts';
import type { Catalogue, Coordinate } from '../domain/classification.ts';
import type { IdentityRecord } from '../domain/record.ts';
import type { SourceId } from '../domain/sourced.ts';

export interface FactsQuery {
  readonly application: string;
  readonly roles: readonly string[];
  /** `sub` of the token: what this person was shown today counts, whatever the application. */
  readonly person: string;
  readonly purposeId: string;
  readonly customerIds: readonly string[];
}

export interface FactsSource {
  /**
   * One snapshot for all customers at once, never older than the call: concurrent requests may share a statement only while it
   * has not been sent. Never cached beyond the request. Every id asked for has an entry; unknown ones have `subject: null`.
   */
  snapshot(query: FactsQuery): Promise<ReadonlyMap<string, Facts>>;
}

/** What the bank itself holds of a customer, opened for this request. */
export interface Holding {
  readonly references: ReadonlyMap<SourceId, PartnerReferences>;
  readonly identity: IdentityRecord | null;
  readonly kind: CustomerKind;
  readonly updatedAt: Instant | null;
}

export interface Holdings {
  /** Only for customers with something permitted: nothing is decrypted for a denial. Missing customers have no entry. */
  open(
    customerIds: readonly string[],
    need: { readonly identity: boolean; readonly sources: readonly SourceId[] },
  ): Promise<ReadonlyMap<string, Holding>>;
}

/** What GraphQL asks of the one path. */
export interface DiscloseRequest {
  readonly requestId: string;
  readonly caller: Caller;
  readonly purpose: string;
  /** Distinct, well-formed, 1 to 100. */
  readonly customerIds: readonly string[];
  /** Different customers for this purpose in the whole request, these among them. */
  readonly customersAsked: number;
  /** Governed coordinates the operation selects. */
  readonly coordinates: readonly Coordinate[];
  /** Ends with the request's deadline or the client's departure. */
  readonly signal: AbortSignal;
}

/** A released view for every id. Errors: STALE_AGREEMENT, STALE_CONSENT, AUDIT_UNAVAILABLE. */
export type Disclose = (request: DiscloseRequest) => Promise<ReadonlyMap<string, ReleasedView>>;

/** One customer's facts and what was decided on them. */
export interface Case {
  readonly facts: Facts;
  readonly decision: Decision;
}

/** Finds whom a partner means. Implemented by subjects/. */
export interface CustomersByReference {
  /** Customers by value; a value nobody has is missing, one that several have names them all. */
  findByReference(
    partnerId: string,
    name: string,
    values: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** What the one path is made of. */
export interface Stages {
  readonly facts: FactsSource;
  readonly holdings: Holdings;
  readonly partners: Partners;
  readonly log: AccessLog;
  readonly catalogue: Catalogue;
  /** SHA-256, hex, of the schema that runs. */
  readonly schemaHash: string;
  /** Keys the pseudonyms of handles; never leaves the process. */
  readonly pseudonymKey: Uint8Array;
}
