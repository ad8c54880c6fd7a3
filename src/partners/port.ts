/**
 * What the partner stage takes and gives. It fetches what it is told, under a Permit, and knows nothing of rights, merging or masks.
 */
import type { AgreementBudget } from '../domain/agreement.ts';
import type { Coordinate } from '../domain/classification.ts';
import type { Permit } from '../domain/custody.ts';
import type { PartnerReferences } from '../domain/customer.ts';
import type { DatasetName } from '../domain/dataset.ts';
import type { FactRef, PartnerHold } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { Urgency } from '../domain/purpose.ts';
import type { Gap, SourceId, Sourced } from '../domain/sourced.ts';
import type { BudgetStore } from './budget/port.ts';
import type { Leases, PartnerTokens } from './credentials/port.ts';
import type { AnswerShapeStore } from './contract/port.ts';
import type { TrafficStore } from './health/port.ts';
import type { CallSlots } from './limits/port.ts';
import type { CallLedger } from './once/port.ts';

/** One endpoint of one partner for one customer. */
export interface Want {
  readonly customerId: string;
  readonly source: SourceId;
  readonly dataset: DatasetName;
  readonly endpoint: string;
  readonly references: PartnerReferences;
  /** From the agreement's grant; the endpoint's own time to live may shorten it. */
  readonly cacheTtlS: number;
  readonly retentionDays: number;
  /** Agreement and consent this rests on: an answer is kept only while they stand at these versions. */
  readonly rights: readonly FactRef[];
  /** When the first of these rights ends by itself: nothing is kept longer. null: none does. */
  readonly rightsEndAt: Instant | null;
  readonly terms: CallTerms;
}

/** On whose account a call is made and how urgent it is: the same for every call of one request to one partner's dataset. */
export interface CallTerms {
  readonly urgency: Urgency;
  /** The agreement, all its versions together. */
  readonly agreementId: string;
  readonly budget: AgreementBudget | null;
  /** A person keeps this partner's circuit open. */
  readonly hold: PartnerHold | null;
  /** A person closed the circuit at this instant. */
  readonly resetAt: Instant | null;
}

/** The result for one Want. `null`: the want cannot be asked (see `canAsk`), so the partner was not. */
export type Fetched = {
  readonly want: Want;
  /** `stale`: an older stored record that stands in after this gap. */
  readonly result: { readonly sourced: Sourced } | { readonly gap: Gap; readonly stale?: Sourced } | null;
};

export interface Partners {
  /** Sources that can supply a coordinate, in id order; never `bank`. */
  candidates(coordinate: string): readonly SourceId[];
  /** Endpoints of a source to call for these coordinates of one dataset: the fewest that supply them. */
  endpointsFor(source: SourceId, dataset: DatasetName, coordinates: readonly string[]): readonly string[];
  /** False where the customer lacks a reference that the endpoint needs: the partner does not know this customer. */
  canAsk(want: Want): boolean;
  /** True where the partner is never asked: what it knows comes in files. */
  isDeliveredOnly(want: Want): boolean;
  /**
   * Records still fresh under each want's time to live. Needs no Permit: nobody outside hears of it. Older ones that may still be kept are
   * remembered with the want object and stand in if its `fetch` fails.
   */
  stored(wants: readonly Want[]): Promise<ReadonlyMap<Want, Sourced>>;
  /** Calls partners: per request batched and de-duplicated, limited, under one deadline. Never rejects for a partner's failure. */
  fetch(permit: Permit, wants: readonly Want[], signal: AbortSignal): Promise<readonly Fetched[]>;
}

/** A stored record as the database keeps it: sealed under the customer's key (or the gateway's own for public records). */
export interface StoredRecord {
  readonly customerId: string;
  readonly source: SourceId;
  readonly endpoint: string;
  readonly sealed: Uint8Array;
  readonly fetchedAt: string;
  readonly keepUntil: string;
}

export type StoredRecordKey = Pick<StoredRecord, 'customerId' | 'source' | 'endpoint'>;

export interface NewRecord extends StoredRecord {
  /** Each entry alone permits keeping it, while all its facts stand at these versions. Several: a public record's several askers. */
  readonly requires: readonly (readonly FactRef[])[];
  /** null: this partner never sends anything by itself. */
  readonly origin: RecordOrigin | null;
}

/**
 * How a partner that also sends things by itself gave an answer. ASKED: yields to what was sent later than `at`, by the store's clock; null:
 * nobody looked, so it yields to anything. SENT: yields to what became true later than `occurredAt`; null: it does not say.
 */
export type RecordOrigin =
  | { readonly how: 'ASKED'; readonly at: Instant | null }
  | { readonly how: 'SENT'; readonly occurredAt: Instant | null };

/** What is stored, and when that was looked up, by the store's clock; null where nothing was. */
export interface FoundRecords {
  readonly records: readonly StoredRecord[];
  readonly at: Instant | null;
}

export type RefusedRecord = StoredRecordKey & { readonly reason: 'rights-changed' | 'newer-was-sent' };

export interface RecordStore {
  /** Never past their retention. */
  find(keys: readonly StoredRecordKey[]): Promise<FoundRecords>;
  /**
   * Answers which were not kept: none of their `requires` stands any more, or the customer is erased; or the partner sent something newer
   * than what `origin` says.
   */
  save(records: readonly NewRecord[]): Promise<readonly RefusedRecord[]>;
}

/** One endpoint whose answers are stored, and all that they may hold. */
export interface RecordSupply {
  readonly source: SourceId;
  readonly endpoint: string;
  readonly coordinates: readonly Coordinate[];
}

/** What the stage keeps where all replicas see it. Each member is declared in the port.ts of the folder that uses it. */
export interface PartnerStores {
  readonly records: RecordStore;
  readonly leases: Leases;
  readonly tokens: PartnerTokens;
  readonly budget: BudgetStore;
  readonly slots: CallSlots;
  readonly calls: CallLedger;
  readonly answerShapes: AnswerShapeStore;
  readonly traffic: TrafficStore;
}
