/**
 * Numbers of money: bank cards, accounts and IBANs, and the code a company is registered under. Only the last four stay
 * (a company code keeps its two public leading characters). A card prefix names bank and product, so none is shown.
 */
import { keepEnds, ungroup } from './text.ts';

/** ISO/IEC 7812-1: 13 to 19 digits here, the last a Luhn check digit. */
export function maskBankCard(text: string): string | null {
  const card = ungroup(text);
  return /^\d{13,19}$/.test(card) && hasLuhnDigit(card) ? keepEnds(card, 0, 4, 9) : null;
}

function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = digit * 2 - (digit > 4 ? 9 : 0);
    sum += i % 2 === 0 ? digit : doubled;
  }
  return sum % 10 === 0;
}

/** Any account number of 8 to 34 letters and digits (34 is the longest IBAN, ISO 13616); a word is no number. */
export function maskAccountNumber(text: string): string | null {
  const account = ungroup(text);
  const digits = account.replace(/\D/g, '').length;
  return /^[A-Za-z0-9]{8,34}$/.test(account) && digits >= 4 ? keepEnds(account, 0, 4, 4) : null;
}

const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Unified social credit code, 18 characters with check character (GB 32100-2015, weights 3^i mod 31). */
export function maskSocialCreditCode(text: string): string | null {
  const code = ungroup(text).toUpperCase();
  return isSocialCreditCode(code) ? keepEnds(code, 2, 4, 12) : null;
}

function isSocialCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < 17; i += 1) {
    sum += CODE_CHARACTERS.indexOf(code.charAt(i)) * weight;
    weight = (weight * 3) % 31;
  }
  return CODE_CHARACTERS[(31 - (sum % 31)) % 31] === code[17];
}
