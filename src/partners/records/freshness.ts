/**
 * How long a stored record may serve, from the shortest of what endpoint, agreement and retention allow as they are now. Seconds after it
 * was received. Pure.
 */
import type { GapCode, PartnerFault } from '../../domain/fault.ts';
import type { Endpoint } from '../../sdk/index.ts';
import type { StoredRecord, Want } from '../port.ts';

export interface Freshness {
  /** Up to here it saves the call. */
  readonly freshForS: number;
  /** The same for "no record". */
  readonly noRecordForS: number;
  /** Up to here it may stand in when the partner fails. */
  readonly staleForS: number;
}

const DAY_S = 86_400;
const NO_RECORD_FOR_S = 3_600;

export function freshnessOf(
  { cacheTtlS, noRecordTtlS, staleForS }: Endpoint,
  { cacheTtlS: agreedTtlS, retentionDays }: Pick<Want, 'cacheTtlS' | 'retentionDays'>,
): Freshness {
  const retentionS = retentionDays * DAY_S;
  const mayStandInFor = staleForS ?? (cacheTtlS > 0 ? Number.POSITIVE_INFINITY : 0);
  return {
    freshForS: Math.min(cacheTtlS, agreedTtlS, retentionS),
    noRecordForS: Math.min(noRecordTtlS ?? Math.min(cacheTtlS, NO_RECORD_FOR_S), agreedTtlS, retentionS),
    staleForS: Math.min(mayStandInFor, retentionS),
  };
}

/** Would a record ever serve? If not, it is not kept at all. */
export const mayServe = ({ freshForS, noRecordForS, staleForS }: Freshness): boolean =>
  Math.max(freshForS, noRecordForS, staleForS) > 0;

/** A row with unreadable times never serves: comparisons with NaN are false. */
export const isWithin = (
  { fetchedAt, keepUntil }: Pick<StoredRecord, 'fetchedAt' | 'keepUntil'>,
  forS: number,
  nowMs: number,
): boolean => Date.parse(fetchedAt) + forS * 1_000 > nowMs && Date.parse(keepUntil) > nowMs;

/**
 * Failures after which an older record may stand in. Not PARTNER_REFUSED_CREDENTIALS: where the credentials are the customer's own, the
 * customer may have taken them back, and where they are the bank's, the partner may have.
 */
const STAND_IN_AFTER: ReadonlySet<GapCode> = new Set<GapCode>([
  'PARTNER_THROTTLED',
  'PARTNER_TIMEOUT',
  'PARTNER_UNAVAILABLE',
  'PARTNER_BUDGET_SPENT',
  'PARTNER_BROKE_CONTRACT',
  'PARTNER_OUTCOME_UNKNOWN',
]);

/** An answer about somebody else says that the reference may not be this customer's any more: what it once brought may not be either. */
export const mayStandInAfter = ({ code, detail }: PartnerFault): boolean =>
  STAND_IN_AFTER.has(code) && detail !== 'answer-about-another';
