/**
 * Finnhub: quote, company profile, ratios, currency rates and social sentiment of listed companies. References: `symbol`.
 * Overlaps with massive-market on purpose; the two agree roughly, never exactly.
 */
import {
  defineConnector,
  defineEndpoint,
  epochMsOf,
  instantFromEpochMs,
  type LocalDate,
  parseInstant,
  reference,
} from '../../src/sdk/index.ts';
import { faults } from './faults.ts';
import { mapBasicFinancials, mapCompanyProfile, mapForexRates, mapQuote, mapSocialSentiment } from './map.ts';
import { basicFinancialsWire, companyProfileWire, forexRatesWire, quoteWire, socialSentimentWire } from './wire.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_MS = 24 * HOUR_S * 1_000;

/** Days before today that the sentiment sums up; said outright, because the document names no default. */
const SENTIMENT_DAYS = 7;

const quote = defineEndpoint({
  name: 'quote',
  dataset: 'market.quote',
  supplies: ['price', 'change', 'changePercent', 'open', 'high', 'low', 'previousClose', 'quotedAt'],
  references: ['symbol'],
  cacheTtlS: MINUTE_S,
  request: (ctx) => ({ method: 'GET', path: '/quote', query: { symbol: reference(ctx, 'symbol') } }),
  wire: quoteWire,
  map: mapQuote,
});

const companyProfile = defineEndpoint({
  name: 'company-profile',
  dataset: 'market.profile',
  supplies: [
    'name',
    'ticker',
    'exchange',
    'country',
    'industry',
    'marketCapitalization',
    'sharesOutstanding',
    'listedOn',
    'website',
  ],
  references: ['symbol'],
  cacheTtlS: 24 * HOUR_S,
  request: (ctx) => ({ method: 'GET', path: '/stock/profile2', query: { symbol: reference(ctx, 'symbol') } }),
  wire: companyProfileWire,
  map: mapCompanyProfile,
});

const basicFinancials = defineEndpoint({
  name: 'basic-financials',
  dataset: 'market.ratios',
  supplies: [
    'priceToEarnings',
    'priceToBook',
    'priceToSales',
    'dividendYieldPercent',
    'returnOnEquityPercent',
    'returnOnAssetsPercent',
    'debtToEquity',
    'currentRatio',
    'quickRatio',
    'earningsPerShare',
  ],
  references: ['symbol'],
  cacheTtlS: 12 * HOUR_S,
  request: (ctx) => ({
    method: 'GET',
    path: '/stock/metric',
    query: { symbol: reference(ctx, 'symbol'), metric: 'all' },
  }),
  wire: basicFinancialsWire,
  map: mapBasicFinancials,
});

const forexRates = defineEndpoint({
  name: 'forex-rates',
  dataset: 'market.currency',
  supplies: ['base', 'quote', 'rate'],
  references: [],
  cacheTtlS: 5 * MINUTE_S,
  request: () => ({ method: 'GET', path: '/forex/rates', query: { base: 'USD' } }),
  wire: forexRatesWire,
  map: mapForexRates,
});

const socialSentiment = defineEndpoint({
  name: 'social-sentiment',
  dataset: 'social.sentiment',
  supplies: ['mentions', 'positiveMentions', 'negativeMentions', 'score', 'observedAt'],
  references: ['symbol'],
  cacheTtlS: HOUR_S,
  request: (ctx) => ({
    method: 'GET',
    path: '/stock/social-sentiment',
    query: { symbol: reference(ctx, 'symbol'), from: daysBefore(ctx.today, SENTIMENT_DAYS), to: ctx.today },
  }),
  wire: socialSentimentWire,
  map: mapSocialSentiment,
});

function daysBefore(today: LocalDate, days: number): string | undefined {
  const midnight = parseInstant(`${today}T00:00:00Z`);
  return midnight === null ? undefined : instantFromEpochMs(epochMsOf(midnight) - days * DAY_MS).slice(0, 10);
}

export default defineConnector({
  id: 'finnhub-market',
  displayName: 'Finnhub Market Data',
  kind: 'MARKET',
  baseUrl: 'https://finnhub.io/api/v1',
  allowedHosts: [],
  auth: { type: 'api-key', in: 'query', name: 'token', secret: 'API_KEY' },
  limits: {
    windows: [
      { calls: 60, perMs: 60_000 },
      { calls: 30, perMs: 1_000 },
    ],
    concurrency: 10,
  },
  price: { amount: '0', currency: 'USD' },
  sideEffect: 'free',
  deadlineMs: 4_000,
  faults,
  endpoints: [quote, companyProfile, basicFinancials, forexRates, socialSentiment],
});
