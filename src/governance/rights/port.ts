/**
 * What may be done about a customer's rights, and what that needs of other stages. Errors: FORBIDDEN, INVALID_INPUT, STALE_CONSENT,
 * AUDIT_UNAVAILABLE. A request about a customer outside the caller's data scope reads like one that does not exist.
 */
import type { Reach } from '../../domain/caller.ts';
import type { Coordinate } from '../../domain/classification.ts';
import type { CustomerKind, PartnerReferences } from '../../domain/customer.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import type { IdentityRecord } from '../../domain/record.ts';
import type { RightsRefusal } from '../../domain/rights-refusal.ts';
import type { CustomerRight, IdentityMethod, RightsRequestState } from '../../domain/rights-request.ts';
import type { Actor, Page, PageRequest } from '../port.ts';
import type { DecisionExplanation, Handed } from './statement/content.ts';

export type RightsFact = Fact<'rights-request'>;

/** What the customer says is right, in the form of the field: a text, several, or addresses. */
export interface NewClaim {
  readonly coordinate: string;
  readonly source: string;
  readonly values: readonly string[];
  readonly addresses: readonly Readonly<Record<string, string>>[];
}

export interface NewRightsRequest {
  readonly customerId: string;
  readonly right: CustomerRight;
  readonly channel: string;
  /** Absent: now. A letter may have come earlier; the law counts from then. */
  readonly receivedAt?: Instant;
  readonly about?: string;
  readonly claim?: NewClaim;
}

export interface RightsDecision {
  readonly id: string;
  readonly verdict: 'APPROVE' | 'REFUSE';
  readonly refusedBecause?: RightsRefusal;
  readonly because?: string;
  readonly retainUntil?: Instant;
}

export interface StepConfirmation {
  readonly id: string;
  readonly target: string;
  readonly outcome: 'DONE' | 'FAILED' | 'NOT_APPLICABLE';
  readonly note?: string;
}

export interface RightsFilter {
  readonly customerId?: string;
  readonly right?: CustomerRight;
  readonly state?: RightsRequestState;
  /** Open, and past the day it was due; false: open and not. */
  readonly overdue?: boolean;
}

export interface CustomerRights {
  /** The one that is due first comes first. */
  list(actor: Actor, filter: RightsFilter, page: PageRequest): Promise<Page<RightsFact>>;
  record(actor: Actor, request: NewRightsRequest): Promise<RightsFact>;
  verifyIdentity(actor: Actor, id: string, method: IdentityMethod): Promise<RightsFact>;
  /** By another person than those who recorded it and verified the identity, where the right needs two. */
  decide(actor: Actor, decision: RightsDecision): Promise<RightsFact>;
  /** Carries out what was approved, or goes on with it: may be repeated until it is COMPLETE. */
  perform(actor: Actor, id: string): Promise<RightsFact>;
  confirmStep(actor: Actor, confirmation: StepConfirmation): Promise<RightsFact>;
  extend(
    actor: Actor,
    extension: { readonly id: string; readonly until: Instant; readonly because: string },
  ): Promise<RightsFact>;
  /** What is held about the customer, in clear: its digest is in the log before it leaves. */
  statement(actor: Actor, id: string): Promise<Handed<'html'>>;
  /** `entry`: id of a RELEASED entry, or of the request that it answered. */
  explain(
    actor: Actor,
    id: string,
    entry: string,
  ): Promise<Handed<never> & { readonly explanation: DecisionExplanation }>;
}

export interface NewLegalHold {
  readonly customerId: string;
  readonly authority: string;
  readonly because: string;
  readonly until: Instant;
}

export interface LegalHolds {
  list(actor: Actor, customerId: string, page: PageRequest): Promise<Page<Fact<'legal-hold'>>>;
  place(actor: Actor, hold: NewLegalHold): Promise<Fact<'legal-hold'>>;
  release(actor: Actor, release: { readonly id: string; readonly because: string }): Promise<Fact<'legal-hold'>>;
}

/** Requests as they are searched for. Implemented by store/. */
export interface RightsStore {
  /** Only of customers inside the scope, erased ones included. */
  requests(filter: RightsFilter, scope: Reach, page: PageRequest): Promise<Page<RightsFact>>;
}

/** Everything personal that the gateway keeps of one customer, opened. */
export interface Held {
  readonly profile: {
    readonly kind: CustomerKind;
    readonly updatedAt: Instant | null;
    readonly identity: IdentityRecord;
  } | null;
  readonly references: readonly { readonly partner: string; readonly references: PartnerReferences }[];
  readonly records: readonly HeldRecord[];
  /** Places whose content could not be opened. */
  readonly unreadable: readonly string[];
  /** Credentials and held answers: that they are there, never what they are. */
  readonly alsoHeld: readonly {
    readonly what: 'CUSTOMER_TOKEN' | 'PARTNER_TOKEN' | 'CALL_ANSWER';
    readonly partner: string;
  }[];
}

export interface HeldRecord {
  readonly partner: string;
  readonly endpoint: string;
  readonly dataset: string;
  readonly fetchedAt: Instant;
  readonly asOf: Instant | null;
  readonly keepUntil: Instant;
  /** null: the partner answered that it has no record. */
  readonly record: unknown;
}

export interface CustomerHeld {
  readAll(customerId: string): Promise<Held>;
  /** Partners that have a name of their own for the customer. */
  partnersOf(customerId: string): Promise<readonly string[]>;
}

/** A corrected profile, sealed, and the one it was made from. */
export interface PreparedCorrection {
  readonly read: Uint8Array;
  readonly corrected: Uint8Array;
}

/** null: the bank has no profile of the customer. Writes nothing. */
export type PrepareCorrection = (
  customerId: string,
  correction: Partial<IdentityRecord>,
) => Promise<PreparedCorrection | null>;

/** What was disclosed about a customer, as far as the log tells. */
export interface DisclosedTo {
  readonly application: string;
  readonly coordinates: ReadonlySet<Coordinate>;
}
