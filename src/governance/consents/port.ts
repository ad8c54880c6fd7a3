/**
 * What may be done to consents. Errors: FORBIDDEN, INVALID_INPUT, STALE_CONSENT, AUDIT_UNAVAILABLE.
 */
import type { Consent } from '../../domain/consent.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export type ConsentGrant = Pick<
  Consent,
  'customerId' | 'purpose' | 'coordinates' | 'recipients' | 'sources' | 'form' | 'notice' | 'expiresAt' | 'expressedBy'
>;

export interface Consents {
  /** Only for customers inside the caller's data scope; others read as if they had none. */
  list(actor: Actor, customerId: string, page: PageRequest): Promise<Page<Fact<'consent'>>>;
  grant(actor: Actor, consent: ConsentGrant): Promise<Fact<'consent'>>;
  /** Effective before it returns: every release that commits afterwards sees it. */
  withdraw(actor: Actor, consentId: string): Promise<Fact<'consent'>>;
}
