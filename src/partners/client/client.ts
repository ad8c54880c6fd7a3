/**
 * Step 8. Sends one request over the partner's pooled connections and brings the answer back whole, or says why it could not.
 * Never throws, never logs. Knows status codes only as numbers; what they mean is classify's business.
 */
import { Axios } from 'axios';
import { type Failed, failed, hasFailed } from '../attempt.ts';
import type { RawAnswer } from './collect-answer.ts';
import type { Target } from './aim.ts';
import type { Deadline } from './deadline.ts';
import type { Pools } from './pools.ts';
import { ABORTED, CERTIFICATE_REFUSED, NOT_HTTP, type Phase, SLOW_BODY, TransportError } from './transport-error.ts';
import { type Carried, createUndiciAdapter } from './undici-adapter.ts';

export const MAX_BODY_BYTES = 2 * 1024 * 1024;

export interface Outgoing {
  readonly target: Target;
  readonly method: 'GET' | 'POST';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string | null;
}

export interface CallBounds {
  /** The caller's own deadline, or the request's end. */
  readonly deadline: Pick<Deadline, 'hasEnded' | 'whyEnded' | 'onEnd'>;
  /** A call that may have happened at the partner and must not be repeated blindly. */
  readonly sideEffect: 'free' | 'billed' | 'inquiry';
}

export interface Unanswered extends Failed {
  /** The request may have reached the partner, who then counts it. */
  readonly wasSent?: true;
}

export type Send = (outgoing: Outgoing, bounds: CallBounds) => Promise<{ readonly value: RawAnswer } | Unanswered>;

export function createClient(pools: Pools): Send {
  // The bare class: no transform reads or writes a body (JSON is written by the exchange and read losslessly), and no proxy, redirect or
  // cookie of axios' own can apply, because only the adapter touches the network.
  const axios = new Axios({ adapter: createUndiciAdapter(MAX_BODY_BYTES) });
  return async (outgoing, bounds) => {
    const { deadline } = bounds;
    if (deadline.hasEnded()) return failed('PARTNER_TIMEOUT', deadline.whyEnded());
    const pool = pools.at(outgoing.target.origin);
    if (hasFailed(pool)) return pool;
    try {
      const carried: Carried = new Map([['call', { pool: pool.value, outgoing, deadline }]]);
      const { data } = await axios.request<RawAnswer>({ data: carried });
      return { value: data };
    } catch (error) {
      // axios' errors hold the request with its credentials: only our own reason leaves this function.
      return faultOf(error, bounds);
    }
  };
}

function faultOf(error: unknown, bounds: CallBounds): Unanswered {
  const { phase, reason } =
    error instanceof TransportError
      ? error
      : new TransportError('sent', bounds.deadline.hasEnded() ? ABORTED : 'client-failed');
  // Whoever refuses the connection has not read the request, also where it tells so after that was sent (TLS 1.3).
  if (reason === CERTIFICATE_REFUSED && phase !== 'answered') return failed('PARTNER_REFUSED_CREDENTIALS', reason);
  const failure = failureOf(phase, reason, bounds);
  return phase === 'queued' ? failure : { ...failure, wasSent: true };
}

function failureOf(phase: Phase, reason: string, { deadline, sideEffect }: CallBounds): Failed {
  const isAmbiguous = phase !== 'queued' && sideEffect !== 'free';
  const detail = reason === ABORTED ? deadline.whyEnded() : reason;
  if (isAmbiguous) return failed('PARTNER_OUTCOME_UNKNOWN', `${detail}-after-send`);
  if (reason === ABORTED || reason === SLOW_BODY) return failed('PARTNER_TIMEOUT', detail);
  if (reason === NOT_HTTP) return failed('PARTNER_BROKE_CONTRACT', detail);
  return failed('PARTNER_UNAVAILABLE', detail);
}
