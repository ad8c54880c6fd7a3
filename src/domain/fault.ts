/**
 * How a partner fails, as callers may know it. A fault is a value, never thrown across a stage, and holds no partner text.
 */
import type { BudgetRefusal } from './spending.ts';

export const GAP_CODES = [
  'PARTNER_THROTTLED',
  'PARTNER_TIMEOUT',
  'PARTNER_UNAVAILABLE',
  'PARTNER_BUDGET_SPENT',
  'PARTNER_REFUSED_CREDENTIALS',
  'PARTNER_BROKE_CONTRACT',
  'PARTNER_OUTCOME_UNKNOWN',
] as const;

export type GapCode = (typeof GAP_CODES)[number];

export interface PartnerFault {
  readonly code: GapCode;
  /** Milliseconds until asking again makes sense, where the partner or our own limiter said so. */
  readonly retryAfterMs?: number;
  /** For log lines and metrics only: a named reason such as `status-503` or `wire:/accounts/0/balance`. Names, never values. */
  readonly detail: string;
  /** It concerns this customer alone (a security freeze); the partner is well. */
  readonly about?: 'CUSTOMER';
  /** PARTNER_BUDGET_SPENT only: the bank's own amounts, nobody's value. */
  readonly budget?: BudgetRefusal;
}

export const partnerFault = (code: GapCode, detail: string, retryAfterMs?: number): PartnerFault =>
  retryAfterMs === undefined ? { code, detail } : { code, detail, retryAfterMs };
