/**
 * Renews one customer's token: another replica's newer one where there is one, else a refresh (RFC 6749, 6) under the customer's lease.
 * A customer who took the authorisation back is remembered as such, for all replicas. Never throws.
 */
import { hash } from 'node:crypto';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import {
  createKeptTokens,
  type KeptToken,
  type KeptTokens,
  type Newest,
  newestOf,
  type TokenVault,
} from './keep-token.ts';
import type { Leases, PartnerTokens } from './port.ts';
import { GRANT_ENDED, type RequestToken } from './request-token.ts';
import { dueAtOf, type Issued, tellRenewal, type WhyRenewed } from './token-source.ts';
import { underLease } from './under-lease.ts';

/** What the customer's references hold. */
export interface CustomerGrant {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface CustomerRenewalParts {
  readonly partner: string;
  readonly requestToken: RequestToken;
  readonly lifetimeMs: number | undefined;
  /** Longest time one token request takes, waiting for its turn included. */
  readonly longestMs: number;
  readonly leases: Leases;
  readonly tokens: PartnerTokens;
  readonly vault: TokenVault;
  /** Told of what goes on when the renewal has answered: the gateway waits for it before it closes. */
  readonly goesOn: (work: Promise<unknown>) => void;
  readonly now: () => number;
  readonly log: PartnersLog;
  readonly note: Note;
}

export interface RenewedCustomer {
  readonly customerId: string;
  readonly grant: CustomerGrant;
  readonly seed: string;
}

/** An ended authorisation stays ended: the partner is asked again after this time, in case it erred. */
export const ENDED_FOR_MS = 15 * 60_000;

export const digestOf = (text: string): string => hash('sha256', text, 'base64url');
export const seedOf = ({ accessToken, refreshToken }: CustomerGrant): string =>
  digestOf(JSON.stringify([accessToken, refreshToken]));

type Renew = (why: WhyRenewed, former: string | null) => Promise<Attempt<Issued>>;

export function createCustomerRenewal(parts: CustomerRenewalParts, about: RenewedCustomer): Renew {
  const kept = createKeptTokens(parts, about);
  const granted: KeptToken = { ...about.grant, dueAt: null, obtainedAt: 0, endedAt: null };
  /** What serves without a refresh, or why nothing does; null: a refresh is due. */
  const serving = (newest: KeptToken, former: string | null): Attempt<Issued> | null => {
    if (hasEnded(newest, parts.now())) return failed('PARTNER_REFUSED_CREDENTIALS', GRANT_ENDED);
    return isUsable(newest, former, parts.now()) ? issued(newest) : null;
  };
  return async (why, former) => {
    const newest = newestOf(await kept.read(), granted);
    if (hasFailed(newest)) return newest;
    const served = serving(newest.value.token, why === 'first-use' ? null : former);
    if (served !== null) return served;
    return underLease(
      { ...parts, name: `token ${parts.partner} ${digestOf(about.customerId)}` },
      kept.settle,
      async () => {
        const current = newestOf(await kept.read(), granted);
        if (hasFailed(current)) return current;
        const brought = serving(current.value.token, former ?? newest.value.token.accessToken);
        if (brought !== null) return brought;
        // What is only read, or was renewed elsewhere, is no renewal: a line a customer would say nothing.
        tellRenewal(parts.partner, parts)(why);
        return refresh(parts, kept, current.value);
      },
    );
  };
}

const hasEnded = ({ endedAt }: KeptToken, nowMs: number): boolean => endedAt !== null && nowMs - endedAt < ENDED_FOR_MS;

/** Good as far as anybody knows, and not the one that is to be replaced. */
const isUsable = ({ accessToken, dueAt }: KeptToken, former: string | null, nowMs: number): boolean =>
  accessToken !== former && (dueAt === null || nowMs < dueAt);

const issued = ({ accessToken, dueAt }: KeptToken): Attempt<Issued> => ({
  value: { token: accessToken, dueAt: dueAt ?? Number.POSITIVE_INFINITY },
});

async function refresh(parts: CustomerRenewalParts, kept: KeptTokens, current: Newest): Promise<Attempt<Issued>> {
  const { requestToken, lifetimeMs, now } = parts;
  const askedAt = now();
  const granted = await requestToken({ refreshToken: current.token.refreshToken });
  if (hasFailed(granted)) return granted.fault.detail === GRANT_ENDED ? ended(kept, current, askedAt) : granted;
  const { accessToken, refreshToken, lifetimeS } = granted.value;
  const next: KeptToken = {
    accessToken,
    refreshToken: refreshToken ?? current.token.refreshToken,
    dueAt: dueAtOf(lifetimeS, lifetimeMs, askedAt),
    obtainedAt: askedAt,
    endedAt: null,
  };
  await kept.save(next, current);
  return issued(next);
}

/** A holder whose lease ran out under way may have used this refresh token before: then its result counts, not the refusal. */
async function ended(kept: KeptTokens, current: Newest, askedAt: number): Promise<Attempt<Issued>> {
  await kept.save({ ...current.token, obtainedAt: askedAt, endedAt: askedAt }, current);
  const latest = await kept.read();
  if (hasFailed(latest)) return latest;
  const { token } = latest.value;
  if (token !== null && token.refreshToken !== current.token.refreshToken) return issued(token);
  return failed('PARTNER_REFUSED_CREDENTIALS', GRANT_ENDED);
}
