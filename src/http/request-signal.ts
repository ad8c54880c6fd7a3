/**
 * One AbortSignal for everything a request starts: it ends with the deadline or when the client leaves, whichever is first.
 */
import type { ServerResponse } from 'node:http';

/** Aborts `deadlineMs` from now, or when the connection closes before the answer was sent. */
export function requestSignal(res: ServerResponse, deadlineMs: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('deadline')), deadlineMs);
  timer.unref();
  res.once('close', () => {
    clearTimeout(timer);
    if (!res.writableEnded) controller.abort(new Error('client-left'));
  });
  return controller.signal;
}
