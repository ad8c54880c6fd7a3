/**
 * Step 3, inside this process. Identical calls of different requests that overlap are one call. It belongs to all who wait: whoever leaves
 * is told at once and disturbs nobody; when the last one has left, a call not yet started is called off. A more urgent one does not queue
 * behind a less urgent call that still waits, nor share its quota: it makes the call, and the others join it. Nothing outlives its call:
 * whoever comes after the answer asks anew, or finds a stored record.
 */
import type { Connector } from '../../sdk/index.ts';
import { partnerFault } from '../../domain/fault.ts';
import type { Urgency } from '../../domain/purpose.ts';
import { type Ask, type Exchange, type PartnerCall, refused, type Step } from '../ask.ts';
import { ENDED, untilEnded } from '../client/deadline.ts';
import type { Note } from '../note.ts';
import { sharedKeyOf } from './call-key.ts';
import { beginLife } from './call-life.ts';
import { readAgain } from './read-again.ts';

export interface CoalesceOptions {
  readonly now: () => number;
  /** Epoch milliseconds at which a signal will end, where that is known. */
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
  readonly note: Note;
}

const REQUEST_ABORTED = refused(partnerFault('PARTNER_TIMEOUT', 'request-aborted'));
const LEFT_UNDER_WAY = refused(partnerFault('PARTNER_OUTCOME_UNKNOWN', 'request-aborted-after-send'));

const CALLED_OFF = Symbol('called off');

interface Shared {
  readonly of: string;
  readonly controller: AbortController;
  readonly progress: { hasStarted: boolean };
  readonly urgency: Urgency;
  /** CALLED_OFF at once when it is called off, in favour of the same call under more urgent terms or because all have left. */
  readonly exchange: Promise<Exchange | typeof CALLED_OFF>;
  waiters: number;
  /** Of the one who waits longest; null: not known. */
  endsAtMs: number | null;
}

export function coalesceCalls(connector: Connector, options: CoalesceOptions): Step {
  return (next) => {
    const calls = createCallsUnderWay(connector, options, next);
    return async function ask(call): Promise<Exchange> {
      if (call.signal.aborted) return REQUEST_ABORTED;
      const key = sharedKeyOf(connector, call);
      const shared = calls.join(key, call);
      shared.waiters += 1;
      const exchange = await untilEnded(shared.exchange, call.signal).finally(() => (shared.waiters -= 1));
      if (exchange === ENDED) return calls.leave(key, shared);
      if (exchange === CALLED_OFF) return ask(call);
      return readAgain(connector, { of: shared.of, by: call.endpoint }, exchange, options.now());
    };
  };
}

/** Who joins which call, and what becomes of it when they leave. */
function createCallsUnderWay(connector: Connector, { deadlineAtOf, note }: CoalesceOptions, next: Ask) {
  const underWay = new Map<string, Shared>();
  const tell = (call: PartnerCall, decision: 'share' | 'overtake', reason: string): void =>
    note({ partner: connector.id, endpoint: call.endpoint.name, step: 'coalesce', decision, reason });
  const forget = (key: string, shared: Shared): void => {
    if (underWay.get(key) === shared) underWay.delete(key);
  };
  const begin = (key: string, call: PartnerCall): Shared => {
    const shared = start(call, deadlineAtOf(call.signal), next);
    const over = (): void => forget(key, shared);
    underWay.set(key, shared);
    // Whoever waits sees a rejection; here it only must not count as unhandled.
    shared.exchange.then(over, over);
    return shared;
  };
  return {
    join(key: string, call: PartnerCall): Shared {
      const shared = underWay.get(key);
      if (shared === undefined) return begin(key, call);
      if (!shared.progress.hasStarted && isMoreUrgent(call, shared)) {
        tell(call, 'overtake', 'less-urgent-call-waiting');
        shared.controller.abort();
        return begin(key, call);
      }
      tell(call, 'share', 'same-call-under-way');
      shared.endsAtMs = laterOf(shared.endsAtMs, deadlineAtOf(call.signal));
      return shared;
    },
    leave(key: string, shared: Shared): Exchange {
      if (shared.waiters === 0) {
        forget(key, shared);
        shared.controller.abort();
      }
      return connector.sideEffect !== 'free' && shared.progress.hasStarted ? LEFT_UNDER_WAY : REQUEST_ABORTED;
    },
  };
}

/** Under a signal of its own, which ends with the last waiter and not with the first. */
function start(call: PartnerCall, endsAtMs: number | null, next: Ask): Shared {
  const controller = new AbortController();
  const progress = { hasStarted: false };
  const calledOff = new Promise<typeof CALLED_OFF>((resolve) =>
    controller.signal.addEventListener('abort', () => resolve(CALLED_OFF)),
  );
  const { urgency } = call.terms;
  const shared = { of: call.endpoint.name, controller, progress, urgency, waiters: 0, endsAtMs };
  beginLife(controller.signal, { endsAtMs: () => shared.endsAtMs, progress });
  // Whoever joins later gets what was asked for before.
  const { askedAt = null } = call;
  const answer = next({ ...call, signal: controller.signal }).then((one) => ({ askedAt, ...one }));
  const exchange = Promise.race([answer, calledOff]);
  return Object.assign(shared, { exchange });
}

const URGENCIES: readonly Urgency[] = ['BATCH', 'INTERACTIVE', 'CRITICAL'];
const isMoreUrgent = ({ terms }: PartnerCall, { urgency }: Shared): boolean =>
  URGENCIES.indexOf(terms.urgency) > URGENCIES.indexOf(urgency);

/** null: somebody waits for nobody knows how long. */
const laterOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);
