/**
 * What may be done to consents. Errors: FORBIDDEN, INVALID_INPUT, STALE_CONSENT, AUDIT_UNAVAILABLE.
 */
import type { Consent } from '../../domain/consent.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Actor, FactVersion, Page, PageRequest } from '../port.ts';

/** What a customer is asked to allow. */
export type ConsentContent = Pick<
  Consent,
  | 'customerId'
  | 'purpose'
  | 'coordinates'
  | 'recipients'
  | 'sources'
  | 'form'
  | 'notice'
  | 'expiresAt'
  | 'startsAt'
  | 'lookBackDays'
>;

/** How they answered, and who did. */
export type ConsentAnswer = Pick<Consent, 'expressedBy' | 'givenBy' | 'evidence'>;

export type ConsentGrant = ConsentContent & ConsentAnswer;

/** Ends that recipients of the data must hear of. */
export type ConsentEnd = 'CONSENT_WITHDRAWN' | 'CONSENT_SUPERSEDED' | 'CONSENT_INVALIDATED';

export interface Consents {
  /** Only for customers inside the caller's data scope; others read as if they had none. */
  list(actor: Actor, customerId: string, page: PageRequest): Promise<Page<Fact<'consent'>>>;
  /** Every version, oldest first: who recorded what, when. */
  history(actor: Actor, consentId: string): Promise<readonly FactVersion<'consent'>[]>;
  /** ISO/IEC TS 27560, as JSON text. `version`: as it stood then; absent: as it stands. */
  record(actor: Actor, consentId: string, version?: number): Promise<string>;
  /** The same record as a compact JWS for the customer to keep. */
  receipt(actor: Actor, consentId: string, version?: number): Promise<string>;
  /** Takes the place of older consents of the customer to the same purpose that it covers. The very same said again is the same consent. */
  grant(actor: Actor, consent: ConsentGrant): Promise<Fact<'consent'>>;
  /** Asked, not given: permits nothing. `expressedBy` says how it was asked. */
  request(actor: Actor, consent: ConsentContent & Pick<Consent, 'expressedBy'>): Promise<Fact<'consent'>>;
  /** The customer agreed to what was asked. */
  confirm(actor: Actor, consentId: string, answer: ConsentAnswer): Promise<Fact<'consent'>>;
  /** The customer said no to what was asked. */
  refuse(actor: Actor, consentId: string): Promise<Fact<'consent'>>;
  /** Effective before it returns: every release that commits afterwards sees it. */
  withdraw(actor: Actor, consentId: string): Promise<Fact<'consent'>>;
  /** All that the customer gave, or all for one purpose; what was withdrawn by this call. */
  withdrawAll(actor: Actor, customerId: string, purpose?: string): Promise<readonly Fact<'consent'>[]>;
  /** It was never a consent: forged, given by the wrong person. */
  invalidate(actor: Actor, consentId: string, because: string): Promise<Fact<'consent'>>;
}

/** Consents that must end by themselves. Implemented by store/; ids only, read again before they are changed. */
export interface EndingConsents {
  /** Open ones past their end. */
  expired(limit: number): Promise<readonly string[]>;
  /** Open ones that name a version of this notice below `accepted`. */
  superseded(noticeId: string, accepted: number, limit: number): Promise<readonly string[]>;
}
