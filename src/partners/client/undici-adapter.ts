/**
 * An axios adapter over pooled keep-alive connections: axios' own Node adapter costs three times the CPU. Follows no redirect,
 * stops reading at the size cap, and ends with the deadline at once, closing the socket.
 */
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse } from 'axios';
import type { Dispatcher, Pool } from 'undici';
import type { Outgoing } from './client.ts';
import { collectAnswer, type RawAnswer } from './collect-answer.ts';
import type { Deadline } from './deadline.ts';
import { TransportError } from './transport-error.ts';

/**
 * One call, in a Map because axios hands that on as it is. It would copy a plain object key by key, and clean, merge and copy headers
 * three times, although both ends are ours: more CPU than sending the request.
 */
export type Carried = ReadonlyMap<'call', Dispatch>;

export interface Dispatch {
  readonly pool: Pool;
  readonly outgoing: Outgoing;
  readonly deadline: Pick<Deadline, 'onEnd'>;
}

/** Reads the call from `data`; resolves to a RawAnswer in `data` whatever the status. */
export const createUndiciAdapter =
  (maxBodyBytes: number): AxiosAdapter =>
  (config) =>
    new Promise<AxiosResponse<RawAnswer>>((resolve, reject) => {
      const call = (config.data as Carried).get('call');
      if (call === undefined) return reject(new TransportError('queued', 'request-invalid'));
      const { pool, outgoing, deadline } = call;
      const collector = collectAnswer({
        maxBytes: maxBodyBytes,
        nowMs,
        settle(outcome) {
          deadline.onEnd(null);
          if (outcome instanceof TransportError) reject(outcome);
          // The headers stay in the RawAnswer: wrapping them as AxiosHeaders costs more than the rest of the adapter.
          else resolve({ data: outcome, status: outcome.status, statusText: '', headers: NONE, config });
        },
      });
      deadline.onEnd(collector.abort);
      pool.dispatch(requestOf(outgoing), collector);
    });

const requestOf = ({ target, method, headers, body }: Outgoing): Dispatcher.DispatchOptions => ({
  origin: target.origin,
  path: target.path,
  method,
  headers,
  body,
});

/** The headers stay in the RawAnswer; axios would wrap a plain object anew for each call. */
const NONE = new AxiosHeaders();

const nowMs = (): number => performance.now();
