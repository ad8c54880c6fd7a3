/**
 * Turns a connector's declared auth into headers and query parameters of one call. Secrets are read per call, so that a rotated
 * one counts at once. Nothing here is logged.
 */
import type { Connector, Secrets } from '../../sdk/index.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { Login } from './login.ts';
import type { WithSecrets } from './read-secrets.ts';

export interface Presented {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The login token among the headers. */
  readonly loginToken: string | null;
}

/** null: the signal ended while a login was awaited. */
export type Present = (customerToken: string | null, signal: AbortSignal) => Promise<Attempt<Presented> | null>;

export function createPresent({ auth }: Connector, withSecrets: WithSecrets, login: Login | null): Present {
  return async (customerToken, signal) => {
    if (auth.type === 'login' && login !== null) {
      const keys = withSecrets((secrets) => headersOf(auth.keys, secrets));
      if (hasFailed(keys)) return keys;
      const token = await login.token(signal);
      if (token === null || hasFailed(token)) return token;
      const headers = { ...keys.value, [auth.header.toLowerCase()]: token.value };
      return { value: { headers, query: {}, loginToken: token.value } };
    }
    if (auth.type === 'customer-token') {
      if (customerToken === null) return failed('PARTNER_REFUSED_CREDENTIALS', 'customer-token-missing');
      return { value: inHeader('authorization', `Bearer ${customerToken}`) };
    }
    return withSecrets((secrets) => presentStatic(auth, secrets));
  };
}

/** Static credential headers by secret name. */
export const headersOf = (
  keys: Readonly<Record<string, string>>,
  secrets: (name: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(keys).map(([header, secret]) => [header.toLowerCase(), secrets(secret)]));

function presentStatic(auth: Connector['auth'], secrets: (name: string) => string): Presented {
  switch (auth.type) {
    case 'api-key': {
      const key = secrets(auth.secret);
      if (auth.in === 'header') return inHeader(auth.name, key);
      return { headers: {}, query: { [auth.name]: key }, loginToken: null };
    }
    case 'basic': {
      const pair = `${secrets(auth.username)}:${secrets(auth.password)}`;
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

const STRANGER: Presented = { headers: {}, query: {}, loginToken: null };

function secretIfSet(secrets: Secrets, name: string): string | null {
  try {
    return secrets(name);
  } catch {
    return null;
  }
}

const inHeader = (name: string, value: string): Presented => ({
  headers: { [name.toLowerCase()]: value },
  query: {},
  loginToken: null,
});
