/**
 * The key-encryption key and its predecessors: wraps customers' data keys and derives the key of public records. A wrapped key
 * is bound to its customer and its key-encryption key, so that rows cannot be swapped. Knows no storage.
 */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';
import type { WrappedKey } from './port.ts';

export interface KeyEncryptionKey {
  readonly id: string;
  /** Exactly 32 bytes. */
  readonly bytes: Uint8Array;
}

export interface KeyEncryption {
  /** A fresh random data key for a customer, wrapped by the current key-encryption key. */
  readonly newKey: (customerId: string) => WrappedKey;
  /** Throws when the row names an unknown key-encryption key or does not belong to its customer. */
  readonly unwrap: (row: WrappedKey) => KeyObject;
  /** Keys for records that concern nobody, current first: HKDF-SHA-256 (RFC 5869) of each key-encryption key. */
  readonly publicKeys: readonly [KeyObject, ...KeyObject[]];
}

const KEY_BYTES = 32;

export function createKeyEncryption(current: KeyEncryptionKey, older: readonly KeyEncryptionKey[]): KeyEncryption {
  const keyById = new Map<string, KeyObject>();
  for (const { id, bytes } of [current, ...older]) {
    if (id === '') throw new Error('a key-encryption key needs an id');
    if (bytes.length !== KEY_BYTES) throw new Error(`key-encryption key "${id}" must have ${KEY_BYTES} bytes`);
    if (keyById.has(id)) throw new Error(`two key-encryption keys are called "${id}"`);
    keyById.set(id, createSecretKey(bytes));
  }
  const keyCalled = (id: string): KeyObject => {
    const key = keyById.get(id);
    if (key === undefined) throw new Error(`key-encryption key "${id}" is not configured`);
    return key;
  };
  return {
    newKey(customerId) {
      const wrapped = encrypt(keyCalled(current.id), randomBytes(KEY_BYTES), bindingOf(current.id, customerId));
      return { customerId, kekId: current.id, wrapped };
    },
    unwrap({ customerId, kekId, wrapped }) {
      const key = keyCalled(kekId);
      try {
        return createSecretKey(decrypt(key, wrapped, bindingOf(kekId, customerId)));
      } catch (cause) {
        throw new Error(`key-encryption key "${kekId}" does not open what was sealed with it: is it another one?`, {
          cause,
        });
      }
    },
    publicKeys: [publicKeyOf(current), ...older.map(publicKeyOf)],
  };
}

const bindingOf = (kekId: string, customerId: string): string => `data-key\0${customerId}\0${kekId}`;

const publicKeyOf = ({ bytes }: KeyEncryptionKey): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', 'gateway public records', KEY_BYTES)));
