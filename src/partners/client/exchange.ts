/**
 * Steps 8 and 9 for one call: credentials, the HTTP exchange under the connector's total deadline, what the answer means. Makes one call and
 * no more; whether it is worth repeating with other credentials, it says.
 */
import type { Connector } from '../../sdk/index.ts';
import type { Aim } from './aim.ts';
import { type Ask, type Exchange, isFault, type PartnerCall, refused } from '../ask.ts';
import { hasFailed } from '../attempt.ts';
import { classify } from './classify.ts';
import type { Send } from './client.ts';
import { composeRequest } from './compose-request.ts';
import type { Present, Presented } from '../credentials/credentials.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { partnerFault } from '../../domain/fault.ts';
import type { ObserveAnswer } from '../observe-calls.ts';
import { readAnswer } from './read-body.ts';

export interface ExchangeParts {
  readonly connector: Connector;
  readonly aim: Aim;
  readonly send: Send;
  readonly present: Present;
  readonly now: () => number;
  readonly observeAnswer: ObserveAnswer;
}

export function createExchange(parts: ExchangeParts): Ask {
  const { connector, now } = parts;
  return async (call) => {
    const leftMs = (call.endsAtMs ?? Number.POSITIVE_INFINITY) - now();
    const deadline = startDeadline(call.signal, Math.max(0, Math.min(connector.deadlineMs, leftMs)));
    try {
      return await exchange(parts, call, deadline);
    } finally {
      deadline.end();
    }
  };
}

async function exchange(parts: ExchangeParts, call: PartnerCall, deadline: Deadline): Promise<Exchange> {
  const { connector, present, aim, send, now } = parts;
  const presented = await present(call, deadline);
  if (presented === null) return refused(partnerFault('PARTNER_TIMEOUT', `login-${deadline.whyEnded()}`));
  if (hasFailed(presented)) return refused(presented.fault);
  const outgoing = composeRequest(connector, aim, call.request, presented.value);
  if (hasFailed(outgoing)) return refused(outgoing.fault);
  const sideEffect = call.isStatusCall === true ? 'free' : connector.sideEffect;
  const raw = await timed(parts, call, () => send(outgoing.value, { deadline, sideEffect }));
  if (hasFailed(raw)) return raw.wasSent === true ? { ...refused(raw.fault), wasSent: true } : refused(raw.fault);
  const answer = await readAnswer(raw.value);
  const judged = sideEffect === connector.sideEffect ? connector : { ...connector, sideEffect };
  const verdict = classify(judged, call.endpoint, answer, now());
  return isRepeatable({ answer, verdict }, presented.value)
    ? { answer, verdict, isTokenRefused: true }
    : { answer, verdict };
}

/** What was never sent says nothing about how quick the partner is. */
async function timed(
  { connector, observeAnswer }: ExchangeParts,
  { endpoint }: PartnerCall,
  send: () => ReturnType<Send>,
): ReturnType<Send> {
  const startedAt = performance.now();
  const raw = await send();
  const durationS = (performance.now() - startedAt) / 1_000;
  if (!hasFailed(raw) || raw.wasSent === true)
    observeAnswer({ partner: connector.id, endpoint: endpoint.name, durationS });
  return raw;
}

/** A 403 says that the token is good and the permission missing. */
function isRepeatable({ answer, verdict }: Exchange, { giveUp }: Presented): boolean {
  if (giveUp === undefined || !isFault(verdict)) return false;
  return verdict.code === 'PARTNER_REFUSED_CREDENTIALS' && answer?.status !== 403 && giveUp();
}
