/**
 * Processing is restricted or free again (PIPL art. 44; GDPR art. 18). The subject's new version commits with the request's: every release
 * that commits afterwards sees it.
 */
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { CARRIED_OUT_FROM } from '../../domain/rights-request.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import { beginRequest, openRequest, requireState, settleRequest } from './open-request.ts';
import type { Performing } from './perform-request.ts';
import type { RightsFact } from './port.ts';

export function changeRestriction(
  { parts, actor, scope, request: { id } }: Performing,
  to: 'NORMAL' | 'RESTRICTED',
): Promise<RightsFact> {
  return parts.rules.transaction(async (tx) => {
    const { request, subject } = await openRequest(tx, scope, id, 'CHANGE');
    requireState(request, CARRIED_OUT_FROM, 'carrying it out');
    if (to === 'NORMAL') await checkNoDeletionWaits(tx, request.body.customerId);
    const begun = await beginRequest({ tx, actor }, request, [{ target: 'bank:subject', state: 'PENDING' }]);
    await setSubjectState(tx, actor, subject, to);
    const done = { target: 'bank:subject', state: 'DONE', at: tx.now, note: to } as const;
    return settleRequest({ tx, actor }, 'FINISH_RIGHTS_REQUEST', begun, [done]);
  });
}

/** Does nothing where it is so already. `subject` must be locked. */
export async function setSubjectState(
  tx: RuleTransaction,
  actor: Actor,
  subject: Fact<'subject'>,
  state: 'NORMAL' | 'RESTRICTED',
): Promise<void> {
  if (subject.body.state === 'ERASED') throw invalidInput('id: the customer was erased; nothing is left to restrict.');
  if (subject.body.state === state) return;
  const fact = await tx.change(subject, { ...subject.body, state }, actor.caller.subject);
  const action = state === 'RESTRICTED' ? 'RESTRICT_CUSTOMER' : 'LIFT_RESTRICTION';
  await tx.append({ actor, action, fact, previous: subject, customerId: subject.id });
}

/** A deletion that waits for a hold or a period keeps the data restricted until it is carried out. */
async function checkNoDeletionWaits(tx: RuleTransaction, customerId: string): Promise<void> {
  const requests = await tx.ofCustomer('rights-request', customerId);
  const waits = requests.find(
    ({ body: { right, state } }) => right === 'DELETION' && (state === 'RESTRICTED' || state === 'BLOCKED_LEGAL_HOLD'),
  );
  if (waits !== undefined)
    throw invalidInput(`id: the deletion ${waits.id} waits and keeps the customer restricted until it is carried out.`);
}
