/**
 * The login call of a connector whose auth is `login`: same client and pins as any call, its own deadline, outside of the
 * limiter because it happens inside a call's slot. Whatever the partner refuses here are the credentials.
 */
import type { Connector } from '../../sdk/index.ts';
import type { Aim } from '../client/aim.ts';
import { isFault } from '../ask.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { checkContract } from '../contract/check-contract.ts';
import { classifyStatus } from '../client/classify.ts';
import type { Send } from '../client/client.ts';
import { composeRequest } from '../client/compose-request.ts';
import { headersOf } from './credentials.ts';
import { startDeadline } from '../client/deadline.ts';
import { readAnswer } from '../client/read-body.ts';
import type { WithSecrets } from './read-secrets.ts';

export interface LogInParts {
  readonly aim: Aim;
  readonly send: Send;
  readonly withSecrets: WithSecrets;
  readonly now: () => number;
}

export function createLogInCall(
  connector: Connector,
  { aim, send, withSecrets, now }: LogInParts,
): () => Promise<Attempt<string>> {
  const { auth } = connector;
  if (auth.type !== 'login') throw new Error('this connector does not log in');
  return async () => {
    const built = withSecrets((secrets) => ({
      request: auth.request(secrets),
      headers: headersOf(auth.keys, secrets),
    }));
    if (hasFailed(built)) return built;
    const { request, headers } = built.value;
    const outgoing = composeRequest(connector, aim, request, { headers, query: {} });
    if (hasFailed(outgoing)) return outgoing;
    const deadline = startDeadline(null, connector.deadlineMs);
    const raw = await send(outgoing.value, { ...deadline, sideEffect: 'free' }).finally(deadline.end);
    if (hasFailed(raw)) return raw;
    const answer = await readAnswer(raw.value);
    const verdict = classifyStatus(answer, 'free', now());
    if (verdict === 'NO_RECORD') return failed('PARTNER_BROKE_CONTRACT', 'status-404');
    // A login carries nothing but credentials: a 400 or 422 is about them.
    if (answer.status === 400 || answer.status === 422) {
      return failed('PARTNER_REFUSED_CREDENTIALS', `status-${answer.status}`);
    }
    if (isFault(verdict)) return { fault: verdict };
    const token = checkContract(auth.wire, answer.body);
    return hasFailed(token) ? token : { value: token.value.token };
  };
}
