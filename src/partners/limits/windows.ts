/**
 * A contract's windows as calls of this process see them: everything that reaches the partner passes here first, data calls (limit.ts) and
 * credential calls (logins, token requests, which the partner counts like any other) alike. Credential calls take no place among the
 * concurrent ones: they happen inside a call that has one, and with a concurrency of 1 would wait for themselves.
 */
import type { Urgency } from '../../domain/purpose.ts';
import type { Connector } from '../../sdk/index.ts';
import type { Attempt } from '../attempt.ts';
import type { Note } from '../note.ts';
import { type Refusal, refusalOf } from './obstacle.ts';
import { type CallSlots, isTaken, type Lease, type NotTaken } from './port.ts';

/** Leave to make one call now. Exactly one of these is called once; none of them where nobody knows when the request will arrive. */
export interface Pass {
  /** The partner has answered: it counted the call before now. */
  readonly ended: () => void;
  /** Certainly nothing was sent. */
  readonly neverSent: () => void;
  /** False: so late the call might still be under way when its slots count as free. */
  readonly isInTime: () => boolean;
}

export interface Windows {
  /** One attempt. */
  readonly ask: (urgency: Urgency) => Promise<Pass | NotTaken>;
  /** Waits for a pass; a fault at once when the wait would be too long, or when the signal ends. */
  readonly pass: (urgency: Urgency, signal: AbortSignal, maxWaitMs: number) => Promise<Attempt<Pass>>;
}

export interface WindowsOptions {
  readonly stores: { readonly slots: CallSlots };
  readonly now: () => number;
  readonly note: Note;
}

/** From the slot's taking to the call's start: the way back from the store, a busy process; waiting for a turn comes on top. */
const START_WITHIN_MS = 1_000;
const ASK_AGAIN_AFTER_MS = 1_000;
const PAUSES_HEARD_WITHIN_MS = 250;

export function createWindows({ id, limits, deadlineMs }: Connector, { stores, now, note }: WindowsOptions): Windows {
  const { slots } = stores;
  const { reserve = 0 } = limits;
  const windows = limits.windows.map((window) => ({ ...window, reserve }));
  const startWithinMs = START_WITHIN_MS + (limits.spacingMs ?? 0) * limits.concurrency;
  const busyMs = deadlineMs + startWithinMs;
  const passOf = (lease: Lease, askedAt: number): Pass => ({
    ended: () => slots.settle(lease),
    neverSent: () => slots.release(lease),
    isInTime: () => now() - askedAt <= startWithinMs,
  });

  const askStore = async (urgency: Urgency): Promise<Pass | NotTaken> => {
    const askedAt = now();
    const taken = await slots.take({ partner: id, windows, urgency, busyMs });
    if (!isTaken(taken)) return taken;
    const pass = passOf(taken.lease, askedAt);
    if (pass.isInTime()) return pass;
    pass.neverSent();
    return askStore(urgency);
  };
  // Without a window there is nothing to take, only a pause to hear of.
  const ask = windows.length > 0 ? askStore : rememberFor(PAUSES_HEARD_WITHIN_MS, now, askStore);
  return {
    ask,
    async pass(urgency, signal, maxWaitMs) {
      const giveUpAt = now() + maxWaitMs;
      for (;;) {
        const answer = await ask(urgency);
        if (signal.aborted) return leaveUnsent(answer);
        if (!isNotTaken(answer)) return { value: answer };
        const { reason, retryAfterMs: waitMs } = answer;
        const decision = waitMs > giveUpAt - now() || reason === 'limiter-unavailable' ? 'refuse' : 'wait';
        note({ partner: id, endpoint: 'credentials', step: 'limit', decision, reason, waitMs });
        if (decision === 'refuse') return refusalOf({ reason, waitMs });
        await untilLaterOrEnded(Math.min(waitMs, ASK_AGAIN_AFTER_MS), signal);
      }
    },
  };
}

function leaveUnsent(answer: Pass | NotTaken): Refusal {
  if (!isNotTaken(answer)) answer.neverSent();
  return refusalOf({ reason: 'request-aborted', waitMs: 0 });
}

export const isNotTaken = (answer: Pass | NotTaken): answer is NotTaken => 'reason' in answer;

function rememberFor<A, T>(ms: number, now: () => number, ask: (about: A) => Promise<T>): (about: A) => Promise<T> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<T> | null = null;
  return (about) => {
    if (answer === null || now() - askedAt >= ms) {
      askedAt = now();
      answer = ask(about);
    }
    return answer;
  };
}

/** Leaves neither timer nor listener behind. */
function untilLaterOrEnded(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
