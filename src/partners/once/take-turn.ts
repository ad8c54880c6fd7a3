/**
 * Whose turn it is to make a guarded call. Ours once it is written down as open; else whoever has it is waited for. An answer that came
 * moments ago, perhaps after everybody had left, saves the call; so does one that was of no use, for longer.
 */
import { randomUUID } from 'node:crypto';
import { partnerFault } from '../../domain/fault.ts';
import { type Exchange, isFault, type PartnerCall, refused } from '../ask.ts';
import { awaitRival } from './await-rival.ts';
import { closeCall } from './close-call.ts';
import { ANSWERS_KEPT_S } from './kept-for.ts';
import type { NewGuardedCall } from './port.ts';
import { sealedFor, sealRequest } from './seal-exchange.ts';
import { heldFault } from './settle-call.ts';
import { type Guarding, openAnswer } from './share-answer.ts';

/** Between a call's last possible moment and the one from which on its process counts as gone. */
const MARGIN_MS = 5_000;
/** How often others may take the turn in between. */
const ATTEMPTS = 20;

const REQUEST_ABORTED = refused(partnerFault('PARTNER_TIMEOUT', 'request-aborted'));
const NOT_MADE = refused(partnerFault('PARTNER_UNAVAILABLE', 'ledger-unavailable'));
const CONTENDED = refused(partnerFault('PARTNER_THROTTLED', 'same-call-contended', 1_000));

/** The call is ours to make, or there is an exchange without one. */
export type Turn = { readonly opened: NewGuardedCall } | { readonly exchange: Exchange };

/** Rejects when the ledger or the keys cannot be reached. */
export async function takeTurn(guarding: Guarding, call: PartnerCall): Promise<Turn> {
  const { stores, keyOf } = guarding;
  const key = await keyOf(call);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (call.signal.aborted) return { exchange: REQUEST_ABORTED };
    const opened = await newCall(guarding, key, call);
    const rival = await stores.calls.open(opened).catch(takeBack(guarding, opened, call));
    if (rival === null) {
      const answered = await takeAnswer(guarding, opened, call).catch(takeBack(guarding, opened, call));
      return answered ?? { opened };
    }
    const exchange = await awaitRival(guarding, rival, call);
    if (exchange !== null) return { exchange };
  }
  return { exchange: CONTENDED };
}

/** The ledger was lost, perhaps after the call was opened: it is not made, and must not stand in anybody's way. */
const takeBack =
  (guarding: Guarding, opened: NewGuardedCall, call: PartnerCall) =>
  (error: unknown): never => {
    guarding.track(closeCall(guarding, opened, call, NOT_MADE));
    throw error;
  };

async function newCall({ connector, vault }: Guarding, key: string, call: PartnerCall): Promise<NewGuardedCall> {
  const [id, partner, customerId] = [randomUUID(), connector.id, sealedFor(call)];
  const isKept = connector.reconcile !== undefined && customerId !== null;
  return {
    id,
    key,
    partnerId: partner,
    endpoint: call.endpoint.name,
    agreementId: call.terms.agreementId,
    customerId: customerId ?? '',
    request: isKept ? await sealRequest(vault, { partner, id, customerId }, call) : null,
    // It may wait as long as it may run: `make` and the connector's deadline see to both.
    forMs: 2 * connector.deadlineMs + MARGIN_MS,
  };
}

/**
 * An answer settled moments ago, perhaps after everybody had left. Looked for only once the call is opened: whatever was open before was
 * settled before, so none is overlooked.
 */
async function takeAnswer(guarding: Guarding, opened: NewGuardedCall, call: PartnerCall): Promise<Turn | null> {
  const { stores, tell } = guarding;
  const notOlderThanS = Math.min(ANSWERS_KEPT_S, call.freshForS ?? 0);
  const wanted = { endpoint: call.endpoint.name, notOlderThanS, heldSince: call.terms.resetAt };
  const answers = await stores.calls.answered(opened.key, wanted);
  const answer = answers.find((one) => one.serves || heldFault(one, call.endpoint) !== null);
  if (answer === undefined) return null;
  const held = heldFault(answer, call.endpoint);
  const exchange = held === null ? await openAnswer(guarding, answer, call) : refused(held);
  if (exchange === null || (held === null && isFault(exchange.verdict))) return null;
  await stores.calls.withdraw(opened.id);
  if (held === null) tell(call, 'share', 'answered-moments-ago');
  else tell(call, 'refuse', 'useless-answer-held');
  return { exchange };
}
