/**
 * Takes back every live consent of a customer (PIPL art. 15; GDPR art. 7(3)), each by the one way a consent is withdrawn, so that stored
 * records go and recipients are told as for any withdrawal.
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

/** A consent granted while this runs is found by the next round. */
const ROUNDS = 3;
const AT_ONCE = 100;

/** The step as it came out; never rejects for one consent that could not be withdrawn. */
export async function withdrawAll(
  { rules, withdrawConsent }: RightsParts,
  actor: Actor,
  customerId: string,
): Promise<RightsStep> {
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { items } = await rules.list('consent', { subjectId: customerId, state: 'GRANTED' }, { first: AT_ONCE });
    if (items.length === 0) return { target: CONSENTS, state: 'DONE', note: `${count} withdrawn` };
    for (const { node } of items) {
      const isDone = await withdrawConsent(actor, node.id).then(
        () => true,
        () => false,
      );
      if (!isDone) return { target: CONSENTS, state: 'FAILED', note: node.id };
      count += 1;
    }
  }
  return { target: CONSENTS, state: 'FAILED', note: 'consents keep coming' };
}
