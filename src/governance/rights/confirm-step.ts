/**
 * A partner or a recipient confirmed (or refused) what it was told: recorded step by step. The request is COMPLETE with the last one and
 * stays PARTIAL while one never answers.
 */
import { invalidInput } from '../../domain/errors.ts';
import { outcomeOf, type RightsStep, withSteps } from '../../domain/rights-request.ts';
import type { Actor } from '../port.ts';
import {
  beginRequest,
  type Changing,
  changeRequest,
  openRequest,
  requireState,
  settleRequest,
} from './open-request.ts';
import type { RightsParts } from './parts.ts';
import type { RightsFact, StepConfirmation } from './port.ts';

/** What the bank's own systems reached is theirs to say. */
const OTHERS = /^(partner|recipient):/;
const NOTE = /^[^\p{Cc}]{1,120}$/u;

export async function confirmStep(
  parts: RightsParts,
  actor: Actor,
  confirmation: StepConfirmation,
): Promise<RightsFact> {
  const scope = await parts.authorise(actor, 'rights:decide');
  const { id, target, outcome, note } = confirmation;
  if (note !== undefined && !NOTE.test(note))
    throw invalidInput('note: 1 to 120 characters on one line; a reference, no personal data.');
  return parts.rules.transaction(async (tx) => {
    const { request, subject } = await openRequest(tx, scope, id);
    requireState(request, ['PARTIAL'], 'confirming a step');
    const step = request.body.steps.find((one) => one.target === target);
    if (step === undefined || !OTHERS.test(target)) {
      const open = request.body.steps.filter((one) => OTHERS.test(one.target)).map((one) => one.target);
      throw invalidInput(
        `target: "${target.slice(0, 80)}" is none of the steps others confirm: ${open.join(', ') || 'there are none'}.`,
      );
    }
    if (step.state === 'DONE' || step.state === 'NOT_APPLICABLE')
      throw invalidInput(`target: "${target}" is confirmed already.`);
    const given: RightsStep = { target, state: outcome, at: tx.now, ...(note === undefined ? {} : { note }) };
    const changing: Changing = { tx, actor, isErased: subject.body.state === 'ERASED' };
    return record(changing, request, given);
  });
}

async function record(changing: Changing, request: RightsFact, given: RightsStep): Promise<RightsFact> {
  const steps = withSteps(request.body.steps, [given]);
  if (outcomeOf(steps) === 'PARTIAL') return changeRequest(changing, 'CONFIRM_RIGHTS_STEP', request, { steps });
  const begun = await beginRequest(changing, request, []);
  return settleRequest(changing, 'CONFIRM_RIGHTS_STEP', begun, [given]);
}
