/**
 * Innermost step: says that a call is started. Of calls that cost money or leave a trace, one that nobody waits for any more is not started;
 * one that was started is brought to its end, whoever leaves, because calling it off would not undo it. Its time is the connector's deadline.
 */
import { partnerFault } from '../../domain/fault.ts';
import type { Connector } from '../../sdk/index.ts';
import { refused, type Step } from '../ask.ts';
import { markStarted } from './call-life.ts';

export interface FinishOptions {
  readonly now: () => number;
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
}

const REQUEST_ABORTED = refused(partnerFault('PARTNER_TIMEOUT', 'request-aborted'));

export function finishCalls({ sideEffect }: Connector, { now, deadlineAtOf }: FinishOptions): Step {
  if (sideEffect === 'free')
    return (next) => (call) => {
      markStarted(call.signal);
      return next(call);
    };
  return (next) => async (call) => {
    if (call.isStatusCall === true) return next(call);
    const deadlineAt = deadlineAtOf(call.signal);
    // The timer that ends a signal may be late where the process was; the clock is not.
    if (call.signal.aborted || (deadlineAt !== null && deadlineAt <= now())) return REQUEST_ABORTED;
    markStarted(call.signal);
    return next({ ...call, signal: new AbortController().signal });
  };
}
