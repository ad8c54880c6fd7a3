/**
 * Says once that a meter passed 80 %, 95 % or all of its limit, and tells metrics how full it is. Which reservation crossed a threshold
 * is known from the amounts before and after it, so of all replicas exactly one speaks. Names and percentages, no amounts.
 */
import { addDecimals, compareDecimals, type Decimal } from '../../domain/decimal.ts';
import type { MeterKind } from '../../domain/spending.ts';
import type { PartnersLog } from '../log.ts';
import type { Drawn } from './port.ts';

export interface BudgetGauge {
  readonly partner: string;
  readonly meter: MeterKind;
  /** null: a quota of the partner's own contract. */
  readonly agreement: string | null;
  /** 0 to 1, or more where a limit was lowered below what was spent. */
  readonly spentRatio: number;
}

export type ObserveBudget = (gauge: BudgetGauge) => void;

export interface WatchOptions {
  readonly partner: string;
  readonly log: PartnersLog;
  readonly observe: ObserveBudget;
}

/** `warn` is told `spent-80-percent`, `spent-95-percent` or `spent-100-percent`. */
export type WatchLevels = (levels: readonly Drawn[], warn: (reason: string) => void) => void;

const THRESHOLDS = [80, 95, 100] as const;
/** Meters remembered as warned about: a refund must not make the next call warn again. */
const REMEMBERED = 1_000;

export function createWatch({ partner, log, observe }: WatchOptions): WatchLevels {
  const warned = new Set<string>();
  const isFirst = (crossing: string): boolean => {
    if (warned.has(crossing)) return false;
    if (warned.size >= REMEMBERED) warned.clear();
    warned.add(crossing);
    return true;
  };
  return (levels, warn) => {
    for (const level of levels) {
      const { kind, key, period, limit, spent, agreementId: agreement = null } = level;
      // One customer's own quota is nobody's concern but the caller's, who sees the gap.
      if (kind.startsWith('customer-')) continue;
      observe({ partner, meter: kind, agreement, spentRatio: Number(spent) / Number(limit) });
      const percent = crossedBy(level);
      if (percent === null || !isFirst(`${key} ${period} ${limit} ${percent}`)) continue;
      warn(`spent-${percent}-percent`);
      log.warn(
        { partner, meter: kind, agreement, period, percent, reason: `spent-${percent}-percent` },
        percent === 100 ? 'a budget is spent: the partner is not called until it starts anew' : 'a budget runs low',
      );
    }
  };
}

/** The highest threshold that this reservation was the first to reach; 100 also when another call like it no longer fits. */
function crossedBy(level: Drawn): number | null {
  const { spentBefore, spent } = level;
  if (spent === spentBefore) return null;
  const crossed = THRESHOLDS.filter(
    (percent) => !hasReached(level, spentBefore, percent) && hasReached(level, spent, percent),
  );
  return crossed.at(-1) ?? null;
}

function hasReached({ limit, amount }: Drawn, spent: Decimal, percent: number): boolean {
  if (percent === 100) return compareDecimals(addDecimals(spent, amount, 1), limit) > 0;
  return compareDecimals(times(spent, 100), times(limit, percent)) >= 0;
}

const times = (amount: Decimal, factor: number): Decimal => addDecimals('0' as Decimal, amount, factor);
