/**
 * One signal for one piece of work: it ends with the request or after its own time, whichever is first. AbortSignal.timeout and
 * AbortSignal.any would do, but their timers outlive the work: at a thousand calls a second, seconds of dead timers and listeners.
 */
export type EndReason = 'deadline' | 'request-aborted';

export interface Deadline {
  readonly signal: AbortSignal;
  readonly whyEnded: () => EndReason;
  /** Must be called when the work is over: frees the timer and the listener. */
  readonly end: () => void;
}

export function startDeadline(request: AbortSignal | null, ms: number): Deadline {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const timer = setTimeout(stop, ms);
  if (request?.aborted === true) stop();
  request?.addEventListener('abort', stop);
  return {
    signal: controller.signal,
    whyEnded: () => (request?.aborted === true ? 'request-aborted' : 'deadline'),
    end() {
      clearTimeout(timer);
      request?.removeEventListener('abort', stop);
    },
  };
}

export const ENDED = Symbol('ended');

/** Stops waiting for shared work when the signal ends; the work itself goes on for the others. */
export function untilEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T | typeof ENDED> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(ENDED);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
