/**
 * The credentials of one connector, put together: what a call carries, and the certificate connections show.
 */
import type { Connector } from '../../sdk/index.ts';
import type { Aim } from '../client/aim.ts';
import type { Send } from '../client/client.ts';
import type { Windows } from '../limits/windows.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import { createBankToken } from './bank-token.ts';
import { createCredentialCall } from './credential-call.ts';
import { createPresent, type Present } from './credentials.ts';
import { createCustomerTokens, type CustomerTokens } from './customer-tokens.ts';
import type { TokenVault } from './keep-token.ts';
import type { Leases, PartnerTokens } from './port.ts';
import type { WithSecrets } from './read-secrets.ts';
import { createTokenRequest } from './request-token.ts';

export interface CredentialParts {
  readonly aim: Aim;
  readonly send: Send;
  readonly withSecrets: WithSecrets;
  /** A token request is a call which the partner counts. */
  readonly windows: Windows;
  readonly stores: { readonly leases: Leases; readonly tokens: PartnerTokens };
  readonly vault: TokenVault;
  readonly now: () => number;
  readonly log: PartnersLog;
  readonly note: Note;
}

export function createCredentials(connector: Connector, parts: CredentialParts): Present {
  const withCall = { ...parts, call: createCredentialCall(connector, parts) };
  return createPresent(connector, {
    ...parts,
    own: createBankToken(connector, withCall),
    customers: customersOf(connector, withCall),
  });
}

function customersOf(
  connector: Connector,
  parts: CredentialParts & { readonly call: ReturnType<typeof createCredentialCall> },
): CustomerTokens | null {
  const { id, auth, deadlineMs } = connector;
  if (auth.type !== 'customer-token' || auth.refresh === undefined) return null;
  const { refresh } = auth;
  const { leases, tokens } = parts.stores;
  const requestToken = createTokenRequest(connector, refresh, parts);
  return createCustomerTokens({
    ...parts,
    partner: id,
    requestToken,
    lifetimeMs: refresh.lifetimeMs,
    deadlineMs,
    leases,
    tokens,
  });
}
