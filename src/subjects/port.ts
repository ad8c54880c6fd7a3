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
