/**
 * What may be done to the rules, and by whom. Every change and its log entry are one transaction; every refusal is logged.
 * Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT, STALE_CONSENT, AUDIT_UNAVAILABLE.
 */
import type { Caller } from '../domain/caller.ts';
import type { Fact, FactBodies, FactKind } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { Agreements } from './agreements/port.ts';
import type { Consents } from './consents/port.ts';
import type { Elevations } from './elevations/port.ts';
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
  readonly consents: Consents;
  purposes(actor: Actor, page: PageRequest): Promise<Page<Fact<'purpose'>>>;
  readonly partners: Partners;
  readonly calls: PartnerCalls;
  readonly health: PartnerHealthRights;
  readonly policies: Policies;
  readonly simulate: Simulate;
  readonly elevations: Elevations;
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
  /** Newest change first; `subjectId`, `partnerId`, `state` and, of elevations, `caller` narrow it. */
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
