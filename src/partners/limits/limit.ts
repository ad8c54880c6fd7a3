/**
 * Step 5, local part: the contract's concurrency and spacing for this process. A wait that would pass the deadline fails at once
 * and says when to come back; a call whose request has ended is dropped, not sent. (The rate that all replicas share comes here.)
 */
import { partnerFault } from '../../domain/fault.ts';
import type { Connector } from '../../sdk/index.ts';
import { type PartnerCall, refused, type Step } from '../ask.ts';
import { type Attempt, hasFailed } from '../attempt.ts';
import { untilEnded } from '../client/deadline.ts';
import { createPacer } from './pace.ts';
import { createSlots } from './slots.ts';

export interface LimitOptions {
  readonly now: () => number;
  /** Epoch milliseconds at which a request's signal will end, where that is known. */
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
}

const REQUEST_ABORTED = partnerFault('PARTNER_TIMEOUT', 'request-aborted');

export function limitCalls({ limits, deadlineMs }: Connector, { now, deadlineAtOf }: LimitOptions): Step {
  const slots = createSlots(limits.concurrency, now);
  const pacer = limits.spacingMs === undefined ? null : createPacer(limits.spacingMs, now);
  /** Calls let in and not yet started: each of them takes a start before the next one's. */
  let ahead = 0;

  const longestWait = (signal: AbortSignal): number => {
    const deadlineAt = deadlineAtOf(signal);
    return deadlineAt === null ? deadlineMs : Math.max(0, Math.min(deadlineMs, deadlineAt - now()));
  };
  const expectedWait = (): number => Math.max(slots.expectedWaitMs(), pacer?.expectedWaitMs(ahead) ?? 0);

  /** Waits until the call may start; the result gives its slot back. */
  const admit = async (signal: AbortSignal, maxWaitMs: number): Promise<Attempt<() => void>> => {
    ahead += 1;
    const slot = await slots.take(signal, maxWaitMs);
    if (!hasFailed(slot) && pacer !== null) await untilEnded(pacer.turn(), signal);
    ahead -= 1;
    return slot;
  };

  return (next) => async (call: PartnerCall) => {
    if (call.signal.aborted) return refused(REQUEST_ABORTED);
    const maxWaitMs = longestWait(call.signal);
    const waitMs = expectedWait();
    if (waitMs > maxWaitMs) return refused(partnerFault('PARTNER_THROTTLED', 'limiter-wait', Math.ceil(waitMs)));
    const slot = await admit(call.signal, maxWaitMs);
    if (hasFailed(slot)) return refused(slot.fault);
    try {
      return call.signal.aborted ? refused(REQUEST_ABORTED) : await next(call);
    } finally {
      slot.value();
    }
  };
}
