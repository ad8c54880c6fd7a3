/**
 * Finnhub's answers to canonical records. Pure and total; missing stays missing; millions become units exactly. Finnhub
 * dates only quotes and sentiment, so other records have no asOf.
 */
import {
  type Decimal,
  type Instant,
  instantFromEpoch,
  type Mapped,
  parseInstant,
  parseMoney,
  present,
  shiftDecimal,
  sumOfCounts,
  weightedMean,
} from '../../src/sdk/index.ts';
import type { BasicFinancials, CompanyProfile, ForexRates, Quote, SocialSentiment } from './wire.ts';

const MILLION_PLACES = 6;

/** Decimals of the mean score, rounded half to even: far finer than a mood can be measured. */
const SCORE_PLACES = 6;

/** All zeros is an unknown symbol (or one the plan leaves out): no listed share has price and previous close zero. */
export function mapQuote(quote: Quote): Mapped<'market.quote'> | null {
  if (isZero(quote.c) && isZero(quote.pc)) return null;
  const quotedAt = quote.t === undefined || quote.t === '0' ? null : instantFromEpoch(quote.t, 's');
  const record = present({
    price: unlessZero(quote.c),
    change: quote.d,
    changePercent: quote.dp,
    open: unlessZero(quote.o),
    high: unlessZero(quote.h),
    low: unlessZero(quote.l),
    previousClose: unlessZero(quote.pc),
    quotedAt: quotedAt ?? undefined,
  });
  return { record, asOf: quotedAt };
}

export function mapCompanyProfile(company: CompanyProfile): Mapped<'market.profile'> | null {
  if (company === null) return null;
  const record = present({
    name: company.name,
    ticker: company.ticker,
    exchange: company.exchange,
    country: company.country,
    industry: company.finnhubIndustry,
    marketCapitalization: parseMoney(fromMillions(company.marketCapitalization), company.currency) ?? undefined,
    sharesOutstanding: fromMillions(company.shareOutstanding),
    listedOn: company.ipo,
    website: company.weburl,
  });
  return { record, asOf: null };
}

/** Yields and returns are already percent; debt to equity is a ratio. Book value: the last quarter, else the last year. */
export function mapBasicFinancials({ metric }: BasicFinancials): Mapped<'market.ratios'> | null {
  if (metric === undefined) return null;
  const record = present({
    priceToEarnings: metric.peTTM,
    priceToBook: metric.pbQuarterly ?? metric.pbAnnual,
    priceToSales: metric.psTTM,
    dividendYieldPercent: metric.currentDividendYieldTTM,
    returnOnEquityPercent: metric.roeTTM,
    returnOnAssetsPercent: metric.roaTTM,
    debtToEquity: metric['totalDebt/totalEquityQuarterly'],
    currentRatio: metric.currentRatioQuarterly,
    quickRatio: metric.quickRatioQuarterly,
    earningsPerShare: metric.epsTTM,
  });
  return Object.keys(record).length === 0 ? null : { record, asOf: null };
}

export function mapForexRates({ base, quote }: ForexRates): Mapped<'market.currency'> | null {
  const rates = Object.entries(quote ?? {}).flatMap(([currency, rate]) =>
    rate === undefined ? [] : [{ base, quote: currency, rate }],
  );
  return rates.length === 0 ? null : { record: rates, asOf: null };
}

/** Sums over the hours of the window; the score is weighted by mentions; observedAt is the latest hour. */
export function mapSocialSentiment({ data: hours }: SocialSentiment): Mapped<'social.sentiment'> | null {
  if (hours.length === 0) return null;
  const scored = hours.flatMap(({ score, mention }) =>
    score === undefined ? [] : [{ value: score, weight: mention }],
  );
  const observedAt = latest(hours.map((hour) => hour.atTime));
  const record = present({
    mentions: sumOfCounts(hours.map((hour) => hour.mention)),
    positiveMentions: sumOfCounts(hours.map((hour) => hour.positiveMention)),
    negativeMentions: sumOfCounts(hours.map((hour) => hour.negativeMention)),
    score: weightedMean(scored, SCORE_PLACES),
    observedAt,
  });
  return { record, asOf: observedAt ?? null };
}

const isZero = (value: Decimal): boolean => /^[0.]+$/.test(value);

const unlessZero = (value: Decimal | undefined): Decimal | undefined =>
  value === undefined || isZero(value) ? undefined : value;

const fromMillions = (value: Decimal | undefined): Decimal | undefined =>
  value === undefined ? undefined : shiftDecimal(value, MILLION_PLACES);

/** `2021-05-31 23:00:00` (UTC) or RFC 3339; other texts are no time. */
function latest(times: readonly (string | undefined)[]): Instant | undefined {
  const instants = times.flatMap((time) => {
    if (time === undefined) return [];
    const instant = parseInstant(time) ?? parseInstant(`${time.replace(' ', 'T')}Z`);
    return instant === null ? [] : [instant];
  });
  return instants.reduce<Instant | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
}
