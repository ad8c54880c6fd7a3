/**
 * What a customer asks of the bank about their own data (PIPL art. 44 to 50; GDPR art. 15 to 22), and legal holds that may stop a deletion.
 */
import type { Instant } from './instant.ts';

export type CustomerRight =
  'ACCESS' | 'COPY' | 'CORRECTION' | 'DELETION' | 'RESTRICTION' | 'LIFT_RESTRICTION' | 'EXPLANATION' | 'WITHDRAWAL';

/**
 * RECEIVED → IDENTITY_VERIFIED → {APPROVED, REFUSED} → IN_PROGRESS → {BLOCKED_LEGAL_HOLD, RESTRICTED, PARTIAL} → IN_PROGRESS → COMPLETE;
 * a request whose identity cannot be verified is REFUSED.
 */
export type RightsRequestState =
  | 'RECEIVED'
  | 'IDENTITY_VERIFIED'
  | 'APPROVED'
  | 'REFUSED'
  | 'IN_PROGRESS'
  | 'BLOCKED_LEGAL_HOLD'
  | 'RESTRICTED'
  | 'PARTIAL'
  | 'COMPLETE';

/** One place that the request must reach: a table of ours, or a partner. */
export interface RightsStep {
  /** `bank:profile`, `bank:stored-records`, `partner:mx-credit`. */
  readonly target: string;
  readonly state: 'PENDING' | 'DONE' | 'FAILED' | 'HELD' | 'NOT_APPLICABLE';
  readonly at?: Instant;
  /** A code or a name, never a value. */
  readonly note?: string;
}

/** The fact of kind `rights-request`. */
export interface RightsRequest {
  readonly customerId: string;
  readonly right: CustomerRight;
  readonly state: RightsRequestState;
  readonly receivedAt: Instant;
  /** When the law's time is up; counted from receipt. */
  readonly dueAt: Instant;
  /** How it came: `branch`, `app`, `letter`. */
  readonly channel: string;
  readonly recordedBy: string;
  readonly identity?: { readonly method: string; readonly by: string; readonly at: Instant };
  readonly decision?: { readonly by: string; readonly at: Instant; readonly because?: string };
  /** SCREAMING_SNAKE, see the schema. */
  readonly refusedBecause?: string;
  readonly steps: readonly RightsStep[];
  readonly completedAt?: Instant;
  /** Which request, consent or decision it is about, where it is about one. */
  readonly about?: string;
}

/** IN_FORCE → RELEASED. Its end binds by itself. */
export type LegalHoldState = 'IN_FORCE' | 'RELEASED';

/** The fact of kind `legal-hold`: why data may not be deleted yet. */
export interface LegalHold {
  readonly customerId: string;
  readonly state: LegalHoldState;
  /** Law, court or authority. */
  readonly authority: string;
  readonly because: string;
  readonly until: Instant;
  readonly setBy: string;
  readonly setAt: Instant;
  readonly releasedBy?: string;
  readonly releasedBecause?: string;
}
