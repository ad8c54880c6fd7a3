/**
 * Canonical records: what a fact looks like whichever partner brought it. Missing stays missing: absent keys, no defaults.
 * Field names equal the GraphQL field names, so that the executor reads plain properties.
 */
import type { CustomerKind } from './customer.ts';
import type { Decimal, Money } from './decimal.ts';
import type { Instant, LocalDate } from './instant.ts';

/** Value type: masked whole. `country` is ISO 3166-1 alpha-2 where the source says so, else as given. */
export interface Address {
  readonly country?: string;
  readonly province?: string;
  readonly city?: string;
  readonly street?: string;
  readonly postalCode?: string;
}

/** Value type: bounds of a score, both inclusive. */
export interface Range {
  readonly from: Decimal;
  readonly to: Decimal;
}

/** Value type: first and last day, both inclusive. */
export interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface CustomerCoreRecord {
  readonly kind?: CustomerKind;
}

export interface IdentityRecord {
  readonly name?: string;
  readonly addresses?: readonly Address[];
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
  readonly birthDate?: LocalDate;
  readonly documentNumber?: string;
  readonly companyRegistration?: string;
}

/** One reason of a score and its weight (0 to 100 unless the model says otherwise). */
export interface ScoreReason {
  readonly code: string;
  readonly weight?: number;
}

export interface CreditScoreRecord {
  readonly model: string;
  readonly value?: number;
  readonly range?: Range;
  readonly rating?: string;
  readonly reasons?: readonly ScoreReason[];
  readonly scoredOn?: LocalDate;
}

export interface CreditAccountRecord {
  readonly accountNumber?: string;
  readonly accountName?: string;
  readonly accountType?: string;
  readonly ownership?: string;
  readonly institution?: string;
  readonly balance?: Money;
  readonly availableBalance?: Money;
  readonly creditLimit?: Money;
  readonly interestRatePercent?: Decimal;
  readonly openedOn?: LocalDate;
  readonly maturesOn?: LocalDate;
  readonly isClosed?: boolean;
}

/** Monthly amounts in the customer's account currency: the source does not name it, so there is no Money here. */
export interface CashFlowRecord {
  readonly monthlyIncome?: Decimal;
  readonly monthlyExpenses?: Decimal;
  readonly monthlySavingsGoal?: Decimal;
}

export interface SalesPeriod {
  readonly period: Period;
  readonly amount?: Decimal;
  readonly transactions?: number;
}

export interface BusinessSalesRecord {
  readonly industry?: string;
  readonly firstSaleOn?: LocalDate;
  readonly lastSaleOn?: LocalDate;
  readonly periods?: readonly SalesPeriod[];
}

export interface MarketProfileRecord {
  readonly name?: string;
  readonly ticker?: string;
  readonly exchange?: string;
  readonly country?: string;
  readonly industry?: string;
  readonly marketCapitalization?: Money;
  readonly sharesOutstanding?: Decimal;
  readonly employees?: number;
  readonly listedOn?: LocalDate;
  readonly website?: string;
  readonly headquarters?: Address;
}

/** Prices per share in the listing's trading currency. */
export interface QuoteRecord {
  readonly price?: Decimal;
  readonly change?: Decimal;
  readonly changePercent?: Decimal;
  readonly open?: Decimal;
  readonly high?: Decimal;
  readonly low?: Decimal;
  readonly previousClose?: Decimal;
  readonly volume?: Decimal;
  readonly quotedAt?: Instant;
}

export interface RatiosRecord {
  readonly priceToEarnings?: Decimal;
  readonly priceToBook?: Decimal;
  readonly priceToSales?: Decimal;
  readonly dividendYieldPercent?: Decimal;
  readonly returnOnEquityPercent?: Decimal;
  readonly returnOnAssetsPercent?: Decimal;
  readonly debtToEquity?: Decimal;
  readonly currentRatio?: Decimal;
  readonly quickRatio?: Decimal;
  readonly earningsPerShare?: Decimal;
  readonly calculatedOn?: LocalDate;
}

/** Units of `quote` for one unit of `base`, both ISO 4217. */
export interface CurrencyRateRecord {
  readonly base: string;
  readonly quote: string;
  readonly rate?: Decimal;
  readonly quotedAt?: Instant;
}

export interface MacroIndicatorsRecord {
  readonly consumerPriceIndex?: Decimal;
  readonly inflationYearOnYearPercent?: Decimal;
  readonly treasuryYield1YearPercent?: Decimal;
  readonly treasuryYield10YearPercent?: Decimal;
  readonly observedOn?: LocalDate;
}

export interface SocialProfileRecord {
  readonly network: string;
  readonly handle?: string;
  readonly displayName?: string;
  readonly about?: string;
  readonly website?: string;
  readonly isBusiness?: boolean;
  readonly joinedAt?: Instant;
}

export interface SocialActivityRecord {
  readonly network: string;
  readonly posts?: number;
  readonly likesReceived?: number;
  readonly repliesReceived?: number;
  readonly lastPostAt?: Instant;
  readonly recentPosts?: readonly string[];
}

export interface SocialAudienceRecord {
  readonly network: string;
  readonly followers?: number;
  readonly following?: number;
  readonly monthlyViews?: number;
  readonly impressions?: number;
  readonly engagements?: number;
}

/** Mentions of the customer's listed company; scores from -1 (negative) to 1 (positive). */
export interface SentimentRecord {
  readonly mentions?: number;
  readonly positiveMentions?: number;
  readonly negativeMentions?: number;
  readonly score?: Decimal;
  readonly observedAt?: Instant;
}
