/**
 * What a guarded call becomes in the ledger. Whatever may have been served stays counted as such; only what certainly was not may be made
 * again at once. Pure.
 */
import { type GapCode, type PartnerFault, partnerFault } from '../../domain/fault.ts';
import type { Endpoint } from '../../sdk/index.ts';
import { type BodyProblem, type Exchange, isFault, type PartnerCall } from '../ask.ts';
import { hasFailed } from '../attempt.ts';
import type { GuardedCall, Settlement } from './port.ts';

export function stateOf({ answer, verdict, wasSent }: Exchange): Settlement['state'] {
  if (!isFault(verdict)) return 'ANSWERED';
  if (verdict.code === 'PARTNER_OUTCOME_UNKNOWN') return 'UNKNOWN';
  if (answer === null) return wasSent === true ? 'UNKNOWN' : 'NOT_HAPPENED';
  const isRefusal = verdict.code === 'PARTNER_THROTTLED' || verdict.code === 'PARTNER_REFUSED_CREDENTIALS';
  return isRefusal ? 'NOT_HAPPENED' : 'ANSWERED';
}

/** Code and named reason: what the ledger says, never a value. */
export const outcomeOf = (verdict: Exchange['verdict']): string =>
  isFault(verdict) ? `${verdict.code} ${verdict.detail}` : verdict;

/**
 * Why an answer that the partner served, and bills, is of no use to whoever asked: not readable, against the contract, about somebody else.
 * null: it is of use, or the partner did not serve it, or it says that there is nothing yet.
 */
export function uselessBecause(call: PartnerCall, { answer, verdict }: Exchange): PartnerFault | null {
  if (answer === null || answer.status < 200 || answer.status >= 300) return null;
  if (isFault(verdict)) return verdict.code === 'PARTNER_BROKE_CONTRACT' ? verdict : null;
  if (verdict !== 'ANSWER') return null;
  const reading = call.read?.(answer.body);
  return reading !== undefined && hasFailed(reading) ? reading.fault : null;
}

/** The same fault again, for whoever asks while it stands; null: it does not, or not for this endpoint. */
export function heldFault({ isHeld, outcome, endpoint }: GuardedCall, by: Endpoint): PartnerFault | null {
  const [, code, detail = ''] = /^(\S+) (.+)$/.exec(outcome ?? '') ?? [];
  if (!isHeld || code === undefined) return null;
  // What nobody can read is of no use to any endpoint; else each has a contract of its own.
  return endpoint === by.name || UNREADABLE.has(detail) ? partnerFault(code as GapCode, detail) : null;
}

const UNREADABLE = new Set<string>(['empty-body', 'not-utf8', 'not-json', 'body-too-large', 'content-encoding'] satisfies BodyProblem[]); // prettier-ignore
