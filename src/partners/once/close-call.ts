/**
 * Writes down what became of a guarded call, whoever still waits for it. Where that fails it is tried again behind the request; where it
 * fails for good the call ages into UNKNOWN, as it would had the process died.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { partnerFault } from '../../domain/fault.ts';
import { type Exchange, type PartnerCall, refused } from '../ask.ts';
import { nameOf } from '../log.ts';
import { ANSWERS_KEPT_S, LONGEST_HOLD_S } from './kept-for.ts';
import { ABOUT_ANOTHER } from '../contract/map-record.ts';
import type { NewGuardedCall, Settlement } from './port.ts';
import { sealedFor, sealExchange } from './seal-exchange.ts';
import { outcomeOf, stateOf, uselessBecause } from './settle-call.ts';
import type { Guarding } from './share-answer.ts';

/** The last time when the server has ended by itself whatever it was still doing for a connection that broke. */
const TRY_AGAIN_AFTER_MS = [500, 2_000, 10_000];

/** What is settled where our own code threw: nobody knows how far the call came. */
export const DEFECT = refused(partnerFault('PARTNER_OUTCOME_UNKNOWN', 'defect'));

type Opened = Pick<NewGuardedCall, 'id' | 'customerId'>;

/** Never rejects. */
export async function closeCall(
  guarding: Guarding,
  opened: Opened,
  call: PartnerCall,
  exchange: Exchange,
): Promise<void> {
  const { connector, stores, log, tell, track } = guarding;
  const about = { partner: connector.id, endpoint: call.endpoint.name, call: opened.id };
  const settlement = await settlementOf(guarding, opened, call, exchange);
  if (settlement.state === 'UNKNOWN') {
    tell(call, 'give-up', 'outcome-unknown');
    log.warn({ ...about, reason: settlement.outcome }, 'nobody knows whether a call happened: it must be reconciled');
  }
  try {
    await stores.calls.settle(opened.id, settlement);
  } catch (error) {
    log.warn(
      { ...about, reason: 'settling-failed', error: nameOf(error) },
      'what became of a call is not written down',
    );
    track(tryAgain(guarding, opened.id, settlement));
  }
}

async function settlementOf(
  guarding: Guarding,
  opened: Opened,
  call: PartnerCall,
  exchange: Exchange,
): Promise<Settlement> {
  const state = stateOf(exchange);
  const useless = uselessBecause(call, exchange);
  const outcome = outcomeOf(useless ?? exchange.verdict);
  const holdForS = useless === null ? 0 : holdOf(call);
  // What may be about somebody else is not kept under this customer's key.
  const isShared = state === 'ANSWERED' && sealedFor(call) !== null && useless?.detail !== ABOUT_ANOTHER;
  const sealed = isShared ? await seal(guarding, opened, exchange) : null;
  const { owed } = exchange;
  return { state, outcome, holdForS, sealed, ...(state === 'ANSWERED' && owed !== undefined ? { owed } : {}) };
}

async function seal(
  { connector, vault, log }: Guarding,
  { id, customerId }: Opened,
  exchange: Exchange,
): Promise<Uint8Array | null> {
  const partner = connector.id;
  try {
    return await sealExchange(vault, { partner, id, customerId }, exchange);
  } catch (error) {
    log.warn({ partner, reason: 'answer-not-sealed', error: nameOf(error) }, 'others cannot share it');
    return null;
  }
}

/** As long as a good answer would have been fresh, within these bounds: a break is mended by people, not by asking again. */
const holdOf = ({ freshForS = 0 }: PartnerCall): number =>
  Math.min(LONGEST_HOLD_S, Math.max(ANSWERS_KEPT_S, freshForS));

async function tryAgain({ stores }: Guarding, id: string, settlement: Settlement): Promise<void> {
  for (const ms of TRY_AGAIN_AFTER_MS) {
    await wait(ms);
    const isSettled = await stores.calls.settle(id, settlement).then(
      () => true,
      () => false,
    );
    if (isSettled) return;
  }
}
