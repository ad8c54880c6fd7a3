/**
 * The throttled state: a partner that said when to come back is left alone until then, one that only said "too many" for 1 s, 2 s, 4 s …
 * up to a minute, until it answers again. Told once for all calls that were under way together. Never shortens a pause.
 */
import { ExponentialBackoff, type IBackoff, noJitterGenerator } from 'cockatiel';

export type PauseReason = 'partner-said' | 'partner-silent' | 'quota-announced';

export interface Pause {
  readonly reason: PauseReason;
  readonly forMs: number;
}

export interface Pauses {
  /** Zero while there is none. */
  remainingMs(): number;
  /** null while there is none. */
  pausedSinceMs(): number | null;
  /** The partner refused a call that started at `startedAtMs`. The new pause; null where the current one stands. */
  throttled(retryAfterMs: number | undefined, startedAtMs: number): Pause | null;
  /** A success announced that there is nothing left for so long. */
  announced(forMs: number): Pause | null;
  /** The partner answered: the next silent refusal starts at the beginning. */
  answered(startedAtMs: number): void;
}

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

export function createPauses(now: () => number): Pauses {
  let untilMs = 0;
  let sinceMs = Number.NEGATIVE_INFINITY;
  let silence: IBackoff<unknown> | null = null;

  const pause = (reason: PauseReason, forMs: number): Pause | null => {
    const nowMs = now();
    if (forMs <= 0 || nowMs + forMs <= untilMs) return null;
    if (untilMs <= nowMs) sinceMs = nowMs;
    untilMs = nowMs + forMs;
    return { reason, forMs };
  };
  /** Zero says "now", which is no answer to "when". */
  const isSaid = (retryAfterMs: number | undefined): retryAfterMs is number =>
    retryAfterMs !== undefined && retryAfterMs > 0;
  return {
    remainingMs: () => Math.max(0, untilMs - now()),
    pausedSinceMs: () => (untilMs > now() ? sinceMs : null),
    throttled(retryAfterMs, startedAtMs) {
      if (isSaid(retryAfterMs)) return pause('partner-said', retryAfterMs);
      if (startedAtMs < sinceMs) return null;
      if (untilMs > now()) return null;
      silence = silence?.next(undefined) ?? SILENCE.next();
      return pause('partner-silent', silence.duration);
    },
    announced: (forMs) => pause('quota-announced', forMs),
    answered(startedAtMs) {
      if (startedAtMs >= sinceMs) silence = null;
    },
  };
}

const SILENCE = new ExponentialBackoff({
  generator: noJitterGenerator,
  initialDelay: FIRST_MS,
  maxDelay: LONGEST_MS,
});
