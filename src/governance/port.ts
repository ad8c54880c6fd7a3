/**
 * What may be done to the rules, and by whom. Every change and its log entry are one transaction; every refusal is logged.
 * Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT, STALE_CONSENT, AUDIT_UNAVAILABLE.
 */
import type { AgreementState, AgreementTerms } from '../domain/agreement.ts';
import type { Caller } from '../domain/caller.ts';
import type { Consent } from '../domain/consent.ts';
import type { Fact } from '../domain/fact.ts';

export interface Actor {
  readonly requestId: string;
  readonly caller: Caller;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly first: number;
  /** Opaque cursor of the last item read. */
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly { readonly node: T; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

export interface AgreementChange {
  /** `<agreement>/<version of the terms>`. */
  readonly id: string;
  readonly expectedVersion: number;
  readonly because?: string;
}

export interface AgreementFilter {
  readonly partner?: string;
  readonly state?: AgreementState;
}

/** The state machine of an agreement version (decisions.md). */
export interface Agreements {
  list(actor: Actor, filter: AgreementFilter, page: PageRequest): Promise<Page<Fact<'agreement'>>>;
  propose(actor: Actor, agreementId: string, terms: AgreementTerms): Promise<Fact<'agreement'>>;
  submit(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  approve(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  sendBack(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  sign(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  activate(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  suspend(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
}

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

export interface Governance {
  readonly agreements: Agreements;
  readonly consents: Consents;
  purposes(actor: Actor, page: PageRequest): Promise<Page<Fact<'purpose'>>>;
  partners(actor: Actor, page: PageRequest): Promise<Page<Fact<'partner'>>>;
}
