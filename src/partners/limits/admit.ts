/**
 * Lets a call in when it may start: a local place, a slot of every window, its turn in the spacing, in this order: only calls which could
 * start ask the shared store, and nothing of uncertain length lies between a turn and its call. Whoever is turned back there keeps its place in the queue. A wait that would be too long fails at once;
 * a caller whose signal ends leaves at once and leaks nothing.
 */
import type { Connector } from '../../sdk/index.ts';
import type { PartnerCall } from '../ask.ts';
import { untilEnded } from '../client/deadline.ts';
import { isRefusal, type Obstacle, type Refusal, refusalOf } from './obstacle.ts';
import { createPacer, type Pacer } from './pace.ts';
import type { Place, Slot, Slots } from './slots.ts';
import { isNotTaken, type Pass, type Windows } from './windows.ts';

export interface Admitted {
  readonly slot: Slot;
  readonly pass: Pass;
}

/** `onWait` is told once for each reason why the call waits. */
export type Admit = (
  call: PartnerCall,
  maxWaitMs: number,
  onWait: (obstacle: Obstacle) => void,
) => Promise<Admitted | Refusal>;

export interface AdmitParts {
  readonly slots: Slots;
  readonly windows: Windows;
  readonly now: () => number;
}

const REQUEST_ABORTED = refusalOf({ reason: 'request-aborted', waitMs: 0 });

export function createAdmit({ limits }: Connector, { slots, windows, now }: AdmitParts): Admit {
  const pacer = limits.spacingMs === undefined ? null : createPacer(limits.spacingMs, now);
  /** Calls that have come and not yet started: each of them takes a start before the next one's. */
  let ahead = 0;

  const enter = async (call: PartnerCall, place: Place): Promise<Admitted | Refusal | Obstacle> => {
    const { signal, terms } = call;
    const slot = await place.slot();
    if (isRefusal(slot)) return slot;
    const admitted = await passOrObstacle(pacer, windows, call);
    if ('ended' in admitted) return { slot, pass: admitted };
    // First, so that nobody else is let through to be turned back.
    if (isHoldingBack(admitted))
      slots.holdBack(admitted.reason === 'partner-paused' ? 'CRITICAL' : terms.urgency, admitted);
    slot.giveBack();
    return signal.aborted ? REQUEST_ABORTED : admitted;
  };
  return async (call, maxWaitMs, onWait) => {
    if (call.signal.aborted) return REQUEST_ABORTED;
    const spacing = pacer?.expectedWaitMs(ahead) ?? 0;
    if (spacing > maxWaitMs) return refusalOf({ reason: 'spacing', waitMs: spacing });
    const place = slots.arrive(call.terms.urgency, call.signal, maxWaitMs);
    const giveUpAt = now() + maxWaitMs;
    const tellOnce = tellingOnce(onWait);
    ahead += 1;
    try {
      for (;;) {
        const obstacle = place.obstacle() ?? (spacing > 0 ? ({ reason: 'spacing', waitMs: spacing } as const) : null);
        if (obstacle !== null && obstacle.waitMs <= giveUpAt - now()) tellOnce(obstacle);
        const result = await enter(call, place);
        if ('slot' in result || isRefusal(result)) return result;
        if (!isHoldingBack(result) && result.reason !== 'spacing') return refusalOf(result);
      }
    } finally {
      ahead -= 1;
    }
  };
}

/** Why it may not start now, or the pass. */
async function passOrObstacle(
  pacer: Pacer | null,
  windows: Windows,
  { signal, terms }: PartnerCall,
): Promise<Pass | Obstacle> {
  const answer = await windows.ask(terms.urgency);
  if (isNotTaken(answer)) return { reason: answer.reason, waitMs: answer.retryAfterMs };
  if (pacer !== null && !signal.aborted) await untilEnded(pacer.turn(terms.urgency), signal);
  if (!signal.aborted && answer.isInTime()) return answer;
  answer.neverSent();
  return { reason: signal.aborted ? 'request-aborted' : 'spacing', waitMs: 0 };
}

/** Worth waiting for, and as true for everybody else as for the one who was told. */
const isHoldingBack = ({ reason }: Obstacle): boolean => reason === 'window-full' || reason === 'partner-paused';

/** Once for each reason. */
function tellingOnce(tell: (obstacle: Obstacle) => void): (obstacle: Obstacle) => void {
  const told = new Set<Obstacle['reason']>();
  return (obstacle) => {
    if (told.has(obstacle.reason)) return;
    told.add(obstacle.reason);
    tell(obstacle);
  };
}
