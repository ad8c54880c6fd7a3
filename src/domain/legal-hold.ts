/**
 * Why a customer's data may not be deleted yet (GDPR art. 17(3)(e); PIPL art. 47 para. 2). Its end binds by itself: whoever forgets to
 * release it does not prolong it.
 */
import { epochMsOf, type Instant } from './instant.ts';

/** IN_FORCE → RELEASED. */
export type LegalHoldState = 'IN_FORCE' | 'RELEASED';

/** The fact of kind `legal-hold`. */
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
  readonly releasedAt?: Instant;
  readonly releasedBecause?: string;
}

/** An expired hold counts as none. */
export const binds = ({ state, until }: LegalHold, now: Instant): boolean =>
  state === 'IN_FORCE' && epochMsOf(now) < epochMsOf(until);
