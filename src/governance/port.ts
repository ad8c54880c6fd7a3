/**
 * What may be done to the rules, and by whom. Every change and its log entry are one transaction; every refusal is logged.
 * Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT, STALE_CONSENT, AUDIT_UNAVAILABLE.
 */
import type { Caller } from '../domain/caller.ts';
import type { Fact, FactBodies, FactKind } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { Agreements } from './agreements/port.ts';
import type { Assessments } from './assessments/port.ts';
import type { Elevations } from './elevations/port.ts';
import type { ConsentEnd, Consents } from './consents/port.ts';
import type { Guardianships } from './guardianships/port.ts';
import type { NoticeText, Notices } from './notices/port.ts';
import type { Notifications } from './notifications/port.ts';
import type { CustomerRights, LegalHolds } from './rights/port.ts';
import type { PartnerCalls, PartnerHealthRights, Partners } from './partners/port.ts';
import type { Policies, Simulate } from './policy/port.ts';

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

export interface Governance {
  readonly agreements: Agreements;
  readonly assessments: Assessments;
  readonly consents: Consents;
  readonly notices: Notices;
  readonly guardianships: Guardianships;
  readonly notifications: Notifications;
  purposes(actor: Actor, page: PageRequest): Promise<Page<Fact<'purpose'>>>;
  readonly partners: Partners;
  readonly calls: PartnerCalls;
  readonly health: PartnerHealthRights;
  readonly policies: Policies;
  readonly simulate: Simulate;
  readonly elevations: Elevations;
  readonly rights: CustomerRights;
  readonly legalHolds: LegalHolds;
}

/** A change of one fact, as its log entry tells it. */
export interface RuleChange {
  readonly actor: Actor;
  /** As the mutation: `APPROVE_AGREEMENT`. */
  readonly action: string;
  readonly fact: Fact;
  /** What stood there before; null for something new. */
  readonly previous: Fact | null;
  /** Whose consent it is. */
  readonly customerId?: string;
  /** SHA-256, hex, of what is handed over with it. */
  readonly statement?: string;
  /** The customer was erased: the log may name nobody. */
  readonly isErased?: boolean;
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
  /** Creates it, or writes over whatever stands there, readable or not. */
  replace<K extends FactKind>(kind: K, id: string, body: FactBodies[K], by: string): Promise<Fact<K>>;
  append(change: RuleChange): Promise<void>;
  /** Whoever else asks for the same customer's waits until this transaction ends: of two withdrawals the second sees the first. */
  consentsOf(customerId: string): Promise<readonly Fact<'consent'>[]>;
  /** Everything of one kind about a customer, not locked: whoever adds to it locks the subject first. */
  ofCustomer<K extends 'legal-hold' | 'rights-request'>(kind: K, customerId: string): Promise<readonly Fact<K>[]>;
  /** Does the ledger hold an erasure of the customer? Then it is done, now or at a next start, and nothing can stop it. */
  isErasureLedgered(customerId: string): Promise<boolean>;
  /** False: somebody else replaced the profile since it was read. Both sealed. */
  replaceProfile(customerId: string, read: Uint8Array, corrected: Uint8Array): Promise<boolean>;
  /** Deletes stored records with the change that took their right away: they are gone when it returns. */
  purgeRecords(customerId: string, purge: RecordPurge): Promise<void>;
  /** Puts word for every recipient of what was released on this consent into the outbox. */
  notifyRecipients(consent: Fact<'consent'>, event: ConsentEnd): Promise<void>;
  /** What customers read under this version; never changed afterwards. */
  addNoticeTexts(texts: readonly NoticeText[]): Promise<void>;
  /** All versions of agreements with a partner. Whoever else asks for the same partner's waits until this transaction ends. */
  agreementsWith(partnerId: string): Promise<readonly Fact<'agreement'>[]>;
  /** Deletes what the partner calls our customers, and the tokens it gave for them; how many rows that were. */
  purgeReferences(partnerId: string): Promise<number>;
}

/** Which stored records of a customer to delete. What is not named in `keep` goes, whatever it is. */
export interface RecordPurge {
  readonly sources: readonly SourceId[] | '*';
  readonly keep: readonly { readonly source: SourceId; readonly endpoint: string }[];
}

/** A version as it was recorded. */
export interface FactVersion<K extends FactKind> {
  readonly fact: Fact<K>;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
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
  /** Newest change first; `subjectId`, `partnerId`, `state` and, of elevations, `caller` narrow it. */
  /** Every version that ever was, oldest first. */
  history<K extends FactKind>(kind: K, id: string): Promise<readonly FactVersion<K>[]>;
  /** Newest change first; `subjectId`, `partnerId` and `state` narrow it. */
  list<K extends FactKind>(
    kind: K,
    filter: {
      readonly subjectId?: string;
      readonly partnerId?: string;
      readonly state?: string;
      readonly caller?: string;
    },
    page: PageRequest,
  ): Promise<Page<Fact<K>>>;
  transaction<T>(work: (tx: RuleTransaction) => Promise<T>): Promise<T>;
}
