/**
 * A stand-in for a handle or external id: the same person reads the same within one purpose and cannot be joined across two.
 * What stands in is the handle: two customers who share an account share its pseudonym, as they share the account.
 * Keyed (HMAC-SHA-256, RFC 2104), because an unkeyed hash of a handle is reversed by trying all handles.
 */
import { createHmac } from 'node:crypto';

const SHORTEST_KEY_BYTES = 16;
/** 120 of 256 bits: two of 10^12 handles collide with a chance below 10^-12. */
const SHOWN_CHARACTERS = 20;

/** null when the key is too short to be one. */
export function pseudonym(text: string, purpose: string, key: Uint8Array): string | null {
  if (key.byteLength < SHORTEST_KEY_BYTES || purpose === '') return null;
  const purposeKey = createHmac('sha256', key).update(purpose, 'utf8').digest();
  return `p_${createHmac('sha256', purposeKey).update(text, 'utf8').digest('base64url').slice(0, SHOWN_CHARACTERS)}`;
}
