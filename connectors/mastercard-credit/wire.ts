/**
 * What Mastercard Open Finance sends, in its spelling, reduced to what the maps read. The vendor's own examples break the
 * vendor's own schema in places (README.md, quirks), so only what a map cannot do without is required. No meaning here.
 */
import { z } from 'zod';
import { bigInteger, decimal, integer, localDate, maybe } from '../../src/sdk/index.ts';

const text = () => maybe(z.string());
const flag = () => maybe(z.boolean());
const listOf = <T>(item: z.ZodType<T>) => maybe(z.array(item));

export const accessToken = z.object({ token: z.string().min(1) });

const ownerAddress = z.object({
  ownerAddress: text(),
  line1: text(),
  line2: text(),
  line3: text(),
  city: text(),
  state: text(),
  postalCode: text(),
  country: text(),
});

const holder = z.object({
  relationship: text(),
  ownerName: z.string(),
  nameClassification: text(),
  addresses: listOf(ownerAddress),
  emails: listOf(z.object({ isPrimary: flag(), email: text() })),
  phones: listOf(z.object({ type: text(), country: text(), phone: text() })),
  documentations: listOf(z.object({ governmentId: text() })),
});

export const accountOwner = z.object({ holders: z.array(holder) });

/** The documented scale. A number outside it would mean another scale, so it breaks the contract. */
const upTo100 = () => integer().refine((value) => value >= 0 && value <= 100, { error: 'expected 0 to 100' });

const nsfReasons = z.object({
  recentBalance: maybe(upTo100()),
  balanceHistory: maybe(upTo100()),
  nsfHistory: maybe(upTo100()),
  recentNsfHistory: maybe(upTo100()),
  recurringNsf: maybe(upTo100()),
  spendHistory: maybe(upTo100()),
  depositHistory: maybe(upTo100()),
  transactionAmount: maybe(upTo100()),
});

const nsfDay = z.object({
  potentialSettlementDate: localDate(),
  score: upTo100(),
  indicator: text(),
  reasons: maybe(nsfReasons),
});

const plainScore = z.object({ score: upTo100(), indicator: text() });

/** The schema puts the score below `result`, the published examples put it directly here. */
const unauthorizedRisk = z.union([
  z.object({ result: plainScore }).transform((risk) => risk.result),
  plainScore,
  z.object({ error: z.unknown().refine((error) => error != null) }).transform(() => undefined),
]);

const nsfRisk = z.object({
  result: maybe(z.object({ dailyResults: z.array(nsfDay).min(1) })),
  unauthorizedReturnRisk: maybe(unauthorizedRisk),
});

/** Only finished scores: what is unfinished or failed never gets as far as the contract (faults.ts). */
export const paymentSuccess = z
  .object({
    status: z.literal('SUCCESS'),
    customerId: z.string(),
    requestDate: localDate(),
    transaction: maybe(z.object({ settleByDate: maybe(localDate()) })),
    nsfReturnRisk: maybe(nsfRisk),
    unauthorizedReturnRisk: maybe(unauthorizedRisk),
  })
  .refine(
    ({ nsfReturnRisk: nsf, unauthorizedReturnRisk: top }) =>
      (nsf?.result ?? nsf?.unauthorizedReturnRisk ?? top) != null,
    { error: 'expected at least one score under SUCCESS' },
  );

const metric = z
  .object({ name: z.string(), value: maybe(decimal()) })
  .refine(({ name, value }) => name !== 'txn_cnt' || value === undefined || Number.isSafeInteger(Number(value)), {
    error: 'expected a whole number of transactions',
  });

const salesPeriod = z.object({
  periodStartDate: maybe(localDate()),
  periodEndDate: maybe(localDate()),
  metrics: listOf(metric),
});

const salesAnalytics = z.object({
  locationId: text(),
  industryName: text(),
  firstSeenTxnDate: maybe(localDate()),
  lastSeenTxnDate: maybe(localDate()),
  metricsLists: listOf(salesPeriod),
});

export const salesReport = z.object({
  createdDate: maybe(bigInteger()),
  retailSalesAnalyticsMetrics: z.array(salesAnalytics),
});

export type AccountOwner = z.infer<typeof accountOwner>;
export type Holder = AccountOwner['holders'][number];
export type PaymentSuccess = z.infer<typeof paymentSuccess>;
export type NsfDay = z.infer<typeof nsfDay>;
export type SalesReport = z.infer<typeof salesReport>;
export type SalesAnalytics = SalesReport['retailSalesAnalyticsMetrics'][number];
