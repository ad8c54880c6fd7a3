/**
 * Phone numbers: mainland mobile (11 digits), E.164 (ITU-T, with `+` or `00`) and North American national numbers, in the
 * spacing people use. First 3 and last 4 stay; of an international number also `+` and its country code. At least four
 * digits of the national number always go, so short numbers show fewer. Other national forms are not known: withheld.
 */
import { STARS } from './text.ts';

/** ITU-T E.164 country codes are 1, 7, these two-digit ones, and otherwise three digits. */
const COUNTRY_CODE = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;
const INTERNATIONAL = /^(?:\+|00)([1-9]\d{6,14})$/;
/** Mainland mobiles and `1` + ten North American digits have the same length and the same mask. */
const ELEVEN = /^1[2-9]\d{9}$/;
const NORTH_AMERICAN = /^[2-9]\d{2}[2-9]\d{6}$/;
const SHORTEST_NATIONAL = 7;

export function maskPhone(text: string): string | null {
  const number = text.replace(/[\s().\p{Pd}−]/gu, '');
  const international = INTERNATIONAL.exec(number)?.[1];
  if (international !== undefined) return maskInternational(international);
  if (ELEVEN.test(number) || NORTH_AMERICAN.test(number)) return maskNational(number);
  return null;
}

function maskInternational(digits: string): string | null {
  const code = COUNTRY_CODE.exec(digits)?.[0] ?? '';
  const national = maskNational(digits.slice(code.length));
  return national === null ? null : `+${code}${national}`;
}

function maskNational(digits: string): string | null {
  const shown = digits.length - 4;
  if (digits.length < SHORTEST_NATIONAL) return null;
  const last = Math.min(4, shown);
  const first = Math.min(3, shown - last);
  return digits.slice(0, first) + STARS + digits.slice(-last);
}
