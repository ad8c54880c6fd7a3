/**
 * What a customer may ask of the bank about their own data, put together: recorded, verified, decided by two, carried out, answered.
 */
import { confirmStep } from './confirm-step.ts';
import { decideRequest, extendTerm, verifyIdentity } from './decide-request.ts';
import type { RightsParts } from './parts.ts';
import { performRequest } from './perform-request.ts';
import type { CustomerRights } from './port.ts';
import { recordRequest } from './record-request.ts';
import { releaseExplanation, releaseStatement } from './statement/release-statement.ts';

export function createRights(parts: RightsParts): CustomerRights {
  return {
    async list(actor, filter, page) {
      const scope = await parts.authorise(actor, 'rights:read');
      return parts.rightsStore.requests(filter, scope, page);
    },
    record: (actor, request) => recordRequest(parts, actor, request),
    verifyIdentity: (actor, id, method) => verifyIdentity(parts, actor, id, method),
    decide: (actor, decision) => decideRequest(parts, actor, decision),
    perform: (actor, id) => performRequest(parts, actor, id),
    confirmStep: (actor, confirmation) => confirmStep(parts, actor, confirmation),
    extend: (actor, extension) => extendTerm(parts, actor, extension),
    statement: (actor, id) => releaseStatement(parts, actor, id),
    explain: (actor, id, entry) => releaseExplanation(parts, actor, id, entry),
  };
}
