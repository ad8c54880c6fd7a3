/**
 * A partner's OAuth 2.0 token endpoint (RFC 6749): gives out its own tokens for the client credentials grant and customers' next tokens for
 * refresh tokens, each of which works once. In memory until the simulator stops; nothing is logged.
 */
import type {
  Auth,
  SandboxCustomer,
  SandboxRequest,
  SandboxResponse,
  SandboxWorld,
  TokenEndpoint,
} from '../sdk/index.ts';
import { json } from '../sdk/index.ts';

export interface TokenOffice {
  /** null: this is no token request. */
  answer(request: SandboxRequest, seen: Set<string>): SandboxResponse | null;
  /** Given out here and not replaced since. */
  hasIssued(token: string): boolean;
  /** The customer a token given out here stands for. */
  customerOf(token: string): SandboxCustomer | undefined;
}

export interface OfficeParts {
  readonly world: SandboxWorld;
  /** Is this the secret with that name? */
  readonly isSecret: (given: string | undefined, name: string) => boolean;
}

const LIFETIME_S = 3_600;

export function createTokenOffice(auth: Auth, { world, isSecret }: OfficeParts): TokenOffice {
  const endpoint = endpointOf(auth);
  const customerByToken = new Map<string, SandboxCustomer | null>();
  const customerByRefresh = new Map<string, SandboxCustomer>();
  const spent = new Set<string>();

  const grant = (customer: SandboxCustomer | null): SandboxResponse => {
    const number = customerByToken.size + 1;
    const token = `sandbox-access-${number}`;
    const refresh = `sandbox-refresh-${number}`;
    customerByToken.set(token, customer);
    if (customer !== null) customerByRefresh.set(refresh, customer);
    const renewing = customer === null ? {} : { refresh_token: refresh };
    return json({ access_token: token, token_type: 'bearer', expires_in: LIFETIME_S, ...renewing });
  };
  const refresh = (given: string, reference: string, seen: Set<string>): SandboxResponse => {
    const customer = customerByRefresh.get(given) ?? world.customerBy(reference, given);
    if (customer === undefined || spent.has(given)) return json({ error: 'invalid_grant' }, 400);
    seen.add(customer.id);
    spent.add(given);
    return grant(customer);
  };

  return {
    answer(request, seen) {
      if (endpoint === null || request.method !== 'POST' || request.path !== pathOf(endpoint.tokenUrl)) return null;
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      if (!isClient(endpoint, request, form, isSecret)) return json({ error: 'invalid_client' }, 401);
      if (form.get('grant_type') !== grantTypeOf(auth)) return json({ error: 'unsupported_grant_type' }, 400);
      if (auth.type !== 'customer-token') return grant(null);
      return refresh(form.get('refresh_token') ?? '', auth.refresh?.reference ?? '', seen);
    },
    hasIssued: (token) => customerByToken.has(token),
    customerOf: (token) => customerByToken.get(token) ?? undefined,
  };
}

const grantTypeOf = ({ type }: Auth): string => (type === 'customer-token' ? 'refresh_token' : 'client_credentials');

function endpointOf(auth: Auth): TokenEndpoint | null {
  if (auth.type === 'oauth2-client-credentials') return auth;
  return auth.type === 'customer-token' ? (auth.refresh ?? null) : null;
}

const pathOf = (tokenUrl: string): string => new URL(tokenUrl, 'http://partner.invalid').pathname;

/** Proves itself as the connector declares (RFC 6749, 2.3.1; RFC 7523, 2.2). A signed token is not verified: only the bank has the key. */
function isClient(
  endpoint: TokenEndpoint,
  { headers }: SandboxRequest,
  form: URLSearchParams,
  isSecret: OfficeParts['isSecret'],
): boolean {
  const inForm = form.get('client_id') ?? undefined;
  switch (endpoint.authentication) {
    case 'certificate':
      return isSecret(inForm, endpoint.clientId);
    case 'private-key-jwt':
      return isSecret(inForm, endpoint.clientId) && form.get('client_assertion')?.split('.').length === 3;
    case 'body':
      return (
        isSecret(inForm, endpoint.clientId) && isSecret(form.get('client_secret') ?? undefined, endpoint.clientSecret)
      );
    case 'basic': {
      const encoded = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
      const pair = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2);
      const [id, secret] = pair.map((part) => new URLSearchParams(`=${part}`).get('') ?? undefined);
      return isSecret(id, endpoint.clientId) && isSecret(secret, endpoint.clientSecret);
    }
  }
}
