/**
 * What the one path needs from the database, in its own words. Implemented by store/ and subjects/.
 */
import type { Facts } from '../domain/fact.ts';
import type { PartnerReferences } from '../domain/customer.ts';
import type { IdentityRecord } from '../domain/record.ts';
import type { SourceId } from '../domain/sourced.ts';

export interface FactsQuery {
  readonly application: string;
  readonly roles: readonly string[];
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
  readonly updatedAt: string | null;
}

export interface Holdings {
  /** Only for customers with something permitted: nothing is decrypted for a denial. Missing customers have no entry. */
  open(customerIds: readonly string[], need: { readonly identity: boolean; readonly sources: readonly SourceId[] }): Promise<ReadonlyMap<string, Holding>>;
}
