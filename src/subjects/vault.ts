/**
 * Encryption at rest under one key per customer: whoever loses the key row loses the data, which is what erasure relies on.
 * A sealed value opens only for its customer and context. Keys are fetched in batches and cached, bounded; they never leave.
 */
import { hkdfSync, type KeyObject } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';
import { createKeyEncryption, type KeyEncryptionKey } from './key-encryption.ts';
import { createKeyring } from './keyring.ts';
import { type KeyStore, PUBLIC_SUBJECT, type Vault } from './port.ts';

export type { KeyEncryptionKey } from './key-encryption.ts';

export interface VaultOptions {
  readonly keyEncryptionKey: KeyEncryptionKey;
  /** Former ones: they still unwrap, and never wrap again. */
  readonly olderKeyEncryptionKeys?: readonly KeyEncryptionKey[];
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
export function createVault(options: VaultOptions): CustomerVault {
  const encryption = createKeyEncryption(options.keyEncryptionKey, options.olderKeyEncryptionKeys ?? []);
  const { keys, cacheSize } = options;
  const keyring = createKeyring({ keys, cacheSize, unwrap: encryption.unwrap, newKey: encryption.newKey });
  const [publicKey] = encryption.publicKeys;
  return {
    async seal(customerId, plain, context) {
      const key =
        customerId === PUBLIC_SUBJECT ? publicKey : (keyring.cached(customerId) ?? (await keyring.made(customerId)));
      return encrypt(key, plain, bindingOf(customerId, context));
    },
    async open(customerId, sealed, context) {
      const aad = bindingOf(customerId, context);
      if (customerId === PUBLIC_SUBJECT) return openPublic(encryption.publicKeys, sealed, aad);
      const key = keyring.cached(customerId) ?? (await keyring.found(customerId));
      if (key === null) throw new Error('the customer has no key');
      return decrypt(key, sealed, aad);
    },
    async preload(customerIds) {
      const missing = [...new Set(customerIds)].filter((id) => id !== PUBLIC_SUBJECT && !keyring.cached(id));
      // A key that cannot be unwrapped fails its own customer when it is used, not everybody's preload.
      await keyring.load(missing);
    },
    async secret(name) {
      const key = await keyring.made(GATEWAY);
      return new Uint8Array(hkdfSync('sha256', key, '', `gateway secret\0${name}`, 32));
    },
    forget: keyring.forget,
  };
}

const bindingOf = (customerId: string, context: string): string => `sealed\0${customerId}\0${context}`;

/** Public records do not name their key-encryption key; there are as many tries as keys in rotation. */
function openPublic(keys: readonly KeyObject[], sealed: Uint8Array, aad: string): Uint8Array {
  for (const key of keys.slice(0, -1)) {
    try {
      return decrypt(key, sealed, aad);
    } catch {
      continue;
    }
  }
  return decrypt(keys.at(-1)!, sealed, aad);
}
