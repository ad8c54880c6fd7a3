/**
 * Whose request it is, and whether it is carried out. Two different people where the answer shows or ends data: who recorded the request
 * or verified the identity cannot also approve it.
 */
import { invalidInput } from '../../domain/errors.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import { latestAfterExtension } from '../../domain/rights-deadline.ts';
import {
  type IdentityMethod,
  needsSecondPerson,
  type RightsRequest,
  type RightsRequestState,
} from '../../domain/rights-request.ts';
import type { Actor } from '../port.ts';
import { changeRequest, openRequest, requireState } from './open-request.ts';
import type { RightsParts } from './parts.ts';
import type { CustomerRights, RightsDecision, RightsFact } from './port.ts';

const OPEN: readonly RightsRequestState[] = [
  'RECEIVED',
  'IDENTITY_VERIFIED',
  'APPROVED',
  'IN_PROGRESS',
  'BLOCKED_LEGAL_HOLD',
  'RESTRICTED',
  'PARTIAL',
];

export async function verifyIdentity(
  parts: RightsParts,
  actor: Actor,
  id: string,
  method: IdentityMethod,
): Promise<RightsFact> {
  const scope = await parts.authorise(actor, 'rights:record');
  return parts.rules.transaction(async (tx) => {
    const { request, subject } = await openRequest(tx, scope, id);
    requireState(request, ['RECEIVED'], 'verifying the identity');
    const identity = { method, by: actor.caller.subject, at: tx.now };
    const isErased = subject.body.state === 'ERASED';
    return changeRequest({ tx, actor, isErased }, 'VERIFY_IDENTITY', request, { state: 'IDENTITY_VERIFIED', identity });
  });
}

export async function decideRequest(parts: RightsParts, actor: Actor, decision: RightsDecision): Promise<RightsFact> {
  const scope = await parts.authorise(actor, 'rights:decide');
  checkDecision(decision);
  return parts.rules.transaction(async (tx) => {
    const { request, subject } = await openRequest(tx, scope, decision.id);
    requireState(request, stateBefore(decision), 'this decision');
    checkSecondPerson(request.body, actor.caller.subject);
    checkRetention(request.body, decision, tx.now);
    const isErased = subject.body.state === 'ERASED';
    const isRefused = decision.verdict === 'REFUSE';
    return changeRequest(
      { tx, actor, isErased },
      isRefused ? 'REFUSE_RIGHTS_REQUEST' : 'APPROVE_RIGHTS_REQUEST',
      request,
      {
        state: isRefused ? 'REFUSED' : 'APPROVED',
        decision: { by: actor.caller.subject, at: tx.now, ...present(decision) },
        ...(decision.refusedBecause === undefined ? {} : { refusedBecause: decision.refusedBecause }),
      },
    );
  });
}

/** Who cannot prove to be the customer is refused before anything else. */
const stateBefore = ({ refusedBecause }: RightsDecision): readonly RightsRequestState[] =>
  refusedBecause === 'IDENTITY_NOT_VERIFIED' ? ['RECEIVED'] : ['IDENTITY_VERIFIED'];

function checkDecision({ verdict, refusedBecause, because, retainUntil }: RightsDecision): void {
  if (verdict === 'REFUSE' && refusedBecause === undefined)
    throw invalidInput('refusedBecause: a refusal names its reason (GDPR art. 12(4); PIPL art. 50).');
  if (verdict === 'APPROVE' && refusedBecause !== undefined) throw invalidInput('refusedBecause: only for a refusal.');
  if (retainUntil !== undefined && (verdict === 'REFUSE' || because === undefined))
    throw invalidInput('retainUntil: only for an approved deletion, with the law that demands it in `because`.');
  if (because !== undefined && !isText(because)) throw invalidInput('because: 1 to 500 characters.');
}

function checkSecondPerson({ right, recordedBy, identity }: RightsRequest, by: string): void {
  if (!needsSecondPerson(right) || (by !== recordedBy && by !== identity?.by)) return;
  throw invalidInput(
    `id: ${right} takes two people; who recorded the request or verified the identity cannot decide on it. Ask a colleague.`,
  );
}

function checkRetention({ right }: RightsRequest, { retainUntil }: RightsDecision, now: Instant): void {
  if (retainUntil === undefined) return;
  if (right !== 'DELETION') throw invalidInput('retainUntil: only for a DELETION.');
  if (epochMsOf(retainUntil) <= epochMsOf(now)) throw invalidInput('retainUntil: must be in the future.');
}

const present = ({ because, retainUntil }: RightsDecision): Pick<RightsDecision, 'because' | 'retainUntil'> => ({
  ...(because === undefined ? {} : { because }),
  ...(retainUntil === undefined ? {} : { retainUntil }),
});

export const isText = (text: string): boolean => text.trim() !== '' && text.length <= 500;

/** Once, with a reason, while the first term runs: the customer has to be told within it (GDPR art. 12(3)). */
export async function extendTerm(
  parts: RightsParts,
  actor: Actor,
  { id, until, because }: Parameters<CustomerRights['extend']>[1],
): Promise<RightsFact> {
  const scope = await parts.authorise(actor, 'rights:decide');
  if (!isText(because)) throw invalidInput('because: 1 to 500 characters; the customer is told them.');
  return parts.rules.transaction(async (tx) => {
    const { request, subject } = await openRequest(tx, scope, id);
    requireState(request, OPEN, 'more time');
    const { receivedAt, dueAt, extension } = request.body;
    if (extension !== undefined) throw invalidInput('id: the term was extended already; that is possible once.');
    if (epochMsOf(dueAt) <= epochMsOf(tx.now))
      throw invalidInput(`id: the request was due on ${dueAt}; only a term that still runs can be extended.`);
    const latest = latestAfterExtension(receivedAt);
    if (epochMsOf(until) <= epochMsOf(dueAt) || epochMsOf(until) > epochMsOf(latest))
      throw invalidInput(`until: later than ${dueAt} and not later than ${latest}.`);
    const isErased = subject.body.state === 'ERASED';
    return changeRequest({ tx, actor, isErased }, 'EXTEND_RIGHTS_REQUEST', request, {
      dueAt: until,
      extension: { from: dueAt, by: actor.caller.subject, at: tx.now, because },
    });
  });
}
