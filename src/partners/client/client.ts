/**
 * Step 8. Sends one request over the partner's pooled connections and brings the answer back whole, or says why it could not.
 * Never throws, never logs. Knows status codes only as numbers; what they mean is classify's business.
 */
import { Axios } from 'axios';
import type { Attempt } from '../attempt.ts';
import { failed } from '../attempt.ts';
import type { RawAnswer } from './collect-answer.ts';
import type { Target } from './aim.ts';
import type { Pools } from './pools.ts';
import { ABORTED, NOT_HTTP, TransportError } from './transport-error.ts';
import { createUndiciAdapter } from './undici-adapter.ts';

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
  readonly signal: AbortSignal;
  /** What an ended signal means to the caller: its own deadline, or the request's end. */
  readonly whyEnded: () => 'deadline' | 'request-aborted';
  /** A call that may have happened at the partner and must not be repeated blindly. */
  readonly sideEffect: 'free' | 'billed' | 'inquiry';
}

export type Send = (outgoing: Outgoing, bounds: CallBounds) => Promise<Attempt<RawAnswer>>;

export function createClient(pools: Pools): Send {
  const axios = new Axios({
    adapter: createUndiciAdapter(pools, MAX_BODY_BYTES),
    // Bodies go and come as they are: JSON is written by the exchange and read losslessly.
    transformRequest: [],
    transformResponse: [],
    maxRedirects: 0,
  });
  return async ({ target, method, headers, body }, bounds) => {
    if (bounds.signal.aborted) return failed('PARTNER_TIMEOUT', bounds.whyEnded());
    try {
      const { data } = await axios.request<RawAnswer>({
        baseURL: target.origin,
        url: target.path,
        method,
        headers: { ...headers },
        data: body,
        signal: bounds.signal,
      });
      return { value: data };
    } catch (error) {
      // axios' errors hold the request with its credentials: only our own reason leaves this function.
      return faultOf(error, bounds);
    }
  };
}

function faultOf(error: unknown, { whyEnded, sideEffect, signal }: CallBounds): Attempt<never> {
  const { phase, reason } =
    error instanceof TransportError ? error : new TransportError('sent', signal.aborted ? ABORTED : 'client-failed');
  const isAmbiguous = phase !== 'queued' && sideEffect !== 'free';
  const detail = reason === ABORTED ? whyEnded() : reason;
  if (isAmbiguous) return failed('PARTNER_OUTCOME_UNKNOWN', `${detail}-after-send`);
  if (reason === ABORTED) return failed('PARTNER_TIMEOUT', detail);
  if (reason === NOT_HTTP) return failed('PARTNER_BROKE_CONTRACT', detail);
  return failed('PARTNER_UNAVAILABLE', detail);
}
