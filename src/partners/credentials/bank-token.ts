/**
 * The bank's own token at a partner whose auth is a login call or the client credentials grant. Each process has its own; a partner that
 * refuses to give one is left alone for a moment, because accounts are locked after too many refusals.
 */
import type { Connector } from '../../sdk/index.ts';
import { type Attempt, hasFailed } from '../attempt.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import { holdMsOf } from './hold-refusal.ts';
import { createLogIn, type LogInParts } from './log-in.ts';
import { createTokenRequest, type RequestToken } from './request-token.ts';
import { createTokenSource, dueAtOf, type Issued, tellRenewal, type TokenSource } from './token-source.ts';

export interface BankTokenParts extends LogInParts {
  readonly log: PartnersLog;
  readonly note: Note;
}

/** Where neither the partner nor the connector says how long a token lasts. */
const USUAL_LIFETIME_MS = 10 * 60_000;

/** null: this connector's auth knows no such token. */
export function createBankToken(connector: Connector, parts: BankTokenParts): TokenSource | null {
  const renew = renewalOf(connector, parts);
  const { now, log } = parts;
  const { id: partner } = connector;
  const tell = tellRenewal(partner, parts);
  return renew === null ? null : createTokenSource({ partner, renew, holdMsOf, now, tell, log });
}

function renewalOf(connector: Connector, parts: BankTokenParts): (() => Promise<Attempt<Issued>>) | null {
  const { auth } = connector;
  if (auth.type === 'login') return createLogIn(connector, auth, parts);
  if (auth.type !== 'oauth2-client-credentials') return null;
  const requestToken = createTokenRequest(connector, auth, parts);
  return () => grant(requestToken, auth.lifetimeMs ?? USUAL_LIFETIME_MS, parts.now);
}

async function grant(requestToken: RequestToken, lifetimeMs: number, now: () => number): Promise<Attempt<Issued>> {
  const askedAt = now();
  const granted = await requestToken('client-credentials');
  if (hasFailed(granted)) return granted;
  const { accessToken, lifetimeS } = granted.value;
  return { value: { token: accessToken, dueAt: dueAtOf(lifetimeS, lifetimeMs, askedAt) ?? Number.POSITIVE_INFINITY } };
}
