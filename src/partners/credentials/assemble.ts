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
import { createCustomerTokens, type RenewedTokens } from './customer-tokens.ts';
import type { TokenVault } from './keep-token.ts';
import type { Leases, PartnerTokens } from './port.ts';
import type { WithSecrets } from './read-secrets.ts';
import { createTokenRequest, refreshWithinMs } from './request-token.ts';

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

export interface Credentials {
  readonly present: Present;
  /** Waits so long for renewals under way: one that is broken off may cost a customer's authorisation. */
  readonly drain: (graceMs: number) => Promise<void>;
}

/** Reading and keeping a token, around the request for it. */
const KEEPING_MS = 5_000;

export function createCredentials(connector: Connector, parts: CredentialParts): Credentials {
  const withCall = { ...parts, call: createCredentialCall(connector, parts) };
  const own = createBankToken(connector, withCall);
  const customers = customersOf(connector, withCall);
  return {
    present: createPresent(connector, { ...parts, own, customers: customers?.tokens ?? null }),
    drain: async (graceMs) => customers?.drain(graceMs),
  };
}

function customersOf(
  connector: Connector,
  parts: CredentialParts & { readonly call: ReturnType<typeof createCredentialCall> },
): RenewedTokens | null {
  const { id, auth } = connector;
  if (auth.type !== 'customer-token' || auth.refresh === undefined) return null;
  const { refresh } = auth;
  const { leases, tokens } = parts.stores;
  const requestToken = createTokenRequest(connector, refresh, parts);
  return createCustomerTokens({
    ...parts,
    partner: id,
    requestToken,
    lifetimeMs: refresh.lifetimeMs,
    longestMs: refreshWithinMs(connector) + KEEPING_MS,
    leases,
    tokens,
  });
}
