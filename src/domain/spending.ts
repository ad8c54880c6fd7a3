/**
 * What may be called and spent, and how much of it was. A meter counts calls or money over UTC days or months for the whole bank. Names
 * and amounts only: no customer is ever named here.
 */
import type { AgreementBudget } from './agreement.ts';
import { addDecimals, compareDecimals, type Decimal, type Money } from './decimal.ts';
import { type Instant, instantFromEpochMs } from './instant.ts';

/** `calls-per-day`, `unattended-calls-per-month`, `money-per-day`, `quota-per-day`, `customer-quota-per-day`: few enough for a label. */
export type MeterKind = string;

export type Span = 'DAY' | 'MONTH';

export interface Meter {
  readonly kind: MeterKind;
  /** What is counted, together with the period the key of its row: `agreement:AGR-MX calls any`. */
  readonly key: string;
  readonly span: Span;
  /** `calls`, or an ISO 4217 currency. */
  readonly unit: string;
  readonly limit: Decimal;
  /** Whose budget it is; absent: the partner's own contract. */
  readonly agreementId?: string;
}

/** A meter as it stands. */
export interface Level extends Meter {
  /** `2026-11-22` or `2026-11`. */
  readonly period: string;
  /** Reservations of calls under way included. */
  readonly spent: Decimal;
  /** The period's end. */
  readonly resetsAt: Instant;
}

/** Why a budget refused a call: what the call would have cost on the fullest meter, and what is left there. */
export interface BudgetRefusal {
  readonly meter: MeterKind;
  readonly unit: string;
  readonly wouldCost: Decimal;
  readonly left: Decimal;
  readonly resetsAt: Instant;
}

/** All meters of an agreement, in a fixed order; all its versions share them. */
export function agreementMeters(agreementId: string, budget: AgreementBudget): readonly Meter[] {
  const calls = (span: Span, attendance: 'any' | 'unattended', limit: number | undefined): readonly Meter[] => {
    const kind = `${attendance === 'any' ? '' : 'unattended-'}calls-per-${span.toLowerCase()}`;
    const key = `agreement:${agreementId} calls ${attendance}`;
    return limit === undefined
      ? []
      : [{ kind, key, span, unit: 'calls', limit: String(limit) as Decimal, agreementId }];
  };
  const money = (span: Span, limit: Money | undefined): readonly Meter[] => {
    if (limit === undefined) return [];
    const { amount, currency } = limit;
    const key = `agreement:${agreementId} ${currency} any`;
    return [{ kind: `money-per-${span.toLowerCase()}`, key, span, unit: currency, limit: amount, agreementId }];
  };
  return [
    ...calls('DAY', 'any', budget.callsPerDay),
    ...calls('MONTH', 'any', budget.callsPerMonth),
    ...calls('DAY', 'unattended', budget.unattendedCallsPerDay),
    ...calls('MONTH', 'unattended', budget.unattendedCallsPerMonth),
    ...money('DAY', budget.moneyPerDay),
    ...money('MONTH', budget.moneyPerMonth),
  ];
}

/** The first instant after a UTC day (`2026-11-22`) or month (`2026-11`). */
export function periodEndOf(period: string): Instant {
  const [year = 0, month = 1, day] = period.split('-').map(Number);
  const end = day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1);
  return instantFromEpochMs(end);
}

const ZERO = '0' as Decimal;

/** What may still be spent: never negative, though a limit may have been lowered below what was spent. */
export function leftOf({ limit, spent }: Pick<Level, 'limit' | 'spent'>): Decimal {
  const left = addDecimals(limit, spent, -1);
  return compareDecimals(left, ZERO) < 0 ? ZERO : left;
}
