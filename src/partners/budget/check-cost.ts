/**
 * Can a connector's price and quotas be counted? Returns the first objection in words an author can act on, or null.
 */
import { parseDecimal } from '../../domain/decimal.ts';
import type { Connector, Quota } from '../../sdk/index.ts';

/** As the table keeps them. */
const AMOUNT = /^\d{1,15}(\.\d{1,8})?$/;

export function objectionToCost({ price, limits }: Pick<Connector, 'price' | 'limits'>): string | null {
  if (parseDecimal(price.amount) === null || !AMOUNT.test(price.amount))
    return 'price.amount must be a decimal of at most 15 digits before and 8 after the point';
  if (!/^[A-Z]{3}$/.test(price.currency)) return 'price.currency must be an ISO 4217 code';
  const seen = new Set<string>();
  for (const quota of limits.quotas ?? []) {
    const objection = objectionToQuota(quota, seen);
    if (objection !== null) return objection;
  }
  return null;
}

function objectionToQuota({ calls, per, of = 'ALL', each = 'BANK' }: Quota, seen: Set<string>): string | null {
  if (!Number.isSafeInteger(calls) || calls < 1) return 'a quota needs a whole number of calls above 0';
  if (!['DAY', 'MONTH'].includes(per)) return 'a quota is per DAY or MONTH';
  if (!['ALL', 'ATTENDED', 'UNATTENDED'].includes(of)) return 'a quota is of ALL, ATTENDED or UNATTENDED calls';
  if (!['BANK', 'CUSTOMER'].includes(each)) return 'a quota is for each BANK or CUSTOMER';
  const key = `${per} ${of} ${each}`;
  if (seen.has(key)) return `two quotas per ${per} of ${of} calls for each ${each}`;
  seen.add(key);
  return null;
}
