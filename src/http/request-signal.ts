/**
 * One AbortSignal for everything a request starts: it ends when the time for partners is over or when the client leaves,
 * whichever is first. One timer per request; the second one exists only for requests that are already late.
 */
import type { ServerResponse } from 'node:http';
import type { EdgeLimits } from './port.ts';

const DEADLINE = new Error('deadline');
const CLIENT_LEFT = new Error('client-left');

const endsAtMs = new WeakMap<AbortSignal, number>();

/** Epoch milliseconds at which this request's signal ends by itself; null for any other signal. */
export const deadlineAtOf = (signal: AbortSignal): number | null => endsAtMs.get(signal) ?? null;

/** Aborts `reserveMs` before the deadline, then calls `onOverdue` at the deadline if the answer has not been sent. */
export function requestSignal(
  res: ServerResponse,
  { deadlineMs, reserveMs }: Pick<EdgeLimits, 'deadlineMs' | 'reserveMs'>,
  onOverdue: () => void,
): AbortSignal {
  const controller = new AbortController();
  const partnerMs = Math.max(0, deadlineMs - reserveMs);
  endsAtMs.set(controller.signal, Date.now() + partnerMs);
  let timer = setTimeout(() => {
    timer = setTimeout(onOverdue, deadlineMs - partnerMs);
    controller.abort(DEADLINE);
  }, partnerMs);
  res.once('close', () => {
    clearTimeout(timer);
    if (!res.writableEnded) controller.abort(CLIENT_LEFT);
  });
  return controller.signal;
}
