/**
 * The login call of a connector whose auth is `login`. Whatever the partner refuses here are the credentials.
 */
import { partnerFault, type PartnerFault } from '../../domain/fault.ts';
import type { Connector, LoginAuth } from '../../sdk/index.ts';
import { isFault } from '../ask.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { Aim } from '../client/aim.ts';
import { classifyStatus } from '../client/classify.ts';
import { composeRequest } from '../client/compose-request.ts';
import { checkContract } from '../contract/check-contract.ts';
import type { CredentialCall } from './credential-call.ts';
import { headersOf } from './credentials.ts';
import type { WithSecrets } from './read-secrets.ts';
import type { Issued } from './token-source.ts';
import { isSendable } from './usable-secret.ts';

export interface LogInParts {
  readonly aim: Aim;
  readonly call: CredentialCall;
  readonly withSecrets: WithSecrets;
  readonly now: () => number;
}

export function createLogIn(connector: Connector, auth: LoginAuth, parts: LogInParts): () => Promise<Attempt<Issued>> {
  return async () => {
    const token = await logIn(connector, auth, parts);
    if (!hasFailed(token)) return { value: { token: token.value, dueAt: parts.now() + auth.refreshAfterMs } };
    return token.fault.detail.startsWith('secret-') ? token : { fault: asLoginFault(token.fault) };
  };
}

async function logIn(
  connector: Connector,
  auth: LoginAuth,
  { aim, call, withSecrets, now }: LogInParts,
): Promise<Attempt<string>> {
  const built = withSecrets((secrets) => ({
    request: auth.request(secrets),
    headers: headersOf(auth.keys, secrets),
  }));
  if (hasFailed(built)) return built;
  const outgoing = composeRequest(connector, aim, built.value.request, { headers: built.value.headers, query: {} });
  if (hasFailed(outgoing)) return outgoing;
  const answer = await call(outgoing.value);
  if (hasFailed(answer)) return answer;
  const { status, body } = answer.value;
  // A login carries nothing but credentials: a 400 or 422 is about them.
  if (status === 400 || status === 422) return failed('PARTNER_REFUSED_CREDENTIALS', `status-${status}`);
  const verdict = classifyStatus(answer.value, 'free', now());
  if (verdict === 'NO_RECORD') return failed('PARTNER_BROKE_CONTRACT', 'status-404');
  if (isFault(verdict)) return { fault: verdict };
  const token = checkContract(auth.wire, body);
  if (hasFailed(token)) return token;
  return isSendable(token.value.token)
    ? { value: token.value.token }
    : failed('PARTNER_BROKE_CONTRACT', 'token-unusable');
}

const asLoginFault = ({ code, detail, retryAfterMs }: PartnerFault): PartnerFault =>
  partnerFault(code, `login-${detail}`, retryAfterMs);
