/**
 * Step 5: the contract's windows, which all replicas share (windows.ts), and for this process concurrency, which gives way when the partner
 * chokes (adapt-concurrency.ts), spacing and priority. A call that would have to wait past its deadline is refused at once and told when
 * to come back. A slot is settled by the partner's answer, given back where nothing was sent, and left to time where nobody knows.
 */
import type { Connector } from '../../sdk/index.ts';
import { type Ask, type Exchange, isFault, type PartnerCall, refused, type Step } from '../ask.ts';
import type { Note } from '../note.ts';
import { createAdaptiveLimit, type EndedCall } from './adapt-concurrency.ts';
import { type Admitted, createAdmit } from './admit.ts';
import { isRefusal } from './obstacle.ts';
import { createSlots } from './slots.ts';
import { createWindows, type WindowsOptions } from './windows.ts';

export interface LimitOptions extends WindowsOptions {
  readonly now: () => number;
  /** Epoch milliseconds at which a request's signal will end, where that is known. */
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
  readonly note: Note;
}

export function limitCalls(connector: Connector, options: LimitOptions): Step {
  const { now, deadlineAtOf, note } = options;
  const { id, limits, deadlineMs } = connector;
  const adaptive = createAdaptiveLimit(limits.concurrency);
  const lineWaitMs = leastWaitIn(limits.windows);
  const slots = createSlots({ size: adaptive.current, reserve: placesKept(limits), lineWaitMs, now });
  const admit = createAdmit(connector, { slots, windows: createWindows(connector, options), now });

  const longestWait = ({ signal, endsAtMs }: PartnerCall): number => {
    const endsAt = Math.min(deadlineAtOf(signal) ?? Number.POSITIVE_INFINITY, endsAtMs ?? Number.POSITIVE_INFINITY);
    return Math.max(0, Math.min(deadlineMs, endsAt - now()));
  };
  return (next) => async (call) => {
    const about = { partner: id, endpoint: call.endpoint.name, step: 'limit' };
    const admitted = await admit(call, longestWait(call), ({ reason, waitMs }) =>
      note({ ...about, decision: 'wait', reason, waitMs }),
    );
    if (isRefusal(admitted)) {
      const { reason, waitMs, fault } = admitted;
      note({ ...about, decision: 'refuse', reason, waitMs });
      return refused(fault);
    }
    const startedAt = now();
    const wasSaturated = slots.isFull();
    const exchange = await makeCall(next, call, admitted);
    const outcome = outcomeOf(exchange);
    const ended: EndedCall = { endpoint: call.endpoint.name, startedAt, endedAt: now(), outcome, wasSaturated };
    const change = adaptive.ended(ended);
    if (change !== null) note({ ...about, ...change });
    return exchange;
  };
}

/** Every window lets so many start in its length and not one more, and whoever is ahead goes first. */
const leastWaitIn =
  (windows: Connector['limits']['windows']) =>
  (ahead: number): number =>
    Math.max(0, ...windows.map(({ calls, perMs }) => Math.floor(ahead / calls) * perMs));

/** Of a reserve for critical calls as much as leaves most places to the others. */
const placesKept = ({ reserve = 0, concurrency }: Connector['limits']): number =>
  Math.min(reserve, Math.floor(concurrency / 4));

async function makeCall(next: Ask, call: PartnerCall, { slot, pass }: Admitted): Promise<Exchange> {
  try {
    const exchange = await next(call);
    // A request that was sent and not answered may still be on its way.
    if (exchange.answer !== null) pass.ended();
    else if (exchange.wasSent !== true) pass.neverSent();
    return exchange;
  } finally {
    slot.giveBack();
  }
}

function outcomeOf({ answer, verdict }: Exchange): EndedCall['outcome'] {
  if (answer !== null) return isFault(verdict) ? 'other' : 'answered';
  return isFault(verdict) && /^deadline/.test(verdict.detail) ? 'timed-out' : 'other';
}
