/**
 * A secret that is there and yet cannot serve: a line break that no header carries, base64 that is none. Node would sign with whatever it could
 * decode of a key, in the worst case with nothing, which anybody can.
 */
export class UnusableSecret extends Error {
  constructor() {
    super('unusable secret');
    this.name = 'UnusableSecret';
  }
}

/** What a header may hold (RFC 9110, 5.5). */
export const isSendable = (value: string): boolean => /^[\t\u0020-\u007e\u0080-\u00ff]+$/.test(value);

/** Throws UnusableSecret. */
export function sendable(value: string): string {
  if (!isSendable(value)) throw new UnusableSecret();
  return value;
}

const WRITTEN = {
  utf8: /./s,
  hex: /^(?:[0-9a-f]{2})+$/i,
  base64: /^(?:[\w+/-]{4})*(?:[\w+/-]{2,4})={0,2}$/,
} as const;

/** The bytes of a key as it is written. Throws UnusableSecret. */
export function keyBytes(text: string, encoding: keyof typeof WRITTEN): Buffer {
  if (!WRITTEN[encoding].test(text)) throw new UnusableSecret();
  return Buffer.from(text, encoding);
}
