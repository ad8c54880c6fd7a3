/**
 * Tokens from a login call: one login at a time however many calls wait for it, a new one when the old is due or was refused.
 * A login belongs to the connector, not to a request: no caller's abort ends it.
 */
import type { PartnerFault } from '../../domain/fault.ts';
import { partnerFault } from '../../domain/fault.ts';
import type { Attempt } from '../attempt.ts';
import { hasFailed } from '../attempt.ts';
import { ENDED, untilEnded } from '../client/deadline.ts';
import type { PartnersLog } from '../log.ts';

export interface Login {
  /** The current token, logging in first if there is none or it is due. null: the signal ended while waiting. */
  readonly token: (signal: AbortSignal) => Promise<Attempt<string> | null>;
  /** Gives up a token the partner refused, unless a newer one has taken its place. */
  readonly giveUp: (token: string) => void;
}

export interface LoginOptions {
  readonly partner: string;
  readonly refreshAfterMs: number;
  /** Performs the login call. */
  readonly logIn: () => Promise<Attempt<string>>;
  readonly now: () => number;
  readonly log: PartnersLog;
}

export function createLogin({ partner, refreshAfterMs, logIn, now, log }: LoginOptions): Login {
  let current: { readonly token: string; readonly obtainedAt: number } | null = null;
  let underWay: Promise<Attempt<string>> | null = null;
  let reason = 'first-login';

  const renew = async (): Promise<Attempt<string>> => {
    log.info({ partner, reason }, 'logging in at a partner');
    const attempt = await logIn();
    if (hasFailed(attempt)) return { fault: asLoginFault(attempt.fault) };
    current = { token: attempt.value, obtainedAt: now() };
    reason = 'token-due';
    return attempt;
  };

  return {
    async token(signal) {
      if (current !== null && now() - current.obtainedAt < refreshAfterMs) return { value: current.token };
      underWay ??= renew().finally(() => (underWay = null));
      const result = await untilEnded(underWay, signal);
      return result === ENDED ? null : result;
    },
    giveUp(token) {
      if (current?.token !== token) return;
      current = null;
      reason = 'token-refused';
    },
  };
}

const asLoginFault = ({ code, detail, retryAfterMs }: PartnerFault): PartnerFault =>
  partnerFault(code, `login-${detail}`, retryAfterMs);
