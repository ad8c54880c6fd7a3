/**
 * The one spelling of a JSON value and its hash: what is stored, hashed, signed and compared is always these bytes.
 */
import { createHash } from 'node:crypto';

export { canonicalJson } from '../domain/canonical-json.ts';

/** SHA-256, lower-case hex, of the text's UTF-8 bytes. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
