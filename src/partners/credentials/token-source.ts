/**
 * One token that calls share: obtained when first needed, renewed when it is due or the partner refused it, by one renewal at a time
 * however many calls wait for it. A renewal belongs to nobody's request: no caller's abort ends it. Never throws.
 */
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { ENDED, untilEnded } from '../client/deadline.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import { createHold, type HoldMsOf } from './hold-refusal.ts';

export type WhyRenewed = 'first-use' | 'token-due' | 'token-refused';

export interface Issued {
  readonly token: string;
  /** Epoch milliseconds from which on it is renewed before use; Infinity where nobody knows. */
  readonly dueAt: number;
}

export interface TokenSource {
  /** The current token, renewed first where there is none or it is due. null: the signal ended while waiting. */
  readonly token: (signal: AbortSignal) => Promise<Attempt<string> | null>;
  /** Tells that the partner refused this token. Whether the call is worth repeating with another one. */
  readonly giveUp: (token: string) => boolean;
}

export interface TokenSourceOptions {
  readonly partner: string;
  /** Obtains a token; `former` is the one it replaces. */
  readonly renew: (why: WhyRenewed, former: string | null) => Promise<Attempt<Issued>>;
  /** How long a refused renewal counts for everybody, so that nobody hammers a partner that said no; 0: not at all. */
  readonly holdMsOf: HoldMsOf;
  readonly now: () => number;
  /** Told before every renewal. */
  readonly tell: (why: WhyRenewed) => void;
  readonly log: PartnersLog;
}

/** Says that a token is asked for at the partner, and why. */
export const tellRenewal =
  (partner: string, { log, note }: { readonly log: PartnersLog; readonly note: Note }) =>
  (why: WhyRenewed): void => {
    log.info({ partner, reason: why }, 'renewing credentials at a partner');
    note({ partner, endpoint: 'credentials', step: 'credentials', decision: 'renew', reason: why });
  };

/** A token refused this soon after it replaced a refused one is no remedy: the next renewal waits. */
const BARELY_USED_MS = 5_000;

export function createTokenSource({ partner, renew, holdMsOf, now, tell, log }: TokenSourceOptions): TokenSource {
  let current: (Issued & { readonly obtainedAt: number; readonly why: WhyRenewed }) | null = null;
  let former: string | null = null;
  let underWay: Promise<Attempt<string>> | null = null;
  let why: WhyRenewed = 'first-use';
  const hold = createHold(holdMsOf, now);

  const run = async (): Promise<Attempt<string>> => {
    tell(why);
    const attempt = await renew(why, former).catch((error: unknown) => defect(error, partner, log));
    hold.hear(attempt);
    if (hasFailed(attempt)) return attempt;
    current = { ...attempt.value, obtainedAt: now(), why };
    why = 'token-due';
    return { value: attempt.value.token };
  };

  return {
    async token(signal) {
      if (current !== null && now() < current.dueAt) return { value: current.token };
      const held = hold.current();
      if (held !== null) return held;
      former = current?.token ?? former;
      underWay ??= run().finally(() => (underWay = null));
      const result = await untilEnded(underWay, signal);
      return result === ENDED ? null : result;
    },
    giveUp(token) {
      if (current?.token !== token) return true;
      if (current.why === 'token-refused' && now() - current.obtainedAt < BARELY_USED_MS) return false;
      former = token;
      current = null;
      why = 'token-refused';
      return true;
    },
  };
}

function defect(error: unknown, partner: string, log: PartnersLog): Attempt<never> {
  log.warn({ partner, reason: 'defect', error: nameOf(error) }, 'renewing credentials failed');
  return failed('PARTNER_UNAVAILABLE', 'renewal-defect');
}

const MARGIN = 0.1;
const MOST_MARGIN_MS = 60_000;

/** A token is renewed a little before its end: it must not end under way. null: neither partner nor connector says when. */
export function dueAtOf(lifetimeS: number | null, lifetimeMs: number | undefined, askedAt: number): number | null {
  const lasts = lifetimeS === null ? lifetimeMs : lifetimeS * 1_000;
  return lasts === undefined ? null : askedAt + lasts - Math.min(lasts * MARGIN, MOST_MARGIN_MS);
}
