/**
 * Encryption at rest, as its users see it. AES-256-GCM under one key per customer, wrapped by the key-encryption key.
 */
import type { CustomerKind, PartnerReferences } from '../domain/customer.ts';
import type { Subject } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { IdentityRecord } from '../domain/record.ts';
import type { RightsStep } from '../domain/rights-request.ts';

export interface Vault {
  /** Seals bytes for a customer; `context` is authenticated but not stored, so that a sealed value cannot be moved elsewhere. */
  seal(customerId: string, plain: Uint8Array, context: string): Promise<Uint8Array>;
  /** Opens what `seal` made; throws when the key is gone, the bytes changed or the context differs. */
  open(customerId: string, sealed: Uint8Array, context: string): Promise<Uint8Array>;
  /** Loads many customers' keys in one statement, so that later seal and open calls need no database. */
  preload(customerIds: readonly string[]): Promise<void>;
}

/** The customer id under which records that concern nobody (rates, macro indicators) are sealed. */
export const PUBLIC_SUBJECT = '';

/** A customer's data key, wrapped by the key-encryption key `kekId`. */
export interface WrappedKey {
  readonly customerId: string;
  readonly kekId: string;
  readonly wrapped: Uint8Array;
}

/** Where wrapped keys live. One row per customer; erasure deletes the row. */
export interface KeyStore {
  /** One statement for all ids; customers without a key have no row. */
  find(customerIds: readonly string[]): Promise<readonly WrappedKey[]>;
  /**
   * Leaves existing rows untouched: of two replicas that make a key for one customer, the first wins. A customer who is erased, or about to
   * be, gets no row.
   */
  insertIfAbsent(keys: readonly WrappedKey[]): Promise<void>;
}

/** Ends a customer's data by destroying the key; may be repeated. */
export interface Erasure {
  erase(
    customerId: string,
    account: { readonly by: string; readonly requestId: string; readonly because: string },
  ): Promise<readonly RightsStep[]>;
}

/** A customer as the bank registers it. */
export interface NewCustomer {
  readonly id: string;
  readonly kind: CustomerKind;
  readonly legalEntity: string;
  readonly branch: string;
  /** Whose book the customer is in; absent: in none. */
  readonly book?: string;
  /** Replaces what was registered before. */
  readonly identity: IdentityRecord;
  /** By partner. Each partner named here replaces its references (none: they go); partners not named keep theirs. */
  readonly references: ReadonlyMap<string, PartnerReferences>;
}

export interface Registered {
  readonly customers: number;
  /** How many of them were not known before. */
  readonly added: number;
}

export interface CustomerRegistration {
  /**
   * All or none: one transaction, whatever their number; read lazily, so that a file of any length fits. Registering again
   * updates; a restricted customer stays restricted. INVALID_INPUT for an id given twice and for an erased customer.
   */
  registerCustomers(
    customers: Iterable<NewCustomer> | AsyncIterable<NewCustomer>,
    by: string,
    onProgress?: (done: number) => void,
  ): Promise<Registered>;
}

/** Sealed rows of one customer. `sealed: null` removes the partner's references. */
export interface SealedCustomer {
  readonly customerId: string;
  readonly profile: Uint8Array;
  readonly references: readonly {
    readonly partnerId: string;
    readonly sealed: Uint8Array | null;
    /** Of each reference, for finding the customer by it. */
    readonly digests: readonly string[];
  }[];
}

export interface SealedReferences {
  readonly customerId: string;
  readonly partnerId: string;
  readonly sealed: Uint8Array;
}

export interface CustomerStore {
  /** One statement. Customers without a profile are missing. */
  profiles(customerIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** One statement for all customers and partners. */
  references(customerIds: readonly string[], partnerIds: readonly string[]): Promise<readonly SealedReferences[]>;
  /** Which customers have a reference with one of these digests. One statement. */
  withDigests(digests: readonly string[]): Promise<readonly { readonly digest: string; readonly customerId: string }[]>;
  transaction<T>(work: (tx: CustomerTransaction) => Promise<T>): Promise<T>;
}

export interface CustomerTransaction {
  /** The database's clock. */
  readonly now: Instant;
  /** Keys made in here appear with everything else or not at all. */
  readonly keys: KeyStore;
  /** Current subjects of these customers, locked until the end. */
  subjects(customerIds: readonly string[]): Promise<ReadonlyMap<string, Subject>>;
  /** Adds or replaces rows in a fixed number of statements. */
  save(customers: readonly SealedCustomer[]): Promise<void>;
  /** Writes subject facts: a new version only where the body differs. */
  putSubjects(subjects: ReadonlyMap<string, Subject>, by: string): Promise<void>;
}

/** Who answers for an erasure. */
export interface ErasureAccount {
  readonly by: string;
  /** The rights request, or the request that asked for it. */
  readonly requestId: string;
  /** SCREAMING_SNAKE, never a sentence: it stays for ever. */
  readonly because: string;
}

/** One erasure as the ledger keeps it. */
export interface LedgeredErasure extends ErasureAccount {
  readonly id: string;
  readonly customerId: string;
  readonly at: Instant;
}

export interface Erasure {
  /**
   * Destroys a customer's key and everything the gateway holds of them, and makes the subject ERASED. Ledger first; doing it again changes
   * nothing. Answers each place that was emptied. INVALID_INPUT for an unknown customer, AUDIT_UNAVAILABLE where nothing is certain: an
   * erasure that the ledger holds is then finished at the next start.
   */
  erase(customerId: string, account: ErasureAccount): Promise<readonly RightsStep[]>;
}

/** The ledger outside of the database, which a restore does not touch. */
export interface LedgerFile {
  /** Rejects with what is wrong and where: a line that was edited or cut out. No file yet: none. */
  read(): Promise<readonly LedgeredErasure[]>;
  /** On the disk when it resolves. */
  append(erasures: readonly LedgeredErasure[]): Promise<void>;
}

export interface ErasureStore {
  /** One at a time over all replicas, until `work` ends; what it adds commits with it. */
  ledger<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  /** Everything in one transaction, its log entries and the word to recipients included, who hear it with what is given here. A customer whom the database does not know becomes ERASED too. */
  erase(erasure: LedgeredErasure, partingWords: ReadonlyMap<string, Uint8Array>): Promise<readonly RightsStep[]>;
  /** Ledgered, and something of the customer is there again or still. */
  unfinished(): Promise<readonly LedgeredErasure[]>;
  /** Customers ledgered within this time, by the database's clock. */
  erasedWithin(ms: number): Promise<readonly string[]>;
}

export interface LedgerTransaction {
  readonly now: Instant;
  isKnown(customerId: string): Promise<boolean>;
  intents(): Promise<readonly LedgeredErasure[]>;
  intentOf(customerId: string): Promise<LedgeredErasure | null>;
  add(erasures: readonly LedgeredErasure[]): Promise<void>;
}

/** For rotation: rows by the key-encryption key that wraps them. */
export interface KeyRotationStore {
  /** How many rows each key-encryption key but this one wraps. */
  countOthers(currentId: string): Promise<ReadonlyMap<string, number>>;
  /** One row of each key-encryption key that wraps any. */
  samples(): Promise<readonly WrappedKey[]>;
  /**
   * One transaction: rows wrapped by `kekId`, in the order of their customers, past those that somebody else holds; `work` answers what
   * replaces them. `last`: go on after it; null: that was all.
   */
  rewrap(
    chosen: { readonly kekId: string; readonly after: string | null; readonly limit: number },
    work: (rows: readonly WrappedKey[]) => readonly WrappedKey[],
  ): Promise<{ readonly rewrapped: number; readonly last: string | null }>;
}
