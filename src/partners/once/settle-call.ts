/**
 * What a guarded call becomes in the ledger. Whatever may have been served stays counted as such; only what certainly was not may be made
 * again at once. Pure.
 */
import { type Exchange, isFault } from '../ask.ts';
import type { Settlement } from './port.ts';

export function stateOf({ answer, verdict, wasSent }: Exchange): Settlement['state'] {
  if (!isFault(verdict)) return 'ANSWERED';
  if (verdict.code === 'PARTNER_OUTCOME_UNKNOWN') return 'UNKNOWN';
  if (answer === null) return wasSent === true ? 'UNKNOWN' : 'NOT_HAPPENED';
  const isRefusal = verdict.code === 'PARTNER_THROTTLED' || verdict.code === 'PARTNER_REFUSED_CREDENTIALS';
  return isRefusal ? 'NOT_HAPPENED' : 'ANSWERED';
}

/** Code and named reason: what the ledger says, never a value. */
export const outcomeOf = ({ verdict }: Exchange): string =>
  isFault(verdict) ? `${verdict.code} ${verdict.detail}` : verdict;
