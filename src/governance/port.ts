/**
 * What may be done to the rules, and by whom. Every change and its log entry are one transaction; every refusal is logged.
 * Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT, STALE_CONSENT, AUDIT_UNAVAILABLE.
 */
import type { TrailFilter } from '../audit/trail.ts';
import type { AgreementBudget, AgreementState, AgreementTerms } from '../domain/agreement.ts';
import type { Caller } from '../domain/caller.ts';
import type { GuardedCallState } from '../partners/once/port.ts';
import type { Coordinate, MaskRule } from '../domain/classification.ts';
import type { Consent } from '../domain/consent.ts';
import type { Outcome } from '../domain/decision.ts';
import type { Fact, FactBodies, FactKind } from '../domain/fact.ts';
import type { GapCode } from '../domain/fault.ts';
import type { Instant } from '../domain/instant.ts';
import type { ReasonCode } from '../domain/reason.ts';
import type { CacheState, SourceId } from '../domain/sourced.ts';
import type { PartnerHealth } from '../partners/health/port.ts';
import type { Level, Meter } from '../domain/spending.ts';

export interface Actor {
  readonly requestId: string;
  readonly caller: Caller;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly first: number;
  /** Opaque cursor of the last item read. */
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly { readonly node: T; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

export interface AgreementChange {
  /** `<agreement>/<version of the terms>`. */
  readonly id: string;
  readonly expectedVersion: number;
  readonly because?: string;
}

export interface AgreementFilter {
  readonly partner?: string;
  readonly state?: AgreementState;
}

/** The state machine of an agreement version (decisions.md). */
export interface Agreements {
  list(actor: Actor, filter: AgreementFilter, page: PageRequest): Promise<Page<Fact<'agreement'>>>;
  propose(actor: Actor, agreementId: string, terms: AgreementTerms): Promise<Fact<'agreement'>>;
  submit(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  approve(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  sendBack(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  sign(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  activate(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  suspend(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  /** How much of the budget is spent in the running periods; nothing where nothing is limited. */
  spending(actor: Actor, agreement: Budgeted): Promise<readonly Level[]>;
}

/** What the meters of an agreement's version are named and limited by. */
export interface Budgeted {
  readonly agreementId: string;
  readonly budget: AgreementBudget | undefined;
}

/** How much of each meter is spent, in the order asked. */
export type ReadSpending = (meters: readonly Meter[]) => Promise<readonly Level[]>;

export type ConsentGrant = Pick<
  Consent,
  'customerId' | 'purpose' | 'coordinates' | 'recipients' | 'sources' | 'form' | 'notice' | 'expiresAt' | 'expressedBy'
>;

export interface Consents {
  /** Only for customers inside the caller's data scope; others read as if they had none. */
  list(actor: Actor, customerId: string, page: PageRequest): Promise<Page<Fact<'consent'>>>;
  grant(actor: Actor, consent: ConsentGrant): Promise<Fact<'consent'>>;
  /** Effective before it returns: every release that commits afterwards sees it. */
  withdraw(actor: Actor, consentId: string): Promise<Fact<'consent'>>;
}

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

export interface Governance {
  readonly agreements: Agreements;
  readonly consents: Consents;
  purposes(actor: Actor, page: PageRequest): Promise<Page<Fact<'purpose'>>>;
  readonly partners: Partners;
  readonly calls: PartnerCalls;
  readonly health: PartnerHealthRights;
}

export const AUDIT_KINDS = [
  'REFUSED', 'INTENT', 'RELEASED', 'GOVERNANCE_CHANGED', 'RIGHTS_EVENT', 'EXPORT_EVENT', 'LOG_READ', 'ALERT', 'KEY_EVENT',
  'PARTNER_EVENT',
] as const; // prettier-ignore

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Only entries that match every given part. Kinds that no entry has yet find nothing; they are part of the schema already. */
export interface AuditFilter extends Omit<TrailFilter, 'kinds'> {
  readonly kinds?: readonly AuditKind[];
}

/** Fields that share outcome, reasons, source and rights. */
export interface AuditedFields {
  readonly coordinates: readonly Coordinate[];
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  readonly treatment: MaskRule | null;
  readonly partner: SourceId | null;
  readonly cache: CacheState | null;
  readonly agreement: string | null;
  readonly consent: string | null;
}

/** One entry of the access log as its readers see it. Property names equal the schema's. */
export interface AuditEntry {
  readonly id: string;
  readonly recordedAt: Instant;
  readonly kind: AuditKind;
  readonly requestId: string;
  readonly caller: string | null;
  readonly application: string | null;
  readonly roles: readonly string[];
  readonly purpose: string | null;
  readonly customerId: string | null;
  readonly subjectDigest: string | null;
  readonly fields: readonly AuditedFields[];
  readonly gaps: readonly {
    readonly partner: SourceId;
    readonly dataset: string;
    readonly fields: readonly Coordinate[] | null;
    readonly code: GapCode;
    readonly retryAfterMs: number | null;
    readonly servedStale: boolean;
  }[];
  readonly event: string | null;
  readonly target: string | null;
  readonly count: number;
  readonly facts: readonly string[];
  /** Read only where it is asked for. */
  readonly because: () => Promise<string | null>;
}

/** Auditors only; the refusal of others and every reading are log entries themselves. Newest first. */
export type Trail = (actor: Actor, filter: AuditFilter, page: PageRequest) => Promise<Page<AuditEntry>>;

/** A change of one fact, as its log entry tells it. */
export interface RuleChange {
  readonly actor: Actor;
  /** As the mutation: `APPROVE_AGREEMENT`. */
  readonly action: string;
  readonly fact: Fact<'agreement'> | Fact<'consent'> | Fact<'partner'>;
  /** What stood there before; null for something new. */
  readonly previous: Fact<'agreement'> | Fact<'consent'> | Fact<'partner'> | null;
  /** Whose consent it is. */
  readonly customerId?: string;
}

/** One transaction over rules: what it read stays so until it ends, and the event is written with the change or not at all. */
export interface RuleTransaction {
  /** The database's clock. */
  readonly now: Instant;
  read<K extends FactKind>(kind: K, id: string): Promise<Fact<K> | null>;
  /** For changing it: whoever else wants to waits. Several are locked in one order everywhere, or two could wait for each other. */
  lock<K extends FactKind>(kind: K, id: string): Promise<Fact<K> | null>;
  create<K extends FactKind>(kind: K, id: string, body: FactBodies[K], by: string): Promise<Fact<K>>;
  change<K extends FactKind>(fact: Fact<K>, body: FactBodies[K], by: string): Promise<Fact<K>>;
  append(change: RuleChange): Promise<void>;
  /** Whoever else asks for the same customer's waits until this transaction ends: of two withdrawals the second sees the first. */
  consentsOf(customerId: string): Promise<readonly Fact<'consent'>[]>;
  /** Deletes stored records with the change that took their right away: they are gone when it returns. */
  purgeRecords(customerId: string, purge: RecordPurge): Promise<void>;
}

/** Which stored records of a customer to delete. What is not named in `keep` goes, whatever it is. */
export interface RecordPurge {
  readonly sources: readonly SourceId[] | '*';
  readonly keep: readonly { readonly source: SourceId; readonly endpoint: string }[];
}

export interface Rights {
  readonly principal: Fact<'principal'> | null;
  readonly roles: readonly Fact<'role'>[];
}

/** The rules as governance keeps them. Implemented by store/; failures of the log are AUDIT_UNAVAILABLE. */
export interface RuleStore {
  rightsOf(application: string, roles: readonly string[]): Promise<Rights>;
  read<K extends FactKind>(kind: K, id: string): Promise<Fact<K> | null>;
  /** A version of the past; null when it never existed. */
  readVersion<K extends FactKind>(kind: K, id: string, version: number): Promise<Fact<K> | null>;
  /** Newest change first; `subjectId`, `partnerId` and `state` narrow it. */
  list<K extends FactKind>(
    kind: K,
    filter: { readonly subjectId?: string; readonly partnerId?: string; readonly state?: string },
    page: PageRequest,
  ): Promise<Page<Fact<K>>>;
  transaction<T>(work: (tx: RuleTransaction) => Promise<T>): Promise<T>;
}
