/**
 * Whose data. A subject is the customer as the rules see it: a state and a place in the bank, no personal data.
 */
export type CustomerKind = 'PERSON' | 'COMPANY';

/** decisions.md, state machines: NORMAL ⇄ RESTRICTED; either → ERASED; ERASED never ends. */
export type SubjectState = 'NORMAL' | 'RESTRICTED' | 'ERASED';

/** Customer ids: 1 to 64 letters, digits, `-` and `_`, as the bank spells them. */
export const CUSTOMER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Names a partner uses for a customer, by the partner's own name for the reference: `{ userGuid: 'USR-…' }`. */
export type PartnerReferences = Readonly<Record<string, string>>;
