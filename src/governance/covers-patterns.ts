/**
 * Is everything that one list of patterns covers covered by another? Pure; what cannot be seen from the patterns themselves is not.
 */
import { covers, type CoordinatePattern } from '../domain/agreement.ts';

export function coversPattern(wide: readonly CoordinatePattern[], pattern: CoordinatePattern): boolean {
  if (pattern === '*' || pattern.endsWith('.*')) return wide.includes('*') || wide.includes(pattern);
  return covers(wide, pattern);
}

export const coversPatterns = (wide: readonly CoordinatePattern[], narrow: readonly CoordinatePattern[]): boolean =>
  narrow.every((pattern) => coversPattern(wide, pattern));

/** `'*'` names none and covers all. */
export const coversSources = (wide: readonly string[] | '*', narrow: readonly string[] | '*'): boolean =>
  wide === '*' || (narrow !== '*' && narrow.every((source) => wide.includes(source)));

export const includesAll = <T>(wide: readonly T[], narrow: readonly T[]): boolean =>
  narrow.every((one) => wide.includes(one));
