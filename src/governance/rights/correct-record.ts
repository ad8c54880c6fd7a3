/**
 * Corrects what the bank itself says, and passes on what others say (PIPL art. 46; GDPR art. 16, 19). A partner's fact is never rewritten:
 * the bank's corrected value ranks before it, the partner's stands beside it as a conflict, and the partner gets a step until it confirms.
 */
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import { CARRIED_OUT_FROM, type RightsClaim, type RightsStep } from '../../domain/rights-request.ts';
import type { RuleTransaction } from '../port.ts';
import { identityChangeOf, openClaim } from './claim.ts';
import { beginRequest, openRequest, requireState, settleRequest } from './open-request.ts';
import type { RightsParts } from './parts.ts';
import type { Performing } from './perform-request.ts';
import type { PreparedCorrection, RightsFact } from './port.ts';
import { readAccesses } from './statement/read-accesses.ts';

const PROFILE = 'bank:profile';

export async function correctRecord({ parts, actor, scope, request }: Performing): Promise<RightsFact> {
  const { id, body } = request;
  if (body.claim === undefined) throw invalidInput('id: the request names nothing to correct.');
  requireState(request, CARRIED_OUT_FROM, 'carrying it out');
  const prepared = await prepare(parts, id, body.customerId, body.claim);
  // Once: whoever reads it later reads what is right.
  const told = body.state === 'APPROVED' ? await toTell(parts, body.customerId, body.claim) : [];
  return parts.rules.transaction(async (tx) => {
    const opened = await openRequest(tx, scope, id);
    requireState(opened.request, CARRIED_OUT_FROM, 'carrying it out');
    if (opened.subject.body.state === 'ERASED')
      throw invalidInput('id: the customer was erased; nothing is left to correct.');
    const own: RightsStep = { target: PROFILE, state: prepared === null ? 'NOT_APPLICABLE' : 'PENDING' };
    const begun = await beginRequest({ tx, actor }, opened.request, [own, ...told]);
    const isDone = begun.body.steps.some(({ target, state }) => target === PROFILE && state === 'DONE');
    if (prepared !== null && !isDone) await replace(tx, body.customerId, prepared);
    const done: readonly RightsStep[] = prepared === null ? [] : [{ target: PROFILE, state: 'DONE', at: tx.now }];
    return settleRequest({ tx, actor }, 'CORRECT_RECORD', begun, done);
  });
}

/** null: the field is none of the bank's own record; only the partner can mend it. */
async function prepare(
  { vault, prepareCorrection }: RightsParts,
  id: string,
  customerId: string,
  claim: RightsClaim,
): Promise<PreparedCorrection | null> {
  const change = identityChangeOf(claim.coordinate, await openClaim(vault, customerId, id, claim));
  return change === null ? null : prepareCorrection(customerId, change);
}

async function replace(
  tx: RuleTransaction,
  customerId: string,
  { read, corrected }: PreparedCorrection,
): Promise<void> {
  if (await tx.replaceProfile(customerId, read, corrected)) return;
  throw new GatewayError('STALE_CONSENT', "The customer's record changed while this ran. Repeat the request.");
}

/** The partner whose fact it is, and every application that the field was disclosed to (GDPR art. 19). */
async function toTell(
  parts: RightsParts,
  customerId: string,
  { coordinate, source }: RightsClaim,
): Promise<readonly RightsStep[]> {
  const { disclosedTo } = await readAccesses(parts, customerId);
  const partners = source === 'bank' ? [] : [`partner:${source}`];
  const recipients = disclosedTo
    .filter(({ coordinates }) => coordinates.has(coordinate))
    .map(({ application }) => `recipient:${application}`);
  return [...partners, ...recipients].map((target) => ({ target, state: 'PENDING' }));
}
