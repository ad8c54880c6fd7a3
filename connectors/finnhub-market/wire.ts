/**
 * Exactly what Finnhub sends, in Finnhub's spelling. Source: the OpenAPI document of Finnhub-Stock-API/finnhub-go,
 * 2026-06-22, which requires nothing and leaves `metric` and `quote` open; what is required here tells an answer apart
 * from an error object sent with 200. A null counts as absent.
 */
import { z } from 'zod';
import { bigInteger, decimal, integer, localDate, maybe } from '../../src/sdk/index.ts';

/** `t` (epoch seconds) is in every live answer and missing from the document. An unknown symbol is all zeros. */
export const quoteWire = z.object({
  c: decimal(),
  d: maybe(decimal()),
  dp: maybe(decimal()),
  h: maybe(decimal()),
  l: maybe(decimal()),
  o: maybe(decimal()),
  pc: decimal(),
  t: maybe(bigInteger()),
});

const company = z.object({
  name: z.string(),
  ticker: z.string(),
  country: maybe(z.string()),
  currency: maybe(z.string()),
  exchange: maybe(z.string()),
  finnhubIndustry: maybe(z.string()),
  ipo: maybe(z.union([localDate(), z.literal('').transform(() => undefined)])),
  marketCapitalization: maybe(decimal()),
  shareOutstanding: maybe(decimal()),
  weburl: maybe(z.string()),
});

/** `{}` is Finnhub's unknown company; only the empty object reads so. */
const unknownCompany = z.strictObject({}).transform(() => null);

export const companyProfileWire = z.union([company, unknownCompany]);

export const basicFinancialsWire = z.object({
  // The document requires nothing; the symbol shows that this is the answer, and without `metric` there are no figures.
  symbol: z.string(),
  metric: maybe(
    z.object({
      peTTM: maybe(decimal()),
      pbQuarterly: maybe(decimal()),
      pbAnnual: maybe(decimal()),
      psTTM: maybe(decimal()),
      currentDividendYieldTTM: maybe(decimal()),
      roeTTM: maybe(decimal()),
      roaTTM: maybe(decimal()),
      'totalDebt/totalEquityQuarterly': maybe(decimal()),
      currentRatioQuarterly: maybe(decimal()),
      quickRatioQuarterly: maybe(decimal()),
      epsTTM: maybe(decimal()),
    }),
  ),
});

export const forexRatesWire = z.object({
  base: z.string(),
  quote: maybe(
    z.object({
      CNY: maybe(decimal()),
      EUR: maybe(decimal()),
      GBP: maybe(decimal()),
      HKD: maybe(decimal()),
      JPY: maybe(decimal()),
    }),
  ),
});

const count = integer().refine((value) => value >= 0, { error: 'expected a count' });

/** Documented range -1 to 1: anything else has changed its unit. */
const score = decimal().refine((value) => /^-?(0(\.\d+)?|1(\.0+)?)$/.test(value), { error: 'expected -1 to 1' });

export const socialSentimentWire = z.object({
  data: z.array(
    z.object({
      mention: count,
      positiveMention: maybe(count),
      negativeMention: maybe(count),
      score: maybe(score),
      atTime: maybe(z.string()),
    }),
  ),
});

export type Quote = z.infer<typeof quoteWire>;
export type CompanyProfile = z.infer<typeof companyProfileWire>;
export type BasicFinancials = z.infer<typeof basicFinancialsWire>;
export type ForexRates = z.infer<typeof forexRatesWire>;
export type SocialSentiment = z.infer<typeof socialSentimentWire>;
