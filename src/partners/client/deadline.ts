/**
 * One end for one piece of work: with the request or after its own time, whichever is first. AbortSignal.timeout and AbortSignal.any would
 * do, but their timers outlive the work; and a signal of its own costs a call more than sending it, so there is one only where it is read.
 */
export type EndReason = 'deadline' | 'request-aborted';

export interface Deadline {
  readonly hasEnded: () => boolean;
  readonly whyEnded: () => EndReason;
  /** Who is told when it ends, instead of whoever was before; null: nobody. */
  readonly onEnd: (listener: (() => void) | null) => void;
  /** The same as an AbortSignal, made when first read. */
  readonly signal: AbortSignal;
  /** Must be called when the work is over: frees the timer and the listener. */
  readonly end: () => void;
}

interface Running {
  readonly request: AbortSignal | null;
  readonly stop: () => void;
  timer: NodeJS.Timeout | undefined;
  hasEnded: boolean;
  listener: (() => void) | null;
  controller: AbortController | null;
}

export function startDeadline(request: AbortSignal | null, ms: number): Deadline {
  const it: Running = {
    request,
    stop() {
      stop(it);
    },
    timer: undefined,
    hasEnded: request?.aborted === true,
    listener: null,
    controller: null,
  };
  if (!it.hasEnded) {
    it.timer = setTimeout(stop, ms, it);
    request?.addEventListener('abort', it.stop);
  }
  return {
    hasEnded() {
      return it.hasEnded;
    },
    whyEnded() {
      return request?.aborted === true ? 'request-aborted' : 'deadline';
    },
    onEnd(listener) {
      it.listener = listener;
    },
    get signal() {
      return signalOf(it);
    },
    end() {
      clearTimeout(it.timer);
      request?.removeEventListener('abort', it.stop);
    },
  };
}

function stop(it: Running): void {
  if (it.hasEnded) return;
  it.hasEnded = true;
  it.listener?.();
  it.controller?.abort();
}

function signalOf(it: Running): AbortSignal {
  it.controller ??= new AbortController();
  if (it.hasEnded) it.controller.abort();
  return it.controller.signal;
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
