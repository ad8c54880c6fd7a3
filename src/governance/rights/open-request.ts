/**
 * Opening a request for a change, and changing it together with its entry. A request of a customer outside the data scope, one that was
 * moved or edited by hand, and one that never was all read alike.
 */
import type { Reach } from '../../domain/caller.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import {
  outcomeOf,
  type RightsRequest,
  type RightsRequestState,
  type RightsStep,
  withSteps,
} from '../../domain/rights-request.ts';
import { isInScope } from '../authorise.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import type { RightsFact } from './port.ts';

export interface Opened {
  readonly request: RightsFact;
  readonly subject: Fact<'subject'>;
}

/** CHANGE: the subject will change too. It is locked at once, because two that share it first would wait for each other. */
export async function openRequest(
  tx: RuleTransaction,
  scope: Reach,
  id: string,
  hold: 'SHARE' | 'CHANGE' = 'SHARE',
): Promise<Opened> {
  const request = await tx.lock('rights-request', id);
  if (request === null) throw unknownRequest(id);
  const { customerId } = request.body;
  const subject = hold === 'CHANGE' ? await tx.lock('subject', customerId) : await tx.read('subject', customerId);
  if (!request.isIntact || subject?.isIntact !== true || !isInScope(scope, subject.body)) throw unknownRequest(id);
  return { request, subject };
}

export const unknownRequest = (id: string): Error =>
  invalidInput(`id: no rights request "${id.slice(0, 80)}" of a customer in your data scope.`);

export function requireState({ body }: RightsFact, allowed: readonly RightsRequestState[], what: string): void {
  if (allowed.includes(body.state)) return;
  throw invalidInput(`id: the request is ${body.state}; ${what} needs ${allowed.join(' or ')}.`);
}

export interface Changing {
  readonly tx: RuleTransaction;
  readonly actor: Actor;
  /** The customer is erased: the log may name nobody. */
  readonly isErased?: boolean;
}

export async function changeRequest(
  { tx, actor, isErased = false }: Changing,
  action: string,
  request: RightsFact,
  differs: Partial<RightsRequest>,
  statement?: string,
): Promise<RightsFact> {
  const fact = await tx.change(request, { ...request.body, ...differs }, actor.caller.subject);
  await tx.append({
    actor,
    action,
    fact,
    previous: request,
    customerId: fact.body.customerId,
    isErased,
    ...(statement === undefined ? {} : { statement }),
  });
  return fact;
}

/** Into IN_PROGRESS, with the steps that are to be reached. */
export const beginRequest = (
  changing: Changing,
  request: RightsFact,
  steps: readonly RightsStep[],
): Promise<RightsFact> =>
  changeRequest(changing, 'PERFORM_RIGHTS_REQUEST', request, {
    state: 'IN_PROGRESS',
    steps: withSteps(request.body.steps, steps),
  });

/** Out of IN_PROGRESS: COMPLETE where all was reached, else PARTIAL. */
export function settleRequest(
  changing: Changing,
  action: string,
  request: RightsFact,
  given: readonly RightsStep[],
  statement?: string,
): Promise<RightsFact> {
  const steps = withSteps(request.body.steps, given);
  const state = outcomeOf(steps);
  const completed = state === 'COMPLETE' ? { completedAt: changing.tx.now } : {};
  return changeRequest(changing, action, request, { state, steps, ...completed }, statement);
}
