/**
 * AES-256-GCM as the vault uses it: format byte, random 96-bit nonce, ciphertext, 128-bit tag (NIST SP 800-38D). What is bound
 * to the bytes but not stored with them is authenticated as AAD. Knows no customers and no storage.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Random nonces keep their safety up to 2^32 messages under one key (SP 800-38D, 8.3). */
export function encrypt(key: KeyObject, plain: Uint8Array, aad: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(aad));
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the format is unknown, a bit changed, or key or AAD differ. */
export function decrypt(key: KeyObject, sealed: Uint8Array, aad: string): Uint8Array {
  if (sealed.length < OVERHEAD_BYTES || sealed[0] !== FORMAT) throw new Error('sealed bytes have an unknown format');
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, tagAt));
  return Buffer.concat([plain, decipher.final()]);
}
