/**
 * Resident identity number of the PRC: 18 characters with a check character (GB 11643-1999, ISO 7064 MOD 11-2) or the older
 * 15 digits. First 3 and last 4 stay, for low-trust roles 1 and 1. Any other document (passport, foreign id) is not known
 * here, so it is withheld: without its format nobody can say what its ends reveal.
 */
import { parseLocalDate } from '../../domain/instant.ts';
import { keepEnds } from './text.ts';

const CHECK_CHARACTERS = '10X98765432';

export function maskResidentId(text: string, trust: 'NORMAL' | 'LOW'): string | null {
  const id = text.toUpperCase();
  if (!isResidentId18(id) && !isResidentId15(id)) return null;
  return trust === 'NORMAL' ? keepEnds(id, 3, 4, 8) : keepEnds(id, 1, 1, 13);
}

function isResidentId18(id: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(id) || !isBirthday(id.slice(6, 14))) return false;
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += Number(id[i]) * (2 ** (17 - i) % 11);
  return CHECK_CHARACTERS[sum % 11] === id[17];
}

/** Issued until 1999 to people born in the 20th century: region, YYMMDD, sequence, no check character. */
const isResidentId15 = (id: string): boolean => /^[1-9]\d{14}$/.test(id) && isBirthday(`19${id.slice(6, 12)}`);

const isBirthday = (digits: string): boolean =>
  parseLocalDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`) !== null;
