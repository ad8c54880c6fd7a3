/**
 * What people decide about partners at run time, and what they see of them. Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT,
 * AUDIT_UNAVAILABLE.
 */
import type { Fact } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import type { PartnerHealth } from '../../partners/health/port.ts';
import type { GuardedCallState } from '../../partners/once/port.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export interface PartnerChange {
  readonly partner: string;
  readonly because: string;
  /** Where given, nothing happens to any other version. */
  readonly expectedVersion?: number;
}

export interface PartnerRelease extends PartnerChange {
  /** Forget the partner's failures too: a circuit that they opened closes. */
  readonly reset?: boolean;
}

/** What people decide about a partner at run time. */
export interface Partners {
  list(actor: Actor, page: PageRequest): Promise<Page<Fact<'partner'>>>;
  /** Nobody calls the partner from the next request on; stored records still serve. */
  hold(actor: Actor, change: PartnerChange): Promise<Fact<'partner'>>;
  release(actor: Actor, change: PartnerRelease): Promise<Fact<'partner'>>;
}

/** A person's word that what an endpoint's answers look like now is right. */
export interface BaselineAcceptance {
  readonly partner: string;
  readonly endpoint: string;
  readonly because: string;
}

export interface PartnerHealthRights {
  read(actor: Actor, partner: string, lastMinutes: number): Promise<PartnerHealth>;
  acceptBaseline(actor: Actor, acceptance: BaselineAcceptance): Promise<Fact<'partner'>>;
}

export interface PartnerCallFilter {
  readonly state: GuardedCallState;
  readonly partner?: string;
}

/** A call that costs money or leaves a trace. Property names equal the schema's. */
export interface PartnerCall {
  readonly id: string;
  readonly partner: string;
  readonly endpoint: string;
  readonly agreement: string;
  readonly state: GuardedCallState;
  readonly outcome: string | null;
  readonly startedAt: Instant;
  readonly settledAt: Instant | null;
  readonly reconciledBy: string | null;
  readonly reconciledBecause: string | null;
}

export interface PartnerCalls {
  /** Oldest first. */
  list(actor: Actor, filter: PartnerCallFilter, page: PageRequest): Promise<Page<PartnerCall>>;
  /** Only of a call whose outcome is unknown. What did not happen gives its budget back; the call may be made again. */
  reconcile(actor: Actor, finding: Omit<Reconciliation, 'actor'>): Promise<PartnerCall>;
}

/** What somebody found out about a call. */
export interface Reconciliation {
  readonly actor: Actor;
  readonly id: string;
  readonly happened: boolean;
  readonly because: string;
}

/** Implemented by store/; failures of the log are AUDIT_UNAVAILABLE. Ids are UUIDs. */
export interface PartnerCallStore {
  list(filter: PartnerCallFilter, page: PageRequest): Promise<Page<PartnerCall>>;
  find(id: string): Promise<PartnerCall | null>;
  /** With its log entry or not at all. null: there is no such UNKNOWN call. */
  reconcile(reconciliation: Reconciliation): Promise<PartnerCall | null>;
}
