/**
 * What a customer asks of the bank about their own data (PIPL art. 44 to 50; GDPR art. 12, 15 to 22; Cybersecurity Law art. 43): the
 * request, its steps and what each state may become. Pure; holds names, codes and sealed bytes, never a value in clear.
 */
import type { Coordinate } from './classification.ts';
import type { Instant } from './instant.ts';
import type { RightsRefusal } from './rights-refusal.ts';

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

/** How the bank made sure that it is the customer who asks. */
export type IdentityMethod =
  'DOCUMENT_IN_BRANCH' | 'STRONG_AUTHENTICATION' | 'SIGNATURE' | 'VIDEO' | 'GUARDIAN' | 'MANDATE';

export type RightsStepState = 'PENDING' | 'DONE' | 'FAILED' | 'HELD' | 'NOT_APPLICABLE';

/** One place that the request must reach: a table of ours, or a partner. */
export interface RightsStep {
  /** `bank:profile`, `bank:stored-records`, `partner:mx-credit`, `recipient:loan-desk`. */
  readonly target: string;
  readonly state: RightsStepState;
  readonly at?: Instant;
  /** A code or a name, never a value. */
  readonly note?: string;
}

/** What the customer says is wrong. `sealed`: base64, what is right instead, under the customer's own key. */
export interface RightsClaim {
  readonly coordinate: Coordinate;
  /** `bank` or the partner whose fact it is. */
  readonly source: string;
  readonly sealed: string;
}

/** The fact of kind `rights-request`. */
export interface RightsRequest {
  readonly customerId: string;
  readonly right: CustomerRight;
  readonly state: RightsRequestState;
  readonly receivedAt: Instant;
  /** When the law's time is up; counted from receipt. */
  readonly dueAt: Instant;
  /** The one extension (GDPR art. 12(3)); the customer is told within the first term. */
  readonly extension?: { readonly from: Instant; readonly by: string; readonly at: Instant; readonly because: string };
  /** How it came: `branch`, `app`, `letter`. */
  readonly channel: string;
  readonly recordedBy: string;
  readonly identity?: { readonly method: IdentityMethod; readonly by: string; readonly at: Instant };
  readonly decision?: {
    readonly by: string;
    readonly at: Instant;
    readonly because?: string;
    /** A deletion that a law's own period does not allow before then (PIPL art. 47 para. 2; GDPR art. 17(3)(b)). */
    readonly retainUntil?: Instant;
  };
  readonly refusedBecause?: RightsRefusal;
  readonly steps: readonly RightsStep[];
  readonly completedAt?: Instant;
  /** Which entry of the log an explanation is about, or to which controller a copy goes. */
  readonly about?: string;
  readonly claim?: RightsClaim;
}

/** These act at once and hide data instead of showing or ending it: one officer is enough. Everything else takes a second person. */
const ONE_PERSON: ReadonlySet<CustomerRight> = new Set(['RESTRICTION', 'WITHDRAWAL']);

export const needsSecondPerson = (right: CustomerRight): boolean => !ONE_PERSON.has(right);

/** From where carrying out may begin or go on. */
export const CARRIED_OUT_FROM: readonly RightsRequestState[] = [
  'APPROVED',
  'IN_PROGRESS',
  'PARTIAL',
  'BLOCKED_LEGAL_HOLD',
  'RESTRICTED',
];

const isReached = ({ state }: RightsStep): boolean => state === 'DONE' || state === 'NOT_APPLICABLE';

/** COMPLETE only where every step was reached. */
export const outcomeOf = (steps: readonly RightsStep[]): 'COMPLETE' | 'PARTIAL' =>
  steps.length > 0 && steps.every(isReached) ? 'COMPLETE' : 'PARTIAL';

/** `given` replaces steps of the same target; what was reached before stays reached. */
export function withSteps(steps: readonly RightsStep[], given: readonly RightsStep[]): readonly RightsStep[] {
  const byTarget = new Map(steps.map((step) => [step.target, step]));
  for (const step of given) {
    const known = byTarget.get(step.target);
    if (known === undefined || !isReached(known)) byTarget.set(step.target, step);
  }
  return [...byTarget.values()];
}
