/**
 * The one spelling of a JSON value (RFC 8785) and its hash: what is stored, hashed, signed and compared is always these bytes.
 */
import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';

/** The package is CommonJS and exports the function itself; its types describe an ES module. */
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Canonical JSON. Throws on what JSON cannot hold (NaN, infinities, undefined). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('only JSON values have a canonical form');
  return text;
}

/** SHA-256, lower-case hex, of the text's UTF-8 bytes. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
