/**
 * What the steps around a call know of its signal besides that it may end: until when somebody waits, and whether the call was started.
 * Once a billed call is started it can no longer be called off, only waited for.
 */
export interface CallLife {
  /** Epoch milliseconds at which the last one stops waiting; null: not known. */
  readonly endsAtMs: () => number | null;
  /** The partner may have heard of it. The same object for all signals of one call. */
  readonly progress: { hasStarted: boolean };
}

const lifeBySignal = new WeakMap<AbortSignal, CallLife>();

export const beginLife = (signal: AbortSignal, life: CallLife): void => void lifeBySignal.set(signal, life);

export const lifeOf = (signal: AbortSignal): CallLife | undefined => lifeBySignal.get(signal);

export function markStarted(signal: AbortSignal): void {
  const life = lifeOf(signal);
  if (life !== undefined) life.progress.hasStarted = true;
}

/** When a call's signal will end, for signals of requests as well as for shared ones. */
export const deadlineAtOfCalls =
  (deadlineAtOf: (signal: AbortSignal) => number | null) =>
  (signal: AbortSignal): number | null => {
    const life = lifeOf(signal);
    return life === undefined ? deadlineAtOf(signal) : life.endsAtMs();
  };
