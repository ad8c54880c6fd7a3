/**
 * Mastercard's answers as canonical records. Never attributes another person's data to the customer: where the answer does
 * not say which holder the customer is, there is no record. Pure; missing stays missing.
 */
import {
  instantFromEpoch,
  present,
  type Address,
  type CreditScoreRecord,
  type Decimal,
  type Mapped,
  type Range,
  type RequestContext,
  type SalesPeriod,
} from '../../src/sdk/index.ts';
import type { AccountOwner, Holder, NsfDay, PaymentSuccess, SalesAnalytics, SalesReport } from './wire.ts';

/** Relationships that make a holder the one owner, whoever else is listed. Joint ones do not. */
const FIRST_OWNER: ReadonlySet<string> = new Set(['PRIMARY', 'PRIMARY_BORROWER', 'SOLE_OWNER']);

/** Signs of several people in one `ownerName`: the vendor joins names in one string where the institution does. */
const SEVERAL_NAMES = /[&;/、\n]|\s(?:and|or)\s/i;

export function mapAccountOwner({ holders }: AccountOwner): Mapped<'identity.party'> | null {
  const holder = customerAmong(holders);
  if (holder === null) return null;
  const record = present({
    name: filled(holder.ownerName),
    addresses: listed((holder.addresses ?? []).map(addressOf)),
    phones: listed((holder.phones ?? []).filter((phone) => phone.type !== 'FAX').map(phoneOf)),
    emails: listed(primaryFirst(holder.emails ?? []).map((entry) => filled(entry.email))),
    documentNumber: only((holder.documentations ?? []).map((entry) => filled(entry.governmentId))),
  });
  return Object.keys(record).length === 0 ? null : { record, asOf: null };
}

/** The lone holder where nothing says that somebody else is the owner; among several, the only first owner. */
function customerAmong(holders: readonly Holder[]): Holder | null {
  const [holder, ...others] = holders.length === 1 ? holders : holders.filter(isFirstOwner);
  if (holder === undefined || others.length > 0) return null;
  if (!isFirstOwner(holder) && holder.relationship !== undefined && holder.relationship !== 'BUSINESS') return null;
  const isBusiness = holder.nameClassification?.toLowerCase() === 'business';
  return !isBusiness && SEVERAL_NAMES.test(holder.ownerName) ? null : holder;
}

const isFirstOwner = (holder: Holder): boolean => FIRST_OWNER.has(holder.relationship ?? '');

function addressOf(entry: NonNullable<Holder['addresses']>[number]): Address | undefined {
  const lines = [entry.line1, entry.line2, entry.line3].map(filled).filter((line) => line !== undefined);
  const parts = present({
    country: filled(entry.country),
    province: filled(entry.state),
    city: filled(entry.city),
    street: lines.length > 0 ? lines.join(', ') : undefined,
    postalCode: filled(entry.postalCode),
  });
  if (Object.keys(parts).length > 0) return parts;
  const whole = filled(entry.ownerAddress);
  return whole === undefined ? undefined : { street: whole };
}

/** E.164 where that is certain (a `+`, or North American digits under calling code 1); else as given. */
function phoneOf(entry: NonNullable<Holder['phones']>[number]): string | undefined {
  const given = filled(entry.phone);
  if (given === undefined) return undefined;
  const digits = given.replace(/\D/g, '');
  if (given.startsWith('+') && digits !== '') return `+${digits}`;
  if (entry.country === '1' && /^1?\d{10}$/.test(digits)) return `+1${digits.slice(-10)}`;
  return given;
}

const primaryFirst = <T extends { readonly isPrimary?: boolean | undefined }>(entries: readonly T[]): readonly T[] => [
  ...entries.filter((entry) => entry.isPrimary === true),
  ...entries.filter((entry) => entry.isPrimary !== true),
];

const SCALE: Range = { from: '0' as Decimal, to: '100' as Decimal };

const REASON_CODES = {
  recentBalance: 'RECENT_BALANCE',
  balanceHistory: 'BALANCE_HISTORY',
  nsfHistory: 'NSF_HISTORY',
  recentNsfHistory: 'RECENT_NSF_HISTORY',
  recurringNsf: 'RECURRING_NSF',
  spendHistory: 'SPEND_HISTORY',
  depositHistory: 'DEPOSIT_HISTORY',
  transactionAmount: 'TRANSACTION_AMOUNT',
} as const satisfies Record<keyof NonNullable<NsfDay['reasons']>, string>;

/** One record per model. On both scales more is better: a higher score means a return is less likely. */
export function mapPaymentSuccess(wire: PaymentSuccess): Mapped<'credit.score'> {
  const { nsfReturnRisk: nsf, requestDate: scoredOn } = wire;
  const day = dayToSettle(nsf?.result?.dailyResults ?? [], wire.transaction?.settleByDate);
  const unauthorized = wire.unauthorizedReturnRisk ?? nsf?.unauthorizedReturnRisk;
  const scores = [
    day && scoreOf('mastercard-nsf-return-risk', { ...day, scoredOn, reasons: reasonsOf(day) }),
    unauthorized && scoreOf('mastercard-unauthorized-return-risk', { ...unauthorized, scoredOn }),
  ];
  return { record: scores.filter((score) => score !== undefined), asOf: null };
}

type Scored = Pick<NsfDay, 'score' | 'indicator'> & Pick<CreditScoreRecord, 'scoredOn'> & {
  readonly reasons?: CreditScoreRecord['reasons'] | undefined;
}; // prettier-ignore

const scoreOf = (model: string, { score, indicator, reasons, scoredOn }: Scored): CreditScoreRecord =>
  present({ model, value: score, range: SCALE, rating: filled(indicator), reasons, scoredOn });

/** The day the payment is to settle is the day that was asked about; without it, the earliest day scored. */
function dayToSettle(days: readonly NsfDay[], settleOn: string | undefined): NsfDay | undefined {
  const earliest = [...days].sort((a, b) => (a.potentialSettlementDate < b.potentialSettlementDate ? -1 : 1))[0];
  return days.find((day) => day.potentialSettlementDate === settleOn) ?? earliest;
}

function reasonsOf({ reasons }: NsfDay): CreditScoreRecord['reasons'] | undefined {
  const entries = Object.entries(REASON_CODES) as [keyof typeof REASON_CODES, string][];
  return listed(entries.map(([key, code]) => ({ code, weight: reasons?.[key] })).map(weighted));
}

const weighted = ({ code, weight }: { code: string; weight: number | undefined }) =>
  weight === undefined ? undefined : { code, weight };

export function mapSalesReport(wire: SalesReport, ctx: RequestContext): Mapped<'credit.businessSales'> | null {
  const sales = atLocation(wire.retailSalesAnalyticsMetrics, ctx.references['locationId']);
  if (sales === null) return null;
  const record = present({
    industry: filled(sales.industryName),
    firstSaleOn: sales.firstSeenTxnDate,
    lastSaleOn: sales.lastSeenTxnDate,
    periods: listed((sales.metricsLists ?? []).map(periodOf)),
  });
  if (Object.keys(record).length === 0) return null;
  return { record, asOf: wire.createdDate === undefined ? null : instantFromEpoch(wire.createdDate, 's') };
}

/** The location asked about; a lone block that names no location can only be that one. */
function atLocation(blocks: readonly SalesAnalytics[], locationId: string | undefined): SalesAnalytics | null {
  const [lone, ...others] = blocks;
  if (lone && others.length === 0 && lone.locationId === undefined) return lone;
  const wanted = locationId?.toLowerCase();
  return blocks.find((block) => block.locationId !== undefined && block.locationId.toLowerCase() === wanted) ?? null;
}

/** A figure whose days are not stated says nothing, so the period is left out. */
function periodOf(entry: NonNullable<SalesAnalytics['metricsLists']>[number]): SalesPeriod | undefined {
  const { periodStartDate: from, periodEndDate: to } = entry;
  if (from === undefined || to === undefined) return undefined;
  const valueOf = (name: string) => entry.metrics?.find((metric) => metric.name === name)?.value;
  const count = valueOf('txn_cnt');
  return present({
    period: { from, to },
    amount: valueOf('txn_amt'),
    transactions: count === undefined ? undefined : Number(count),
  });
}

const filled = (text: string | undefined): string | undefined => text?.trim() || undefined;

/** Without gaps and repetitions; undefined when nothing is left. */
function listed<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const byText = new Map(items.filter((item) => item !== undefined).map((item) => [JSON.stringify(item), item]));
  return byText.size === 0 ? undefined : [...byText.values()];
}

/** The one value all agree on; undefined when there are several, because nothing says which is meant. */
function only<T>(items: readonly (T | undefined)[]): T | undefined {
  const values = listed(items) ?? [];
  return values.length === 1 ? values[0] : undefined;
}
