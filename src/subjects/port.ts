/**
 * Encryption at rest, as its users see it. AES-256-GCM under one key per customer, wrapped by the key-encryption key.
 */
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
