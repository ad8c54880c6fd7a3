/**
 * The key-encryption key and those it is rotated with: wraps customers' data keys. A wrapped key is bound to its customer and its
 * key-encryption key, so that rows cannot be swapped. Knows no storage.
 */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';
import { PUBLIC_SUBJECT, type WrappedKey } from './port.ts';

export interface KeyEncryptionKey {
  readonly id: string;
  /** Exactly 32 bytes. */
  readonly bytes: Uint8Array;
  /** Others, former or next: they unwrap, and never wrap. */
  readonly others?: readonly Omit<KeyEncryptionKey, 'others'>[];
}

export interface KeyEncryption {
  readonly currentId: string;
  readonly knows: (kekId: string) => boolean;
  /** A fresh data key for a customer, wrapped by the current key-encryption key. */
  readonly newKey: (customerId: string) => WrappedKey;
  /** The key of public records as releases before the key table's row for it had it, for good in a row of its own. */
  readonly publicKeyFrom: (kekId: string) => WrappedKey;
  /** Throws when the row names an unknown key-encryption key or does not belong to its customer. */
  readonly unwrap: (row: WrappedKey) => KeyObject;
  /** The same data key under the current key-encryption key. Throws as `unwrap` does. */
  readonly rewrap: (row: WrappedKey) => WrappedKey;
}

const KEY_BYTES = 32;

/** Throws when a key-encryption key is not 32 bytes long or two share an id. */
export function createKeyEncryption({ others = [], ...current }: KeyEncryptionKey): KeyEncryption {
  const keyById = keysById([current, ...others]);
  const keyCalled = (id: string): KeyObject => {
    const key = keyById.get(id);
    if (key === undefined)
      throw new Error(`key-encryption key "${id}" is not configured: add ${id}:<base64> to KEY_ENCRYPTION_KEYS_OLD`);
    return key;
  };
  const wrap = (customerId: string, dataKey: Uint8Array): WrappedKey => ({
    customerId,
    kekId: current.id,
    wrapped: encrypt(keyCalled(current.id), dataKey, bindingOf(current.id, customerId)),
  });
  const opened = ({ customerId, kekId, wrapped }: WrappedKey): Uint8Array => {
    const key = keyCalled(kekId);
    try {
      return decrypt(key, wrapped, bindingOf(kekId, customerId));
    } catch (cause) {
      throw new Error(`key-encryption key "${kekId}" does not open what was sealed with it: is it another one?`, {
        cause,
      });
    }
  };
  return {
    currentId: current.id,
    knows: (kekId) => keyById.has(kekId),
    newKey: (customerId) => wrap(customerId, randomBytes(KEY_BYTES)),
    publicKeyFrom: (kekId) => wrap(PUBLIC_SUBJECT, derivedFrom(keyCalled(kekId))),
    unwrap: (row) => createSecretKey(opened(row)),
    rewrap: (row) => wrap(row.customerId, opened(row)),
  };
}

function keysById(keys: readonly KeyEncryptionKey[]): ReadonlyMap<string, KeyObject> {
  const keyById = new Map<string, KeyObject>();
  for (const { id, bytes } of keys) {
    if (id === '') throw new Error('a key-encryption key needs an id');
    if (bytes.length !== KEY_BYTES) throw new Error(`key-encryption key "${id}" must have ${KEY_BYTES} bytes`);
    if (keyById.has(id)) throw new Error(`two key-encryption keys are called "${id}"`);
    keyById.set(id, createSecretKey(bytes));
  }
  return keyById;
}

const bindingOf = (kekId: string, customerId: string): string => `data-key\0${customerId}\0${kekId}`;

/** HKDF-SHA-256 (RFC 5869). */
const derivedFrom = (key: KeyObject): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key.export(), '', 'gateway public records', KEY_BYTES));
