/**
 * Compares instants exactly, whatever their number of fraction digits (plain text order would put `05.5Z` before `05Z`).
 * Text that is no UTC instant throws, so that a broken date withholds instead of never ending.
 */
import type { Instant } from '../domain/instant.ts';

const UTC = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;

/** True when `a` comes strictly before `b`. */
export const isBefore = (a: Instant, b: Instant): boolean => sortable(a) < sortable(b);

/** Text whose plain order is the order in time. */
export function sortable(at: Instant): string {
  const match = UTC.exec(at);
  if (match === null) throw new Error('A fact holds an instant that is not RFC 3339 in UTC');
  const [, second = '', fraction = ''] = match;
  return `${second}.${fraction.padEnd(9, '0')}`;
}

/** The earlier of two ends, where null never comes. */
export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return isBefore(b, a) ? b : a;
}
