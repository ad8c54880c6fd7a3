/**
 * Whether calls go through, after what earlier calls said: closed, open, half-open with one call at a time. cockatiel's breaker holds the
 * state; it is told outcomes after the fact, because many of them are neither success nor failure, which it does not know. What a call
 * from before a change of state brings home counts no more.
 */
import { circuitBreaker, type CircuitBreakerPolicy, CircuitState, handleWhenResult } from 'cockatiel';
import { countFailures } from './count-failures.ts';
import { type Schedule, scheduleProbes } from './schedule-probes.ts';
import type { FailureReason, Weight } from './weigh-exchange.ts';

export type Passage = { readonly settle: (weight: Weight) => Promise<void> } | Closed;

/** No way through. */
export interface Closed {
  readonly reason: 'circuit-open' | 'circuit-half-open';
  readonly retryAfterMs: number;
}

export interface TripListener {
  /** `again`: the call that was to find out failed as well. */
  readonly opened: (reason: FailureReason, retryAfterMs: number, occasion: 'first' | 'again') => void;
  readonly probing: () => void;
  readonly closed: (reason: 'probe-worked' | 'reset-by-person') => void;
}

export interface Trip {
  /** For a call that is about to be made: whoever gets through must settle. */
  enter(): Passage;
  /** Why a call would be refused now; null: it would not be. Takes no turn. */
  peek(): Closed | null;
  state(): 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Forgets every failure. False: the circuit was closed already. */
  reset(): boolean;
}

type Counted = Extract<Weight, { readonly kind: 'worked' | 'failed' }>;

export function createTrip(listener: TripListener, probeMs: number): Trip {
  const schedule = scheduleProbes();
  /** `era` changes with the state. */
  const now = { era: 0, isProbing: false };
  const told: ToldOf = (from, event) => {
    // One that a person reset has nothing to say any more.
    if (from !== policy) return;
    const occasion = now.isProbing ? 'again' : 'first';
    now.era += 1;
    now.isProbing = false;
    if (event === 'worked-again') listener.closed('probe-worked');
    else if (event === 'reset') listener.closed('reset-by-person');
    else listener.opened(event.opened, schedule.dueInMs(), occasion);
  };
  let policy = open(schedule, told);

  const isClosed = (): boolean => policy.state === CircuitState.Closed;
  const peek = (): Closed | null => {
    if (isClosed()) return null;
    const dueInMs = schedule.dueInMs();
    if (dueInMs > 0) return { reason: 'circuit-open', retryAfterMs: dueInMs };
    return now.isProbing ? { reason: 'circuit-half-open', retryAfterMs: probeMs } : null;
  };
  return {
    peek,
    state: () => (isClosed() ? 'CLOSED' : stateBy(schedule)),
    enter() {
      const refusal = peek();
      if (refusal !== null) return refusal;
      if (isClosed()) return settleCall(now, () => policy);
      now.era += 1;
      now.isProbing = true;
      listener.probing();
      return settleProbe(now, () => policy);
    },
    reset() {
      if (isClosed()) return false;
      policy = open(schedule, told);
      told(policy, 'reset');
      return true;
    },
  };
}

interface Now {
  era: number;
  isProbing: boolean;
}

const stateBy = (schedule: Schedule) => (schedule.dueInMs() > 0 ? 'OPEN' : 'HALF_OPEN');

function settleCall(now: Now, policyOf: () => CircuitBreakerPolicy): Extract<Passage, { readonly settle: unknown }> {
  const { era } = now;
  return {
    async settle(weight) {
      if (now.era === era && isCounted(weight)) await tell(policyOf(), weight);
    },
  };
}

function settleProbe(now: Now, policyOf: () => CircuitBreakerPolicy): Extract<Passage, { readonly settle: unknown }> {
  const { era } = now;
  return {
    async settle(weight) {
      if (now.era !== era) return;
      if (isCounted(weight)) await tell(policyOf(), weight);
      else if (weight.kind === 'answered') await tell(policyOf(), { kind: 'worked' });
      // Without a word from the partner the next call finds out.
      else now.isProbing = false;
    },
  };
}

const isCounted = (weight: Weight): weight is Counted => weight.kind === 'worked' || weight.kind === 'failed';

type ToldOf = (
  from: CircuitBreakerPolicy,
  event: { readonly opened: FailureReason } | 'worked-again' | 'reset',
) => void;

function open(schedule: Schedule, told: ToldOf): CircuitBreakerPolicy {
  const isFailure = (outcome: unknown): boolean => (outcome as Counted).kind === 'failed';
  const breaker = countFailures(Date.now);
  const policy = circuitBreaker(handleWhenResult(isFailure), { breaker, halfOpenAfter: schedule.halfOpenAfter });
  policy.onBreak((cause) => {
    const outcome = 'value' in cause ? (cause.value as Counted) : null;
    told(policy, { opened: outcome?.kind === 'failed' ? outcome.reason : 'server-error' });
  });
  policy.onReset(() => told(policy, 'worked-again'));
  return policy;
}

/** Rejects only if the clock was set back meanwhile: the outcome then counts for nothing. */
const tell = (policy: CircuitBreakerPolicy, outcome: Counted): Promise<unknown> =>
  policy.execute(() => outcome).catch(() => undefined);
