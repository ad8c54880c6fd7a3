/**
 * Carries out what was approved, right by right. May be repeated: what was reached stays reached, and a process that died in between is
 * gone on with.
 */
import { invalidInput } from '../../domain/errors.ts';
import type { CustomerRight } from '../../domain/rights-request.ts';
import { isInScope } from '../authorise.ts';
import type { Actor } from '../port.ts';
import type { Reach } from '../../domain/caller.ts';
import { correctRecord } from './correct-record.ts';
import { deleteCustomer } from './delete-customer.ts';
import { unknownRequest } from './open-request.ts';
import type { RightsParts } from './parts.ts';
import type { RightsFact } from './port.ts';
import { changeRestriction } from './restrict.ts';
import { withdrawByRight } from './withdraw-all.ts';

export interface Performing {
  readonly parts: RightsParts;
  readonly actor: Actor;
  readonly scope: Reach;
  /** As it was read; whoever changes it opens it again. */
  readonly request: RightsFact;
}

const PERFORM: Readonly<Record<CustomerRight, (performing: Performing) => Promise<RightsFact>>> = {
  ACCESS: readsInstead('accessStatement'),
  COPY: readsInstead('accessStatement'),
  EXPLANATION: readsInstead('explainDecision'),
  CORRECTION: correctRecord,
  DELETION: deleteCustomer,
  RESTRICTION: (performing) => changeRestriction(performing, 'RESTRICTED'),
  LIFT_RESTRICTION: (performing) => changeRestriction(performing, 'NORMAL'),
  WITHDRAWAL: withdrawByRight,
};

export async function performRequest(parts: RightsParts, actor: Actor, id: string): Promise<RightsFact> {
  const scope = await parts.authorise(actor, 'rights:decide');
  const request = await readVisible(parts, scope, id);
  return PERFORM[request.body.right]({ parts, actor, scope, request });
}

/** A request as it stands now, of a customer inside the scope. */
export async function readVisible(
  { rules }: Pick<RightsParts, 'rules'>,
  scope: Reach,
  id: string,
): Promise<RightsFact> {
  const request = await rules.read('rights-request', id);
  const subject = request === null ? null : await rules.read('subject', request.body.customerId);
  if (request?.isIntact !== true || subject === null || !isInScope(scope, subject.body)) throw unknownRequest(id);
  // A row that was rewritten together with its hash, or put back to an older version, is not what was recorded last.
  const recorded = await rules.readVersion('rights-request', id, request.version);
  const later = await rules.readVersion('rights-request', id, request.version + 1);
  if (recorded?.hash !== request.hash || later !== null) throw unknownRequest(id);
  return request;
}

function readsInstead(query: string): (performing: Performing) => Promise<RightsFact> {
  return ({ request }) =>
    Promise.reject(invalidInput(`id: a request for ${request.body.right} is carried out by reading "${query}".`));
}
