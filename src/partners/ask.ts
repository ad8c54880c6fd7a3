/**
 * The shape of one partner call and of everything that may stand around it. A step wraps the next and may refuse, delay or
 * repeat the call; it never changes what is asked.
 */
import type { PartnerFault } from '../domain/fault.ts';
import type { Instant } from '../domain/instant.ts';
import type { Endpoint, PartnerAnswer, PartnerRequest } from '../sdk/index.ts';
import type { Attempt } from './attempt.ts';
import type { Reservation } from './budget/port.ts';
import type { CallTerms } from './port.ts';

export interface PartnerCall {
  readonly endpoint: Endpoint;
  readonly request: PartnerRequest;
  /** The customer's own token where the partner's auth is `customer-token`; part of the identity a call is made with. */
  readonly customerToken: string | null;
  /** What renews it, where the customer's references have that. Credentials only: no part of any identity. */
  readonly refreshToken?: string | null;
  /** Whom the call is about; empty where the answer is the same for everybody. */
  readonly customerIds: readonly string[];
  readonly terms: CallTerms;
  /** Seconds for which an answer counts as fresh under the endpoint and the agreement; absent: not at all. */
  readonly freshForS?: number;
  /** What the one who asks makes of a body, as far as it can be told from this one alone; absent for status calls. Counts nothing. */
  readonly read?: (body: unknown) => Attempt<unknown>;
  /** Its row in the ledger of calls, which keeps what the call reserved; absent for free ones. */
  readonly guardedAs?: string;
  /** Asks a partner what became of an earlier call: free, and no call of its own right. */
  readonly isStatusCall?: true;
  /** Ends with the request: deadline, or the client has left. */
  readonly signal: AbortSignal;
  /** Not later than its start, by the store's clock. */
  readonly askedAt?: Instant | null;
  /** A repetition ends when the first attempt's time is over, in epoch milliseconds. */
  readonly endsAtMs?: number;
}

/** An answer and, where its body could not be read as JSON, the named reason. */
export interface ReadAnswer extends PartnerAnswer {
  readonly bodyProblem: BodyProblem | null;
}

export type BodyProblem =
  'empty-body' | 'not-utf8' | 'not-json' | 'body-too-large' | 'body-cut' | 'content-encoding' | 'unread';

export type Verdict = 'ANSWER' | 'NO_RECORD' | PartnerFault;

/** `answer` is null when none arrived; the verdict is then a fault. */
export interface Exchange {
  readonly answer: ReadAnswer | null;
  readonly verdict: Verdict;
  /** How long ago the answer arrived, where not just now: an earlier call's that serves this one too. Milliseconds. */
  readonly ageMs?: number;
  /** When the call that brought it was asked for, at the latest; by the store's clock. */
  readonly askedAt?: Instant | null;
  /** The partner refused the token, and a newer one can be had: the call did not happen and may be made once more. */
  readonly isTokenRefused?: true;
  /** What a guarded call took from budgets and could not give back: whoever settles it does. */
  readonly owed?: Reservation;
  /** No answer came, but the request may have reached the partner, who then counts it. */
  readonly wasSent?: true;
}

export type Ask = (call: PartnerCall) => Promise<Exchange>;
export type Step = (next: Ask) => Ask;

export const refused = (fault: PartnerFault): Exchange => ({ answer: null, verdict: fault });
export const isFault = (verdict: Verdict): verdict is PartnerFault => typeof verdict === 'object';
