/**
 * Encryption at rest, as its users see it. AES-256-GCM under one key per customer, wrapped by the key-encryption key.
 */
import type { CustomerKind, PartnerReferences } from '../domain/customer.ts';
import type { Subject } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { IdentityRecord } from '../domain/record.ts';

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
  /** Leaves existing rows untouched: of two replicas that make a key for one customer, the first wins. */
  insertIfAbsent(keys: readonly WrappedKey[]): Promise<void>;
}

/** A customer as the bank registers it. */
export interface NewCustomer {
  readonly id: string;
  readonly kind: CustomerKind;
  readonly legalEntity: string;
  readonly branch: string;
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
