/**
 * What all text masks rest on: one way to read text, one way to count it, stars of fixed length so that length never leaks.
 * Every rule answers null for what it does not recognise; null is withheld, never shown.
 */

/** Masked text, or null: not a value this rule knows how to hide. */
export type TextRule = (text: string) => string | null;

export const STARS = '****';

/** Longer texts are no identifier of any kind, and not worth a regular expression's time. */
const LONGEST = 320;

/** Compatibility forms (full-width digits, ligatures) are folded before anything is measured; null: nothing to mask. */
export function readText(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST) return null;
  const text = value.normalize('NFKC').trim();
  return text === '' ? null : text;
}

/** Keeps code points at both ends. Null unless at least `hidden` code points go. */
export function keepEnds(text: string, first: number, last: number, hidden: number): string | null {
  const points = Array.from(text);
  if (points.length - first - last < hidden) return null;
  return points.slice(0, first).join('') + STARS + (last === 0 ? '' : points.slice(-last).join(''));
}

/** Digits and letters as people group them: `6222 0000-…`. */
export const ungroup = (text: string): string => text.replace(/[\s\p{Pd}−]/gu, '');
