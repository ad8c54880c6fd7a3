/**
 * Encryption at rest under one key per customer: whoever loses the key row loses the data, which is what erasure relies on.
 * A sealed value opens only for its customer and context. Keys are fetched in batches and cached, bounded; they never leave.
 */
import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';
import { createKeyEncryption, type KeyEncryption, type KeyEncryptionKey } from './key-encryption.ts';
import { createKeyring } from './keyring.ts';
import { type KeyStore, PUBLIC_SUBJECT, type Vault } from './port.ts';

export type { KeyEncryptionKey } from './key-encryption.ts';

export interface VaultOptions {
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly keys: KeyStore;
  /** Unwrapped keys held in memory. */
  readonly cacheSize: number;
}

export interface CustomerVault extends Vault {
  /** 32 bytes for one use of the gateway's own, the same on every replica and whichever key-encryption key is current. */
  readonly secret: (name: string) => Promise<Uint8Array>;
  /** Drops a customer's key from memory. Erasure calls this after it has destroyed the row. */
  forget(customerId: string): void;
}

/** Owner of the key the gateway's secrets come from. No customer id can be spelled like this. */
const GATEWAY = '#gateway';

/** Throws when a key-encryption key is not 32 bytes long or two share an id. */
export function createVault({ keyEncryptionKey, keys, cacheSize }: VaultOptions): CustomerVault {
  const encryption = createKeyEncryption(keyEncryptionKey);
  const keyring = createKeyring({ keys, cacheSize, unwrap: encryption.unwrap, newKey: encryption.newKey });
  return {
    async seal(customerId, plain, context) {
      if (customerId === PUBLIC_SUBJECT) await ensurePublicKey();
      const key = keyring.cached(customerId) ?? (await keyring.made(customerId));
      return encrypt(key, plain, bindingOf(customerId, context));
    },
    async open(customerId, sealed, context) {
      if (customerId === PUBLIC_SUBJECT) await ensurePublicKey();
      const key = keyring.cached(customerId) ?? (await keyring.found(customerId));
      if (key === null) throw new Error('the customer has no key');
      return decrypt(key, sealed, bindingOf(customerId, context));
    },
    async preload(customerIds) {
      const missing = [...new Set(customerIds)].filter((id) => !keyring.cached(id));
      // A key that cannot be unwrapped fails its own customer when it is used, not everybody's preload.
      await keyring.load(missing);
    },
    async secret(name) {
      const key = await keyring.made(GATEWAY);
      return new Uint8Array(hkdfSync('sha256', key, '', `gateway secret\0${name}`, 32));
    },
    forget: keyring.forget,
  };

  async function ensurePublicKey(): Promise<void> {
    if (keyring.cached(PUBLIC_SUBJECT) === undefined) await keepPublicKey(keys, encryption);
  }
}

const bindingOf = (customerId: string, context: string): string => `sealed\0${customerId}\0${context}`;

/**
 * Public records were once sealed under a key derived from the key-encryption key: the one that wraps the gateway's own key until the first
 * rotation. It becomes a row like every other, so that they outlive that key-encryption key.
 */
export async function keepPublicKey(
  keys: KeyStore,
  { publicKeyFrom, currentId }: Pick<KeyEncryption, 'publicKeyFrom' | 'currentId'>,
): Promise<void> {
  const rows = await keys.find([PUBLIC_SUBJECT, GATEWAY]);
  if (rows.some(({ customerId }) => customerId === PUBLIC_SUBJECT)) return;
  await keys.insertIfAbsent([publicKeyFrom(rows[0]?.kekId ?? currentId)]);
}
