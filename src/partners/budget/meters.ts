/**
 * Which meters count one call, and what it takes from each: quotas of the partner's contract, and calls and money of the agreement it is
 * made under. Pure. A call that nothing counts has no draws.
 */
import { createHash } from 'node:crypto';
import { compareDecimals, type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { agreementMeters, type Meter } from '../../domain/spending.ts';
import type { Connector, Quota } from '../../sdk/index.ts';
import type { PartnerCall } from '../ask.ts';
import type { Draw } from './port.ts';

/** What tells calls apart for budgets. */
export type Budgeted = Pick<PartnerCall, 'customerIds' | 'terms'>;

const ONE = '1' as Decimal;
const ZERO = '0' as Decimal;

/** null: a limit in money cannot be counted, because the price is stated in another currency. */
export function drawsOf(connector: Connector, { customerIds, terms }: Budgeted): readonly Draw[] | null {
  const { agreementId, budget, urgency } = terms;
  const isAttended = urgency !== 'BATCH';
  const quotas = (connector.limits.quotas ?? [])
    .filter(({ of = 'ALL' }) => of === 'ALL' || (of === 'ATTENDED') === isAttended)
    .flatMap((quota) => metersOfQuota(connector.id, quota, customerIds));
  const draws = quotas.map((meter) => ({ ...meter, amount: ONE }));
  if (budget === null) return draws;
  const price = budget.pricePerCall ?? connector.price;
  const amount = parseDecimal(price.amount) ?? ZERO;
  const isFree = compareDecimals(amount, ZERO) <= 0;
  for (const meter of agreementMeters(agreementId, budget)) {
    if (meter.unit === 'calls') {
      if (!isAttended || !meter.kind.startsWith('unattended-')) draws.push({ ...meter, amount: ONE });
    } else if (!isFree) {
      if (meter.unit !== price.currency) return null;
      draws.push({ ...meter, amount });
    }
  }
  return draws;
}

/** The partner's own quotas for the whole bank, attended or not; those of single customers are left out. */
export const partnerMeters = ({ id, limits }: Connector): readonly Meter[] =>
  (limits.quotas ?? []).filter(({ each }) => each !== 'CUSTOMER').map((quota) => meterOf(id, quota));

/** A quota of each customer counts calls about nobody in particular for nobody. */
const metersOfQuota = (partner: string, quota: Quota, customerIds: readonly string[]): readonly Meter[] =>
  quota.each === 'CUSTOMER'
    ? customerIds.map((customerId) => meterOf(partner, quota, customerId))
    : [meterOf(partner, quota)];

function meterOf(partner: string, { calls, per, of = 'ALL' }: Quota, customerId?: string): Meter {
  const prefix = `${customerId === undefined ? '' : 'customer-'}${of === 'ALL' ? '' : `${of.toLowerCase()}-`}`;
  const whom = customerId === undefined ? '' : ` customer:${digestOf(partner, customerId)}`;
  return {
    kind: `${prefix}quota-per-${per.toLowerCase()}`,
    key: `partner:${partner} calls ${of === 'ALL' ? 'any' : of.toLowerCase()}${whom}`,
    span: per,
    unit: 'calls',
    limit: String(calls) as Decimal,
  };
}

const digestOf = (partner: string, customerId: string): string =>
  createHash('sha256').update(`${partner} ${customerId}`).digest('hex').slice(0, 32);
