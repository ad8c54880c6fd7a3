/**
 * One request to an OAuth 2.0 token endpoint: the bank's own token (RFC 6749, 4.4) or a customer's next one (6). What comes back is a
 * token or a fault of these credentials with the standard's name for it; the partner's own words go nowhere.
 */
import type { Connector, TokenEndpoint } from '../../sdk/index.ts';
import { isFault, type ReadAnswer } from '../ask.ts';
import { type Attempt, type Failed, failed, hasFailed } from '../attempt.ts';
import type { Aim } from '../client/aim.ts';
import { classifyStatus } from '../client/classify.ts';
import { composeForm } from '../client/compose-request.ts';
import { readRetryAfter, readThrottleWait } from '../client/read-retry-after.ts';
import { checkContract } from '../contract/check-contract.ts';
import { proofOf } from './authenticate-client.ts';
import type { CredentialCall } from './credential-call.ts';
import type { WithSecrets } from './read-secrets.ts';
import { grantedToken, type GrantedToken, grantParameters, refusal } from './wire.ts';

export type Grant = { readonly refreshToken: string } | 'client-credentials';
export type RequestToken = (grant: Grant) => Promise<Attempt<GrantedToken>>;

export interface RequestTokenParts {
  readonly aim: Aim;
  readonly call: CredentialCall;
  readonly withSecrets: WithSecrets;
  readonly now: () => number;
}

/** The customer took the authorisation back, or let it end: only a new one helps. */
export const GRANT_ENDED = 'customer-authorisation-ended';

const REFRESH_WITHIN_MS = 15_000;

/**
 * A refresh that is broken off may have used its refresh token up, and the customer's authorisation with it: it may take longer than any
 * caller waits, and what it brings is kept for the next one.
 */
export const refreshWithinMs = ({ deadlineMs }: Connector): number => Math.max(deadlineMs, REFRESH_WITHIN_MS);

export function createTokenRequest(
  connector: Connector,
  endpoint: TokenEndpoint,
  { aim, call, withSecrets, now }: RequestTokenParts,
): RequestToken {
  return async (grant) => {
    const proof = withSecrets((secrets) => proofOf(endpoint, secrets));
    if (hasFailed(proof)) return proof;
    const path = endpoint.tokenUrl;
    const target = aim({ method: 'POST', path }, {});
    if (hasFailed(target)) return target;
    const { form, headers } = await proof.value(target.value.origin + target.value.path, now());
    // Extra parameters never replace the standard's own.
    const all = { ...endpoint.parameters, ...grantParameters(grant, endpoint.scope), ...form };
    const outgoing = composeForm(connector, target.value, { form: all, headers });
    const answer = await call(outgoing, grant === 'client-credentials' ? undefined : refreshWithinMs(connector));
    return hasFailed(answer) ? named(answer) : readToken(answer.value, grant, now());
  };
}

function readToken(answer: ReadAnswer, grant: Grant, nowMs: number): Attempt<GrantedToken> {
  if (answer.status === 400 || answer.status === 401 || answer.status === 403 || answer.status === 422) {
    return refused(answer, grant, nowMs) ?? failed('PARTNER_REFUSED_CREDENTIALS', `token-status-${answer.status}`);
  }
  const verdict = classifyStatus(answer, 'free', nowMs);
  if (verdict === 'NO_RECORD') return failed('PARTNER_BROKE_CONTRACT', 'token-status-404');
  if (isFault(verdict)) return named({ fault: verdict });
  const token = checkContract(grantedToken, answer.body);
  // Some partners refuse with a 200.
  return hasFailed(token) ? (refused(answer, grant, nowMs) ?? named(token)) : token;
}

/** By the standard's name for it; null: the partner gives none. */
function refused({ headers, body }: ReadAnswer, grant: Grant, nowMs: number): Failed | null {
  const { data: error } = refusal.safeParse(body);
  if (error === undefined) return null;
  const detail = `token-${error.replaceAll('_', '-')}`;
  if (error === 'slow_down') return failed('PARTNER_THROTTLED', detail, readThrottleWait(headers, nowMs));
  if (error === 'temporarily_unavailable' || error === 'server_error')
    return failed('PARTNER_UNAVAILABLE', detail, readRetryAfter(headers, nowMs));
  const isEnded = error === 'invalid_grant' && grant !== 'client-credentials';
  return failed('PARTNER_REFUSED_CREDENTIALS', isEnded ? GRANT_ENDED : detail);
}

/** The same fault, its reason marked as the token request's. */
const named = ({
  fault,
}: {
  readonly fault: {
    readonly code: Parameters<typeof failed>[0];
    readonly detail: string;
    readonly retryAfterMs?: number;
  };
}) => failed(fault.code, `token-${fault.detail}`, fault.retryAfterMs);
