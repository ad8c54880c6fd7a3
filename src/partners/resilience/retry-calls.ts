/**
 * Step 7. Repeats a call that failed in passing, twice at most, jittered, inside the deadline that the first attempt began and under a
 * budget of one repetition in five. Never starts to wait for an attempt that could not finish, never waits after the last one. Outside of
 * budget, limiter and breaker: each attempt is a call that the partner counts.
 */
import { decorrelatedJitterGenerator, ExponentialBackoff, type IBackoff } from 'cockatiel';
import type { Connector } from '../../sdk/index.ts';
import type { Exchange, PartnerCall, Step } from '../ask.ts';
import type { Note } from '../note.ts';
import { createRetryBudget } from './retry-budget.ts';
import { isFromPartner, type Repeatable, worthRepeating } from './worth-repeating.ts';

export interface RetryOptions {
  readonly now: () => number;
  readonly note: Note;
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
  /** Waits, or less if the signal ends. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const MOST_RETRIES = 2;
/** A partner's own time must fit into this part of what is left: the attempt after it takes time too. */
const THROTTLED_SHARE = 0.5;
/** The pause that all replicas keep began a moment later than the partner said so. */
const SLACK_MS = 50;
/** Weight of the newest attempt in the mean time an attempt takes. */
const NEWEST = 0.2;
/** Before anything is known: this part of the deadline. */
const FIRST_GUESS = 0.1;

const BACKOFF = new ExponentialBackoff({
  generator: decorrelatedJitterGenerator,
  initialDelay: 100,
  maxDelay: 1_000,
});

export function retryCalls(connector: Connector, options: RetryOptions): Step {
  const { now, note, deadlineAtOf, rest = restUnless } = options;
  const { id, sideEffect, deadlineMs } = connector;
  const budget = createRetryBudget();
  const pace = createPace(deadlineMs * FIRST_GUESS, now);

  const spend = () => (budget.spend() ? null : 'retry-budget-spent');
  /** Waits for another attempt's time; false: there shall be none. */
  const awaitTurn = async (worth: Repeatable, backoffMs: number, call: Timed): Promise<boolean> => {
    const waitMs = Math.ceil(worth.afterMs + (worth.afterMs > 0 ? SLACK_MS : 0) + backoffMs);
    const leftMs = call.endsAtMs - now();
    const about = { partner: id, endpoint: call.endpoint.name, step: 'retry' };
    const why = hasTime(worth, waitMs + pace.meanMs(), leftMs) ? spend() : 'no-time-left';
    if (why !== null) {
      note({ ...about, decision: 'give-up', reason: why });
      return false;
    }
    note({ ...about, decision: 'retry', reason: worth.reason, waitMs });
    await rest(waitMs, call.signal);
    return !call.signal.aborted;
  };

  return (next) => async (first) => {
    const requestEndsAtMs = deadlineAtOf(first.signal) ?? Number.POSITIVE_INFINITY;
    const call: Timed = { ...first, endsAtMs: Math.min(now() + deadlineMs, requestEndsAtMs) };
    let exchange = await pace.time(() => next(first));
    if (isFromPartner(exchange)) budget.earn();
    let backoff: IBackoff<unknown> | null = null;
    for (let retries = 0; retries < MOST_RETRIES && !first.signal.aborted; retries += 1) {
      const worth = worthRepeating(exchange, sideEffect);
      if (worth === null) return exchange;
      backoff = nextOf(backoff);
      if (!(await awaitTurn(worth, backoff.duration, call))) return exchange;
      const again = await pace.time(() => next(call));
      // That our own limits let nothing more through is no news about the partner.
      if (!isFromPartner(again)) return exchange;
      exchange = again;
    }
    return exchange;
  };
}

type Timed = PartnerCall & { readonly endsAtMs: number };

const nextOf = (backoff: IBackoff<unknown> | null): IBackoff<unknown> => backoff?.next(undefined) ?? BACKOFF.next();

function hasTime({ reason, afterMs }: Repeatable, neededMs: number, leftMs: number): boolean {
  return neededMs <= leftMs && (reason !== 'throttled' || afterMs <= leftMs * THROTTLED_SHARE);
}

/** How long an attempt takes that is answered. */
function createPace(guessMs: number, now: () => number) {
  let meanMs = guessMs;
  return {
    meanMs: () => meanMs,
    async time(ask: () => Promise<Exchange>): Promise<Exchange> {
      const startedAtMs = now();
      const exchange = await ask();
      if (exchange.answer !== null) meanMs = meanMs * (1 - NEWEST) + (now() - startedAtMs) * NEWEST;
      return exchange;
    },
  };
}

function restUnless(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}
