/**
 * Can the budget of a proposed agreement be counted and kept? Names every limit that cannot. Pure.
 */
import type { AgreementBudget } from '../../domain/agreement.ts';
import { compareDecimals, type Decimal, type Money } from '../../domain/decimal.ts';

type Calls = 'callsPerDay' | 'callsPerMonth' | 'unattendedCallsPerDay' | 'unattendedCallsPerMonth';
type Amounts = 'pricePerCall' | 'moneyPerDay' | 'moneyPerMonth';

const CALLS: readonly Calls[] = ['callsPerDay', 'callsPerMonth', 'unattendedCallsPerDay', 'unattendedCallsPerMonth'];
const AMOUNTS: readonly Amounts[] = ['pricePerCall', 'moneyPerDay', 'moneyPerMonth'];

/** The first may not be above the second. */
const CALLS_WITHIN: readonly (readonly [Calls, Calls])[] = [
  ['callsPerDay', 'callsPerMonth'],
  ['unattendedCallsPerDay', 'unattendedCallsPerMonth'],
  ['unattendedCallsPerDay', 'callsPerDay'],
  ['unattendedCallsPerMonth', 'callsPerMonth'],
];
const AMOUNTS_WITHIN: readonly (readonly [Amounts, Amounts])[] = [
  ['moneyPerDay', 'moneyPerMonth'],
  ['pricePerCall', 'moneyPerDay'],
  ['pricePerCall', 'moneyPerMonth'],
];

/** Problems, in words for whoever proposed it. */
export function checkBudget(budget: AgreementBudget | undefined): readonly string[] {
  if (budget === undefined) return [];
  const limits = [...CALLS, 'moneyPerDay', 'moneyPerMonth'] as const;
  if (limits.every((name) => budget[name] === undefined)) return ['budget: state at least one limit, or leave it out.'];
  const currencies = new Set(AMOUNTS.flatMap((name) => budget[name]?.currency ?? []));
  return [
    ...CALLS.flatMap((name) => checkCalls(name, budget[name])),
    ...AMOUNTS.flatMap((name) => checkMoney(name, budget[name])),
    ...(currencies.size > 1 ? ['budget: all money must be in one currency.'] : []),
    ...CALLS_WITHIN.flatMap(([less, more]) => checkOrder(less, more, isAbove(budget[less], budget[more]))),
    ...AMOUNTS_WITHIN.flatMap(([less, more]) => checkOrder(less, more, costsMore(budget[less], budget[more]))),
  ];
}

const checkCalls = (name: Calls, calls: number | undefined): readonly string[] =>
  calls === undefined || (Number.isSafeInteger(calls) && calls >= 1) ? [] : [`budget.${name}: 1 or more.`];

/** As the table of spendings keeps amounts. */
const AMOUNT = /^\d{1,15}(\.\d{1,8})?$/;

function checkMoney(name: Amounts, money: Money | undefined): readonly string[] {
  if (money === undefined) return [];
  const isAmount = AMOUNT.test(money.amount) && (name === 'pricePerCall' || compareDecimals(money.amount, ZERO) > 0);
  const least = name === 'pricePerCall' ? 'not negative' : 'more than 0';
  return [
    ...(isAmount ? [] : [`budget.${name}.amount: ${least}, at most 15 digits before and 8 after the point.`]),
    ...(/^[A-Z]{3}$/.test(money.currency) ? [] : [`budget.${name}.currency: an ISO 4217 code such as EUR.`]),
  ];
}

const ZERO = '0' as Decimal;

const checkOrder = (less: string, more: string, isWrong: boolean): readonly string[] =>
  isWrong ? [`budget.${less}: must not be above budget.${more}.`] : [];

const isAbove = (calls: number | undefined, most: number | undefined): boolean =>
  calls !== undefined && most !== undefined && calls > most;

/** Only of one currency; others are a problem of their own. */
const costsMore = (money: Money | undefined, most: Money | undefined): boolean =>
  money !== undefined &&
  most !== undefined &&
  money.currency === most.currency &&
  compareDecimals(money.amount, most.amount) > 0;
