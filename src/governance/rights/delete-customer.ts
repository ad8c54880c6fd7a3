/**
 * Deletes a customer (PIPL art. 47; GDPR art. 17), in an order that a crash cannot spoil: legal holds and periods first, then consents,
 * then the key, then the partners that hold the customer under their own names. COMPLETE only when each of them confirmed.
 */
import { binds } from '../../domain/legal-hold.ts';
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf } from '../../domain/instant.ts';
import { CARRIED_OUT_FROM, type RightsRequestState, type RightsStep } from '../../domain/rights-request.ts';
import type { RuleTransaction } from '../port.ts';
import {
  beginRequest,
  type Changing,
  changeRequest,
  openRequest,
  requireState,
  settleRequest,
} from './open-request.ts';
import type { Performing } from './perform-request.ts';
import type { RightsFact } from './port.ts';
import { setSubjectState } from './restrict.ts';
import { readAccesses } from './statement/read-accesses.ts';
import { withdrawAll } from './withdraw-all.ts';

/** While this step is PENDING and the request IN_PROGRESS, no legal hold can be placed any more. */
export const ERASURE = 'bank:erasure';

export async function deleteCustomer(performing: Performing): Promise<RightsFact> {
  const { parts, actor, scope, request } = performing;
  requireState(request, CARRIED_OUT_FROM, 'carrying it out');
  const partners = await partnersToTell(performing);
  const begun = await parts.rules.transaction((tx) => begin(performing, tx, partners));
  if (begun.body.state !== 'IN_PROGRESS') return begun;
  const reached = begun.body.steps.some(({ target, state }) => target === ERASURE && state === 'DONE')
    ? []
    : await erase(performing);
  return parts.rules.transaction(async (tx) => {
    const { request: current, subject } = await openRequest(tx, scope, request.id);
    if (current.body.state !== 'IN_PROGRESS') return current;
    const isErased = subject.body.state === 'ERASED';
    const given = reached.map((step) => ({ at: tx.now, ...step }));
    return settleRequest({ tx, actor, isErased }, 'FINISH_RIGHTS_REQUEST', current, given);
  });
}

/** Before the erasure, which takes the references with it: those with a name for the customer, and those that were asked. */
async function partnersToTell({ parts, request }: Performing): Promise<readonly RightsStep[]> {
  const { customerId } = request.body;
  const known = await parts.held.partnersOf(customerId);
  const { partnersAsked } = await readAccesses(parts, customerId);
  const partners = new Set([...known, ...partnersAsked.map(({ partner }) => partner)]);
  return [...partners].sort().map((partner) => ({ target: `partner:${partner}`, state: 'PENDING' }));
}

async function begin(
  { actor, scope, request: { id } }: Performing,
  tx: RuleTransaction,
  partners: readonly RightsStep[],
): Promise<RightsFact> {
  const { request, subject } = await openRequest(tx, scope, id, 'CHANGE');
  requireState(request, CARRIED_OUT_FROM, 'carrying it out');
  const isErased = subject.body.state === 'ERASED';
  const changing: Changing = { tx, actor, isErased };
  const begun = await beginRequest(changing, request, [
    { target: 'bank:consents', state: 'PENDING' },
    { target: ERASURE, state: 'PENDING' },
    ...partners,
  ]);
  const obstacle = isErased ? null : await obstacleTo(tx, request);
  if (obstacle === null) return begun;
  await setSubjectState(tx, actor, subject, 'RESTRICTED');
  return changeRequest(changing, 'HOLD_RIGHTS_REQUEST', begun, {
    state: obstacle.state,
    steps: begun.body.steps.map((step) =>
      step.target === ERASURE ? { target: ERASURE, state: 'HELD', note: obstacle.note } : step,
    ),
  });
}

interface Obstacle {
  readonly state: Extract<RightsRequestState, 'BLOCKED_LEGAL_HOLD' | 'RESTRICTED'>;
  readonly note: string;
}

/** A hold that somebody edited by hand still binds: what cannot be read must not end data. */
async function obstacleTo(tx: RuleTransaction, { body }: RightsFact): Promise<Obstacle | null> {
  const holds = await tx.ofCustomer('legal-hold', body.customerId);
  const hold = holds.find((one: Fact<'legal-hold'>) => !one.isIntact || binds(one.body, tx.now));
  if (hold !== undefined) return { state: 'BLOCKED_LEGAL_HOLD', note: hold.id };
  const retainUntil = body.decision?.retainUntil;
  if (retainUntil === undefined || epochMsOf(retainUntil) <= epochMsOf(tx.now)) return null;
  return { state: 'RESTRICTED', note: `retained until ${retainUntil}` };
}

/** Each part is told as it came out: an erasure that fails leaves the request PARTIAL, to be gone on with. */
async function erase({ parts, actor, request }: Performing): Promise<readonly RightsStep[]> {
  const { customerId } = request.body;
  const consents = await withdrawAll(parts, actor, customerId);
  const account = { by: actor.caller.subject, requestId: request.id, because: 'RIGHTS_REQUEST' };
  try {
    const steps = await parts.erasure.erase(customerId, account);
    const isDone = steps.every(({ state }) => state === 'DONE' || state === 'NOT_APPLICABLE');
    return [consents, ...steps, { target: ERASURE, state: isDone ? 'DONE' : 'FAILED' }];
  } catch {
    return [consents, { target: ERASURE, state: 'FAILED', note: 'ERASURE_FAILED' }];
  }
}
