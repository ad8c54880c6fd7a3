/**
 * Step 5, local part: the contract's concurrency and spacing for this process. A wait that would pass the deadline fails at once
 * and says when to come back; a call whose request has ended is dropped, not sent. (The rate that all replicas share comes here.)
 */
import { partnerFault } from '../domain/fault.ts';
import type { Connector } from '../sdk/index.ts';
import { type PartnerCall, refused, type Step } from './ask.ts';
import { hasFailed } from './attempt.ts';
import { untilEnded } from './deadline.ts';
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

  const longestWait = (signal: AbortSignal): number => {
    const deadlineAt = deadlineAtOf(signal);
    return deadlineAt === null ? deadlineMs : Math.max(0, Math.min(deadlineMs, deadlineAt - now()));
  };
  const expectedWait = (): number => Math.max(slots.expectedWaitMs(), pacer?.expectedWaitMs(slots.waiting()) ?? 0);

  return (next) => async (call: PartnerCall) => {
    if (call.signal.aborted) return refused(REQUEST_ABORTED);
    const maxWaitMs = longestWait(call.signal);
    const waitMs = expectedWait();
    if (waitMs > maxWaitMs) return refused(partnerFault('PARTNER_THROTTLED', 'limiter-wait', Math.ceil(waitMs)));
    const slot = await slots.take(call.signal, maxWaitMs);
    if (hasFailed(slot)) return refused(slot.fault);
    try {
      if (pacer !== null) await untilEnded(pacer.turn(), call.signal);
      if (call.signal.aborted) return refused(REQUEST_ABORTED);
      return await next(call);
    } finally {
      slot.value();
    }
  };
}
