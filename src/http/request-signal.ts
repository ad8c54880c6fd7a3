/**
 * One AbortSignal for everything a request starts: it ends when the time for partners is over or when the client leaves,
 * whichever is first. One timer per request; the second one exists only for requests that are already late.
 */
import type { ServerResponse } from 'node:http';
import type { EdgeLimits } from './port.ts';

const DEADLINE = new Error('deadline');
const CLIENT_LEFT = new Error('client-left');

/** A property of the signal: a WeakMap with an entry a request costs the collector more than the rest of this file. */
const ENDS_AT_MS = Symbol('endsAtMs');

interface TimedSignal extends AbortSignal {
  [ENDS_AT_MS]?: number;
}

/** Epoch milliseconds at which this request's signal ends by itself; null for any other signal. */
export const deadlineAtOf = (signal: TimedSignal): number | null => signal[ENDS_AT_MS] ?? null;

/** Aborts `reserveMs` before the deadline, then calls `onOverdue` at the deadline if the answer has not been sent. */
export function requestSignal(
  res: ServerResponse,
  { deadlineMs, reserveMs }: Pick<EdgeLimits, 'deadlineMs' | 'reserveMs'>,
  onOverdue: () => void,
): AbortSignal {
  const controller = new AbortController();
  const partnerMs = Math.max(0, deadlineMs - reserveMs);
  const signal: TimedSignal = controller.signal;
  signal[ENDS_AT_MS] = Date.now() + partnerMs;
  let timer = setTimeout(() => {
    timer = setTimeout(onOverdue, deadlineMs - partnerMs);
    controller.abort(DEADLINE);
  }, partnerMs);
  res.once('close', () => {
    clearTimeout(timer);
    if (!res.writableEnded) controller.abort(CLIENT_LEFT);
  });
  return signal;
}
