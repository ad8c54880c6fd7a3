/**
 * Turns a connector's declared auth into what one call carries. Secrets are read per call, so that a rotated one counts at once.
 * Nothing here is logged, and nothing but functions holds a secret longer than a call.
 */
import type { Auth, Connector, Secrets } from '../../sdk/index.ts';
import type { PartnerCall } from '../ask.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { Deadline } from '../client/deadline.ts';
import type { CustomerTokens } from './customer-tokens.ts';
import type { WithSecrets } from './read-secrets.ts';
import { createSigner, type Signer } from './sign-request.ts';
import type { TokenSource } from './token-source.ts';
import { isSendable, sendable, UnusableSecret } from './usable-secret.ts';

export interface Presented {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Headers that depend on everything else of the request. */
  readonly sign?: Signer;
  /** Tells that the partner refused this token; whether repeating with another makes sense. Absent where nothing can be renewed. */
  readonly giveUp?: () => boolean;
}

/** null: the call ended while a token was awaited. */
export type Present = (call: Bearing, ending: Ending) => Promise<Attempt<Presented> | null>;
type Ending = Pick<Deadline, 'signal'>;
type Bearing = Pick<PartnerCall, 'customerToken' | 'refreshToken' | 'customerIds'>;

export interface PresentParts {
  readonly withSecrets: WithSecrets;
  /** The bank's own token, where `auth` is a login or the client credentials grant. */
  readonly own: TokenSource | null;
  /** Where customers' tokens can be renewed. */
  readonly customers: CustomerTokens | null;
  readonly now: () => number;
}

export function createPresent({ auth }: Connector, { withSecrets, own, customers, now }: PresentParts): Present {
  switch (auth.type) {
    case 'login':
      return async (_call, ending) => {
        const keys = withSecrets((secrets) => headersOf(auth.keys, secrets));
        return hasFailed(keys) ? keys : fromSource(own, ending, auth.header, keys.value);
      };
    case 'oauth2-client-credentials':
      return (_call, ending) => fromSource(own, ending, 'authorization');
    case 'customer-token':
      return async ({ customerToken, refreshToken, customerIds: [customerId] }, ending) => {
        if (customerToken === null) return failed('PARTNER_REFUSED_CREDENTIALS', 'customer-token-missing');
        const canRenew = customers !== null && customerId !== undefined && (refreshToken ?? null) !== null;
        if (!isSendable(customerToken)) return failed('PARTNER_REFUSED_CREDENTIALS', 'customer-token-unusable');
        if (!canRenew) return { value: inHeader('authorization', `Bearer ${customerToken}`) };
        const grant = { accessToken: customerToken, refreshToken: refreshToken ?? '' };
        return fromSource(customers(customerId, grant), ending, 'authorization');
      };
    case 'hmac':
      return async () => withSecrets((secrets) => ({ ...STRANGER, sign: createSigner(auth, secrets, now) }));
    default:
      return async () => withSecrets((secrets) => presentStatic(auth, secrets));
  }
}

async function fromSource(
  source: TokenSource | null,
  ending: Ending,
  header: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Attempt<Presented> | null> {
  const token =
    source === null ? failed('PARTNER_REFUSED_CREDENTIALS', 'no-token-source') : await source.token(ending.signal);
  if (token === null || hasFailed(token)) return token;
  const name = header.toLowerCase();
  const value = name === 'authorization' ? `Bearer ${token.value}` : token.value;
  const giveUp = (): boolean => source?.giveUp(token.value) ?? false;
  return { value: { headers: { ...others, [name]: value }, query: {}, giveUp } };
}

/** Static credential headers by secret name. */
export const headersOf = (keys: Readonly<Record<string, string>>, secrets: Secrets): Record<string, string> =>
  Object.fromEntries(Object.entries(keys).map(([header, secret]) => [header.toLowerCase(), sendable(secrets(secret))]));

function presentStatic(auth: Auth, secrets: Secrets): Presented {
  switch (auth.type) {
    case 'api-key': {
      const key = secrets(auth.secret);
      return auth.in === 'header' ? inHeader(auth.name, key) : { headers: {}, query: { [auth.name]: key } };
    }
    case 'basic': {
      const username = secrets(auth.username);
      // It would end there (RFC 7617, 2).
      if (username.includes(':')) throw new UnusableSecret();
      const pair = `${username}:${secrets(auth.password)}`;
      return inHeader('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
    }
    case 'bearer': {
      const token = auth.isOptional === true ? secretIfSet(secrets, auth.secret) : secrets(auth.secret);
      return token === null ? STRANGER : inHeader('authorization', `Bearer ${token}`);
    }
    default:
      return STRANGER;
  }
}

const STRANGER: Presented = { headers: {}, query: {} };

function secretIfSet(secrets: Secrets, name: string): string | null {
  try {
    return secrets(name);
  } catch {
    return null;
  }
}

/** Throws UnusableSecret. */
const inHeader = (name: string, value: string): Presented => ({
  headers: { [name.toLowerCase()]: sendable(value) },
  query: {},
});
