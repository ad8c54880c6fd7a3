/**
 * What may be done to data-sharing agreements. Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT, AUDIT_UNAVAILABLE.
 */
import type {
  AgreementBudget,
  AgreementCertificate,
  AgreementPlaceName,
  AgreementState,
  AgreementTerms,
} from '../../domain/agreement.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Level, Meter } from '../../domain/spending.ts';
import type { Actor, Page, PageRequest } from '../port.ts';
import type { Impact } from './impact/port.ts';
import type { Reminder } from './reminders.ts';

export interface AgreementChange {
  /** `<agreement>/<version of the terms>`. */
  readonly id: string;
  readonly expectedVersion: number;
  readonly because?: string;
}

/** Who answers for a place: for PARTNER_COPY with the partner's certificate. */
export interface ReturnConfirmation extends AgreementChange {
  readonly place: AgreementPlaceName;
  readonly certificate?: AgreementCertificate;
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
  /** → RETURN_OR_DELETE_PENDING, for good; our stored records that no other agreement covers are gone when it returns, or soon after. */
  terminate(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  confirmReturn(actor: Actor, confirmation: ReturnConfirmation): Promise<Fact<'agreement'>>;
  /** Only when every place is settled. */
  close(actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>>;
  /** An Open Data Contract Standard v3.1 document, YAML. */
  contract(actor: Actor, id: string): Promise<string>;
  /** `notTaken`: paths of what the terms have no place for. */
  proposeFromContract(
    actor: Actor,
    contract: string,
  ): Promise<{ readonly agreement: Fact<'agreement'>; readonly notTaken: readonly string[] }>;
  /** What is due within so many days (0 to 365), and what is overdue. */
  reminders(actor: Actor, withinDays: number): Promise<readonly Reminder[]>;
  /** What would be lost if this version ended now. */
  impact(actor: Actor, id: string): Promise<Impact>;
  /** How much of the budget is spent in the running periods; nothing where nothing is limited. */
  spending(actor: Actor, agreement: Budgeted): Promise<readonly Level[]>;
}

/** What the meters of an agreement's version are named and limited by. */
export interface Budgeted {
  readonly agreementId: string;
  readonly budget: AgreementBudget | undefined;
}

/** How much of each meter is spent, in the order asked. */
export type ReadSpending = (meters: readonly Meter[]) => Promise<readonly Level[]>;

/** What we keep of one partner, over all customers. Implemented by store/. `keep`: endpoints whose records stay. */
export interface PartnerHoldings {
  countRecords(partnerId: string, keep: readonly string[]): Promise<number>;
  /** `left`: rows that somebody was just writing, and those of customers under a legal hold. */
  deleteRecords(
    partnerId: string,
    keep: readonly string[],
  ): Promise<{ readonly removed: number; readonly left: number }>;
}
