/**
 * Whose data. A subject is the customer as the rules see it: a state and a place in the bank, no personal data.
 */
import type { Instant, LocalDate } from './instant.ts';

export type CustomerKind = 'PERSON' | 'COMPANY';

/** decisions.md, state machines: NORMAL ⇄ RESTRICTED; either → ERASED; ERASED never ends. */
export type SubjectState = 'NORMAL' | 'RESTRICTED' | 'ERASED';

/** Customer ids: 1 to 64 letters, digits, `-` and `_`, as the bank spells them. */
export const CUSTOMER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Names a partner uses for a customer, by the partner's own name for the reference: `{ userGuid: 'USR-…' }`. */
export type PartnerReferences = Readonly<Record<string, string>>;

/** Below it a guardian consents (PIPL art. 31: minors under the age of 14). */
const AGE_OF_OWN_CONSENT = 14;

/** In UTC; who was born on the 29th of February is of age on the 1st of March of a common year. */
export function isMinorOn(birthDate: LocalDate, at: Instant): boolean {
  const year = String(Number(birthDate.slice(0, 4)) + AGE_OF_OWN_CONSENT).padStart(4, '0');
  return `${year}${birthDate.slice(4)}` > at.slice(0, 10);
}
