/**
 * Where a person is reached and born: e-mail keeps its first character and domain, an address its region, a birth date its
 * year. An address or birth date that was already that coarse comes out unchanged, and says nothing more for it.
 */
import { parseLocalDate } from '../../domain/instant.ts';
import type { Address } from '../../domain/record.ts';
import type { TextRule } from './text.ts';

const EMAIL =
  /^([\p{L}\p{N}][\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+)@((?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}]{2,}|(?:[\p{L}\p{N}-]+\.)+xn--[a-z0-9-]+)$/iu;

/** Fails where the domain would give back what the stars hide: `john@john-smith.example`. */
export const maskEmail: TextRule = (text) => {
  const [, local, domain] = EMAIL.exec(text) ?? [];
  if (local === undefined || domain === undefined) return null;
  const [first = '', ...rest] = Array.from(local);
  const hidden = rest.join('').toLowerCase();
  if (rest.length > 2 && domain.toLowerCase().includes(hidden)) return null;
  return `${first}***@${domain}`;
};

/** Country, province and city, in a new object: street, postal code and anything unknown stay behind. */
export function maskAddress(value: unknown): Address | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const region: { -readonly [K in keyof Address]: Address[K] } = {};
  for (const part of ['country', 'province', 'city'] as const) {
    const name = (value as Readonly<Record<string, unknown>>)[part];
    if (name === undefined || name === null) continue;
    if (!isRegionName(name)) return null;
    region[part] = name;
  }
  return Object.keys(region).length === 0 ? null : region;
}

/** A house number or a comma in a region says that the source put a whole address there. */
function isRegionName(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 64) return false;
  return /^[\p{L}\p{M} .'’()·\-‐]+$/u.test(value.normalize('NFKC')) && /\p{L}/u.test(value);
}

/** The first of January of the year: still a date. */
export function maskBirthDate(value: unknown): string | null {
  if (typeof value !== 'string' || parseLocalDate(value) === null) return null;
  return `${value.slice(0, 4)}-01-01`;
}
