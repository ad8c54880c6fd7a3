/**
 * What a customer allowed, to whom, for what and until when (PIPL art. 13 to 16; GDPR art. 7; ISO/IEC TS 27560).
 * A terminal state never reopens: a new permission is a new consent.
 */
import type { CoordinatePattern, RecipientClass } from './agreement.ts';
import type { Instant } from './instant.ts';

export type ConsentState = 'REQUESTED' | 'GRANTED' | 'REFUSED' | 'WITHDRAWN' | 'EXPIRED' | 'SUPERSEDED' | 'INVALIDATED';

/** GENERAL: one tick for several things. SEPARATE: asked and given on its own (PIPL art. 29). WRITTEN: signed. */
export type ConsentForm = 'GENERAL' | 'SEPARATE' | 'WRITTEN';

/** Only the customer, a recorded guardian, or an officer who acts on evidence of the customer's own word may grant. */
export type ConsentGiver =
  | { readonly kind: 'CUSTOMER' }
  | { readonly kind: 'GUARDIAN'; readonly guardianship: string }
  | { readonly kind: 'OFFICER'; readonly evidence: string };

/** What proves it: where the document or recording lies, and the SHA-256, hex, of its bytes. A written consent needs both. */
export interface ConsentEvidence {
  readonly reference: string;
  readonly sha256?: string;
}

/** The fact of kind `consent`. */
export interface Consent {
  readonly customerId: string;
  readonly state: ConsentState;
  readonly purpose: string;
  readonly coordinates: readonly CoordinatePattern[];
  readonly recipients: readonly RecipientClass[];
  /** Partners the customer was told the data comes from; `'*'` where the notice named categories only. */
  readonly sources: readonly string[] | '*';
  readonly form: ConsentForm;
  readonly notice: { readonly id: string; readonly version: number; readonly language: string };
  readonly grantedAt: Instant;
  readonly expiresAt: Instant;
  readonly withdrawnAt?: Instant;
  /** Who recorded it and how the customer expressed it. */
  readonly recordedBy: string;
  readonly expressedBy: string;
  /** Who gave it. Absent (older records): the customer. */
  readonly givenBy?: ConsentGiver;
  /** Where it was asked for before it was given. */
  readonly requestedAt?: Instant;
  readonly evidence?: ConsentEvidence;
  /** When it was refused, superseded, invalidated or found expired. */
  readonly endedAt?: Instant;
  readonly endedBecause?: string;
  /** The newer consent that took its place. */
  readonly supersededBy?: string;
  /** What may be used from now on, not before: RFC 3339. Absent: at once. */
  readonly startsAt?: Instant;
  /** Facts may be as old as this many days at the moment of use. Absent: any age. */
  readonly lookBackDays?: number;
}
