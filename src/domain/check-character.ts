/**
 * Check characters of Chinese identity and company numbers. Pure; the caller has already checked the characters' form.
 */
const RESIDENT_ID_CHARACTERS = '10X98765432';
const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** Last character of a resident identity number from its first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function residentIdCheck(first17: string): string {
  const sum = [...first17].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0);
  return RESIDENT_ID_CHARACTERS.charAt(sum % 11);
}

/** Last character of a unified social credit code from its first 17 (GB 32100-2015, weights 3^i mod 31). */
export function socialCreditCodeCheck(first17: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += CODE_CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CODE_CHARACTERS.charAt((31 - (sum % 31)) % 31);
}

/** Ninth character of an organisation code from its first 8 digits (GB 11714-1997); part of the social credit code. */
export function organisationCodeCheck(first8: string): string {
  const sum = [...first8].reduce((total, digit, i) => total + Number(digit) * (ORGANISATION_WEIGHTS[i] ?? 0), 0);
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return String(check % 11);
}
