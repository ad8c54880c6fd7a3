/**
 * The fault of a call that a budget does not allow: which meter, what the call would have cost there, what is left, and when the meter
 * starts anew. Of several, the one that starts anew last: before that, asking again is in vain. Pure.
 */
import { addDecimals, compareDecimals } from '../../domain/decimal.ts';
import { type PartnerFault, partnerFault } from '../../domain/fault.ts';
import { epochMsOf } from '../../domain/instant.ts';
import { leftOf } from '../../domain/spending.ts';
import type { Drawn, Reserved } from './port.ts';

export function faultOf({ levels, atMs }: Pick<Reserved, 'levels' | 'atMs'>): PartnerFault {
  const [first, ...rest] = levels.filter((level) => !fits(level));
  if (first === undefined) return partnerFault('PARTNER_BUDGET_SPENT', 'budget-taken-meanwhile');
  const last = rest.reduce((latest, level) => (level.resetsAt > latest.resetsAt ? level : latest), first);
  const { kind, unit, amount, resetsAt } = last;
  const retryAfterMs = Math.max(1, Math.ceil(epochMsOf(resetsAt) - atMs));
  const budget = { meter: kind, unit, wouldCost: amount, left: leftOf(last), resetsAt };
  return { ...partnerFault('PARTNER_BUDGET_SPENT', kind, retryAfterMs), budget };
}

const fits = ({ spent, amount, limit }: Drawn): boolean => compareDecimals(addDecimals(spent, amount, 1), limit) <= 0;
