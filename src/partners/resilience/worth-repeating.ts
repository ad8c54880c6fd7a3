/**
 * Which outcomes are worth another attempt, and how soon the partner allows it. A `billed` or `inquiry` call is repeated only where it is
 * certain that the partner never heard of the first. Our own refusals are final. Pure.
 */
import type { Connector } from '../../sdk/index.ts';
import { type Exchange, isFault } from '../ask.ts';

export interface Repeatable {
  /** Kebab-case, few. */
  readonly reason: 'not-connected' | 'connection-lost' | 'server-error' | 'timeout' | 'throttled';
  /** No sooner than this. */
  readonly afterMs: number;
}

const NOT_CONNECTED = new Set(['connect-refused', 'connect-timeout', 'name-not-resolved', 'unreachable']);
const PASSING = new Set([502, 503, 504]);

/** null: leave it. */
export function worthRepeating(exchange: Exchange, sideEffect: Connector['sideEffect']): Repeatable | null {
  const { verdict, wasSent } = exchange;
  if (!isFault(verdict) || verdict.about === 'CUSTOMER') return null;
  const isUnheard = exchange.answer === null && wasSent !== true && NOT_CONNECTED.has(verdict.detail);
  if (isUnheard) return { reason: 'not-connected', afterMs: 0 };
  return sideEffect === 'free' ? whenFree(exchange) : null;
}

function whenFree({ answer, verdict }: Exchange): Repeatable | null {
  if (!isFault(verdict)) return null;
  const { code, detail, retryAfterMs } = verdict;
  const isLost = detail === 'connection-lost' || detail === 'body-cut';
  if (isLost) return { reason: 'connection-lost', afterMs: 0 };
  if (answer === null) return null;
  if (code === 'PARTNER_THROTTLED') {
    // Who does not say when will not be pleased by a guess.
    return retryAfterMs === undefined ? null : { reason: 'throttled', afterMs: retryAfterMs };
  }
  if (answer.status === 408) return { reason: 'timeout', afterMs: 0 };
  const isPassing = code === 'PARTNER_UNAVAILABLE' && PASSING.has(answer.status);
  return isPassing ? { reason: 'server-error', afterMs: retryAfterMs ?? 0 } : null;
}

/** The partner, or the way to it, said this: not our own limits. */
export const isFromPartner = ({ answer, verdict, wasSent }: Exchange): boolean =>
  answer !== null || wasSent === true || (isFault(verdict) && NOT_CONNECTED.has(verdict.detail));
