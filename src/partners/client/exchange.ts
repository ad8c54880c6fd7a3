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
import { readAnswer } from './read-body.ts';

export interface ExchangeParts {
  readonly connector: Connector;
  readonly aim: Aim;
  readonly send: Send;
  readonly present: Present;
  readonly now: () => number;
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
  const raw = await send(outgoing.value, {
    deadline,
    sideEffect: call.isStatusCall === true ? 'free' : connector.sideEffect,
  });
  if (hasFailed(raw)) return raw.wasSent === true ? { ...refused(raw.fault), wasSent: true } : refused(raw.fault);
  const answer = await readAnswer(raw.value);
  const verdict = classify(connector, call.endpoint, answer, now());
  return isRepeatable({ answer, verdict }, presented.value)
    ? { answer, verdict, isTokenRefused: true }
    : { answer, verdict };
}

/** A 403 says that the token is good and the permission missing. */
function isRepeatable({ answer, verdict }: Exchange, { giveUp }: Presented): boolean {
  if (giveUp === undefined || !isFault(verdict)) return false;
  return verdict.code === 'PARTNER_REFUSED_CREDENTIALS' && answer?.status !== 403 && giveUp();
}
