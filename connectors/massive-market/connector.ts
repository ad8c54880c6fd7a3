/**
 * Massive (until 2025 Polygon.io): listed companies, quotes, ratios, currency and US macro figures. References: `ticker`,
 * case-sensitive. Two endpoints share the quote and two the macro figures; no field comes from both of a pair.
 */
import { defineConnector, defineEndpoint, path, reference } from '../../src/sdk/index.ts';
import { faults } from './faults.ts';
import {
  mapConversion,
  mapInflation,
  mapPreviousClose,
  mapRatios,
  mapSnapshot,
  mapTickerDetails,
  mapTreasuryYields,
} from './map.ts';
import {
  conversionWire,
  inflationWire,
  previousCloseWire,
  ratiosWire,
  snapshotWire,
  tickerDetailsWire,
  treasuryYieldsWire,
} from './wire.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** Room for many rows per ticker: every answer must fit one page (wire.ts). */
const RATIO_ROWS = 1_000;

const NEWEST_ROW = { sort: 'date.desc', limit: 1 };

const tickerDetails = defineEndpoint({
  name: 'ticker-details',
  dataset: 'market.profile',
  supplies: [
    'name',
    'ticker',
    'exchange',
    'industry',
    'marketCapitalization',
    'sharesOutstanding',
    'employees',
    'listedOn',
    'website',
    'headquarters',
  ],
  references: ['ticker'],
  cacheTtlS: 24 * HOUR_S,
  request: (ctx) => ({ method: 'GET', path: path`/v3/reference/tickers/${reference(ctx, 'ticker')}` }),
  wire: tickerDetailsWire,
  map: mapTickerDetails,
});

const snapshot = defineEndpoint({
  name: 'snapshot',
  dataset: 'market.quote',
  supplies: ['price', 'change', 'changePercent', 'open', 'high', 'low', 'volume', 'quotedAt'],
  references: ['ticker'],
  cacheTtlS: MINUTE_S,
  request: (ctx) => ({
    method: 'GET',
    path: path`/v2/snapshot/locale/us/markets/stocks/tickers/${reference(ctx, 'ticker')}`,
  }),
  wire: snapshotWire,
  map: mapSnapshot,
});

const previousClose = defineEndpoint({
  name: 'previous-close',
  dataset: 'market.quote',
  supplies: ['previousClose'],
  references: ['ticker'],
  cacheTtlS: HOUR_S,
  request: (ctx) => ({ method: 'GET', path: path`/v2/aggs/ticker/${reference(ctx, 'ticker')}/prev` }),
  wire: previousCloseWire,
  map: mapPreviousClose,
});

const ratios = defineEndpoint({
  name: 'ratios',
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
    'calculatedOn',
  ],
  references: ['ticker'],
  cacheTtlS: 12 * HOUR_S,
  request: (ctx) => ({
    method: 'GET',
    path: '/stocks/financials/v1/ratios',
    query: { ticker: reference(ctx, 'ticker'), limit: RATIO_ROWS },
  }),
  wire: ratiosWire,
  map: mapRatios,
  batch: {
    maxSize: 50,
    request: (ctxs) => ({
      method: 'GET',
      path: '/stocks/financials/v1/ratios',
      query: {
        'ticker.any_of': [...new Set(ctxs.map((ctx) => reference(ctx, 'ticker')))].join(','),
        limit: RATIO_ROWS,
      },
    }),
    pick: (wire, ctx) => {
      const results = wire.results.filter((row) => row.ticker === ctx.references['ticker']);
      return results.length === 0 ? null : { ...wire, results };
    },
  },
});

const inflation = defineEndpoint({
  name: 'inflation',
  dataset: 'market.macro',
  supplies: ['consumerPriceIndex', 'inflationYearOnYearPercent', 'observedOn'],
  references: [],
  cacheTtlS: 12 * HOUR_S,
  request: () => ({ method: 'GET', path: '/fed/v1/inflation', query: NEWEST_ROW }),
  wire: inflationWire,
  map: mapInflation,
});

const treasuryYields = defineEndpoint({
  name: 'treasury-yields',
  dataset: 'market.macro',
  supplies: ['treasuryYield1YearPercent', 'treasuryYield10YearPercent'],
  references: [],
  cacheTtlS: 6 * HOUR_S,
  request: () => ({ method: 'GET', path: '/fed/v1/treasury-yields', query: NEWEST_ROW }),
  wire: treasuryYieldsWire,
  map: mapTreasuryYields,
});

const currencyConversion = defineEndpoint({
  name: 'currency-conversion',
  dataset: 'market.currency',
  supplies: ['base', 'quote', 'rate', 'quotedAt'],
  references: [],
  cacheTtlS: 5 * MINUTE_S,
  // `converted` has at most four decimals: ten thousand units give the rate of one with eight.
  request: () => ({ method: 'GET', path: '/v1/conversion/USD/CNY', query: { amount: 10_000, precision: 4 } }),
  wire: conversionWire,
  map: mapConversion,
});

export default defineConnector({
  id: 'massive-market',
  displayName: 'Massive Market Data',
  kind: 'MARKET',
  baseUrl: 'https://api.massive.com',
  allowedHosts: [],
  auth: { type: 'api-key', in: 'query', name: 'apiKey', secret: 'API_KEY' },
  limits: { windows: [{ calls: 99, perMs: 1_000 }], concurrency: 20 },
  price: { amount: '0', currency: 'USD' },
  sideEffect: 'free',
  deadlineMs: 4_000,
  headers: { Accept: 'application/json' },
  faults,
  endpoints: [tickerDetails, snapshot, previousClose, ratios, inflation, treasuryYields, currencyConversion],
});
