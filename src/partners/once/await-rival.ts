/**
 * Waits for the same call that another replica, or this one on behalf of others, is making. Looks at the ledger a few times a second: a
 * waiter costs one indexed read each time, and all waiters of a process are one.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { partnerFault } from '../../domain/fault.ts';
import { type Exchange, type PartnerCall, refused } from '../ask.ts';
import { lifeOf } from './call-life.ts';
import type { GuardedCall } from './port.ts';
import { heldFault } from './settle-call.ts';
import { type Guarding, openAnswer } from './share-answer.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 250;

const TO_BE_RECONCILED = refused(partnerFault('PARTNER_OUTCOME_UNKNOWN', 'to-be-reconciled'));
const LEFT_UNDER_WAY = refused(partnerFault('PARTNER_OUTCOME_UNKNOWN', 'request-aborted-after-send'));
const ANSWER_GONE = refused(partnerFault('PARTNER_UNAVAILABLE', 'shared-answer-gone'));

/** null: nobody is making the call any more, and it did not happen or the partner sent something newer since it began. Rejects when the ledger cannot be read. */
export async function awaitRival(guarding: Guarding, rival: GuardedCall, call: PartnerCall): Promise<Exchange | null> {
  const { tell, stores } = guarding;
  const { progress } = lifeOf(call.signal) ?? { progress: { hasStarted: false } };
  // For all this process knows the partner has heard of it.
  progress.hasStarted = true;
  if (rival.state === 'UNDER_WAY' && !rival.isOverdue) tell(call, 'wait', 'same-call-under-way');
  let seen: GuardedCall | null = rival;
  for (let pauseMs = FIRST_PAUSE_MS; seen?.state === 'UNDER_WAY'; pauseMs = longer(pauseMs)) {
    if (seen.isOverdue) await stores.calls.giveUp(seen.id);
    else await pause(pauseMs, call.signal);
    if (call.signal.aborted) return LEFT_UNDER_WAY;
    seen = await stores.calls.find(seen.id, call.endpoint.name);
  }
  if (seen?.state === 'UNKNOWN') {
    tell(call, 'refuse', 'to-be-reconciled');
    return TO_BE_RECONCILED;
  }
  if (seen?.state === 'ANSWERED' && seen.serves) return shareAnswer(guarding, seen, call);
  progress.hasStarted = false;
  return null;
}

async function shareAnswer(guarding: Guarding, answer: GuardedCall, call: PartnerCall): Promise<Exchange> {
  const held = heldFault(answer, call.endpoint);
  const exchange = held === null ? await openAnswer(guarding, answer, call) : refused(held);
  guarding.tell(
    call,
    exchange === null ? 'refuse' : 'share',
    exchange === null ? 'shared-answer-gone' : 'same-call-under-way',
  );
  return exchange ?? ANSWER_GONE;
}

const longer = (pauseMs: number): number => Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5);

/** Ends early with the signal. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);
