/**
 * What a customer allowed, to whom, for what and until when (PIPL art. 13 to 16; GDPR art. 7; ISO/IEC TS 27560).
 * A terminal state never reopens: a new permission is a new consent.
 */
import type { CoordinatePattern, RecipientClass } from './agreement.ts';
import type { Instant } from './instant.ts';

export type ConsentState = 'REQUESTED' | 'GRANTED' | 'REFUSED' | 'WITHDRAWN' | 'EXPIRED' | 'SUPERSEDED' | 'INVALIDATED';

/** GENERAL: one tick for several things. SEPARATE: asked and given on its own (PIPL art. 29). WRITTEN: signed. */
export type ConsentForm = 'GENERAL' | 'SEPARATE' | 'WRITTEN';

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
}
