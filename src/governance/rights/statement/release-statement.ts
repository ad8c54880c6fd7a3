/**
 * Hands a statement or an explanation over: first its digest is durable in the log, in the transaction that moves the request on, then it
 * leaves. What was composed for a customer or a request that changed meanwhile does not leave.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { Reach } from '../../../domain/caller.ts';
import { GatewayError, invalidInput } from '../../../domain/errors.ts';
import { epochMsOf } from '../../../domain/instant.ts';
import { CARRIED_OUT_FROM, type RightsStep } from '../../../domain/rights-request.ts';
import type { Actor, RuleTransaction } from '../../port.ts';
import { beginRequest, openRequest, requireState, settleRequest, unknownRequest } from '../open-request.ts';
import type { RightsParts } from '../parts.ts';
import { readVisible } from '../perform-request.ts';
import type { CustomerRights, RightsFact } from '../port.ts';
import { composeStatement } from './compose-statement.ts';
import type { Statement } from './content.ts';
import { explainEntry } from './explain-entry.ts';
import { renderStatement } from './render-statement.ts';

export async function releaseStatement(
  parts: RightsParts,
  actor: Actor,
  id: string,
): ReturnType<CustomerRights['statement']> {
  const { scope, request, subjectVersion } = await openForRelease(parts, actor, id, ['ACCESS', 'COPY']);
  const statement = await composeStatement(parts, request);
  const handed = await sign(parts, id, statement, 'access-statement+jws');
  const html = renderStatement(statement, handed.sha256);
  await recordRelease({ parts, actor, scope, subjectVersion }, request, stepsOf(statement), handed.sha256);
  return { ...handed, html };
}

export async function releaseExplanation(
  parts: RightsParts,
  actor: Actor,
  id: string,
  entry: string,
): ReturnType<CustomerRights['explain']> {
  const { scope, request, subjectVersion } = await openForRelease(parts, actor, id, ['EXPLANATION']);
  const explanation = await explainEntry(parts, request, entry);
  const handed = await sign(parts, id, explanation, 'decision-explanation+jws');
  const done: RightsStep = { target: 'bank:log', state: 'DONE' };
  await recordRelease({ parts, actor, scope, subjectVersion }, request, [done], handed.sha256);
  return { ...handed, explanation };
}

/** How long something that was handed over may be fetched again. */
const AGAIN_MS = 7 * 86_400_000;

async function openForRelease(parts: RightsParts, actor: Actor, id: string, rights: readonly string[]) {
  const scope = await parts.authorise(actor, 'rights:decide');
  const request = await readVisible(parts, scope, id);
  const { right, state, customerId } = request.body;
  if (!rights.includes(right))
    throw invalidInput(`id: the request is for ${right}; this answers ${rights.join(' and ')}.`);
  if (state !== 'COMPLETE') requireState(request, CARRIED_OUT_FROM, 'showing anything');
  const subject = await parts.rules.read('subject', customerId);
  // Whose key is gone is nobody any more.
  if (subject === null || subject.body.state === 'ERASED') throw unknownRequest(id);
  return { scope, request, subjectVersion: subject.version };
}

async function sign({ sign }: RightsParts, requestId: string, content: object, type: string) {
  const json = canonicalJson(content);
  const sha256 = createHash('sha256').update(json, 'utf8').digest('hex');
  return { requestId, sha256, json, jws: await sign(content, type) };
}

const PLACES = ['bank:profile', 'bank:references', 'bank:stored-records', 'bank:log'] as const;

/** `missing` names `bank:stored-records mx-credit scores`: its first word is the place. */
function stepsOf({ missing }: Statement): readonly RightsStep[] {
  return PLACES.map((target) => {
    const isMissing = missing.some((place) => place.split(' ')[0] === target);
    return { target, state: isMissing ? 'FAILED' : 'DONE' };
  });
}

interface Releasing {
  readonly parts: RightsParts;
  readonly actor: Actor;
  readonly scope: Reach;
  readonly subjectVersion: number;
}

async function recordRelease(
  { parts, actor, scope, subjectVersion }: Releasing,
  composed: RightsFact,
  steps: readonly RightsStep[],
  sha256: string,
): Promise<void> {
  await parts.rules.transaction(async (tx) => {
    const { request, subject } = await openRequest(tx, scope, composed.id);
    if (request.hash !== composed.hash || subject.version !== subjectVersion) throw changedMeanwhile();
    if (request.body.state === 'COMPLETE') return releaseAgain(tx, actor, request, sha256);
    const timed = steps.map((step) => ({ ...step, at: tx.now }));
    const begun = await beginRequest({ tx, actor }, request, timed);
    await settleRequest({ tx, actor }, 'RELEASE_STATEMENT', begun, timed, sha256);
  });
}

async function releaseAgain(tx: RuleTransaction, actor: Actor, request: RightsFact, sha256: string): Promise<void> {
  const { completedAt, customerId } = request.body;
  const isLate = completedAt === undefined || epochMsOf(tx.now) - epochMsOf(completedAt) > AGAIN_MS;
  if (isLate) throw invalidInput('id: the request was answered more than 7 days ago; record a new one.');
  await tx.append({
    actor,
    action: 'RELEASE_STATEMENT',
    fact: request,
    previous: request,
    customerId,
    statement: sha256,
  });
}

const changedMeanwhile = (): GatewayError =>
  new GatewayError('STALE_CONSENT', 'The request or the customer changed while this ran. Ask again.');
