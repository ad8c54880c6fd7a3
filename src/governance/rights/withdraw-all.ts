/**
 * Takes back every live consent of a customer (PIPL art. 15; GDPR art. 7(3)) in the one call that `withdrawConsents` makes too, so that
 * stored records go, recipients are told and rows are locked as for any withdrawal.
 */
import type { RightsStep } from '../../domain/rights-request.ts';
import { CARRIED_OUT_FROM } from '../../domain/rights-request.ts';
import type { Actor } from '../port.ts';
import { beginRequest, openRequest, requireState, settleRequest } from './open-request.ts';
import type { RightsParts } from './parts.ts';
import type { Performing } from './perform-request.ts';
import type { RightsFact } from './port.ts';

const CONSENTS = 'bank:consents';

export async function withdrawByRight({ parts, actor, scope, request: { id, body } }: Performing): Promise<RightsFact> {
  await parts.rules.transaction(async (tx) => {
    const { request } = await openRequest(tx, scope, id);
    requireState(request, CARRIED_OUT_FROM, 'carrying it out');
    await beginRequest({ tx, actor }, request, [{ target: CONSENTS, state: 'PENDING' }]);
  });
  const withdrawn = await withdrawAll(parts, actor, body.customerId);
  return parts.rules.transaction(async (tx) => {
    const { request } = await openRequest(tx, scope, id);
    // Somebody else carried it out at the same moment.
    if (request.body.state !== 'IN_PROGRESS') return request;
    return settleRequest({ tx, actor }, 'FINISH_RIGHTS_REQUEST', request, [{ ...withdrawn, at: tx.now }]);
  });
}

/** The step as it came out: all of them or none. An erased customer has none left; whoever ended them told the recipients. */
export async function withdrawAll(
  { rules, withdrawConsents }: Pick<RightsParts, 'rules' | 'withdrawConsents'>,
  actor: Actor,
  customerId: string,
): Promise<RightsStep> {
  try {
    const { length } = await withdrawConsents(actor, customerId);
    return { target: CONSENTS, state: 'DONE', note: `${length} withdrawn` };
  } catch {
    // Whoever carried it out at the same moment erased the customer first.
    const isErased = (await rules.read('subject', customerId))?.body.state === 'ERASED';
    if (isErased) return { target: CONSENTS, state: 'DONE', note: '0 withdrawn' };
    return { target: CONSENTS, state: 'FAILED', note: 'NOT_WITHDRAWN' };
  }
}
