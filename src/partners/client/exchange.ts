/**
 * Steps 8 and 9 for one call: credentials, the HTTP exchange under the connector's total deadline, what the answer means. A login
 * token that the partner refuses is renewed and the call sent once more: a refused call did not happen.
 */
import type { Connector } from '../../sdk/index.ts';
import type { Aim } from './aim.ts';
import { type Ask, type Exchange, isFault, type PartnerCall, refused } from '../ask.ts';
import { type Failed, failed, hasFailed } from '../attempt.ts';
import { classify } from './classify.ts';
import type { Send } from './client.ts';
import { composeRequest } from './compose-request.ts';
import type { Present } from '../credentials/credentials.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { Login } from '../credentials/login.ts';
import type { PartnersLog } from '../log.ts';
import { readAnswer } from './read-body.ts';

export interface ExchangeParts {
  readonly connector: Connector;
  readonly aim: Aim;
  readonly send: Send;
  readonly present: Present;
  readonly login: Login | null;
  readonly now: () => number;
  readonly log: PartnersLog;
}

export function createExchange(parts: ExchangeParts): Ask {
  const { connector, login, log } = parts;
  return async (call) => {
    const deadline = startDeadline(call.signal, connector.deadlineMs);
    try {
      const first = await exchangeOnce(parts, call, deadline);
      const { loginToken, exchange } = first;
      const isRefused = isFault(exchange.verdict) && exchange.verdict.code === 'PARTNER_REFUSED_CREDENTIALS';
      if (login === null || loginToken === null || !isRefused || exchange.answer?.status === 403) return exchange;
      log.info({ partner: connector.id, reason: 'token-refused' }, 'repeating a call with a new token');
      login.giveUp(loginToken);
      return (await exchangeOnce(parts, call, deadline)).exchange;
    } finally {
      deadline.end();
    }
  };
}

interface Once {
  readonly exchange: Exchange;
  readonly loginToken: string | null;
}

async function exchangeOnce(parts: ExchangeParts, call: PartnerCall, deadline: Deadline): Promise<Once> {
  const { connector, present, aim, send, now } = parts;
  const presented = await present(call.customerToken, deadline.signal);
  if (presented === null) return notSent(failed('PARTNER_TIMEOUT', `login-${deadline.whyEnded()}`));
  if (hasFailed(presented)) return notSent(presented);
  const outgoing = composeRequest(connector, aim, call.request, presented.value);
  if (hasFailed(outgoing)) return notSent(outgoing);
  const raw = await send(outgoing.value, { ...deadline, sideEffect: connector.sideEffect });
  if (hasFailed(raw)) return notSent(raw);
  const answer = await readAnswer(raw.value);
  const verdict = classify(connector, call.endpoint, answer, now());
  return { exchange: { answer, verdict }, loginToken: presented.value.loginToken };
}

const notSent = ({ fault }: Failed): Once => ({
  exchange: refused(fault),
  loginToken: null,
});
