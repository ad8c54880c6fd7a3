/**
 * Massive's side of each exchange, invented: any demo customer's ticker has stable figures, any other ticker is unknown.
 * Pure. Prices grow from `<ticker>:price`, as Finnhub's sandbox does, so that the two agree roughly and not exactly.
 */
import {
  json,
  matchPath,
  type SandboxCustomer,
  type SandboxPartner,
  type SandboxRequest,
  type SandboxResponse,
  type SandboxWorld,
} from '../../src/sdk/index.ts';

const DAY_MS = 86_400_000;
const YUAN_PER_DOLLAR = 7.1;

export const sandbox: SandboxPartner = (request, world) => {
  const isKnown = (request.query['apiKey'] ?? request.headers['authorization'] ?? '') !== '';
  if (!isKnown)
    return json({ status: 'ERROR', request_id: requestId(request, world), error: 'API Key was not provided' }, 401);
  return listed(request, world) ?? ratios(request, world) ?? macro(request, world) ?? conversion(request, world);
};

/** The paths that name one ticker. */
function listed(request: SandboxRequest, world: SandboxWorld): SandboxResponse | null {
  const routes = [
    { pattern: '/v3/reference/tickers/:ticker', answer: tickerDetails },
    { pattern: '/v2/aggs/ticker/:ticker/prev', answer: previousClose },
    { pattern: '/v2/snapshot/locale/us/markets/stocks/tickers/:ticker', answer: snapshot },
  ];
  for (const { pattern, answer } of routes) {
    const ticker = matchPath(pattern, request.path)?.['ticker'];
    if (ticker === undefined) continue;
    const company = world.customerBy('ticker', ticker);
    return company === undefined
      ? unknownTicker(pattern, ticker, request, world)
      : answer(company, ticker, request, world);
  }
  return null;
}

/** Aggregates of an unknown ticker are an empty 200; the other paths say NOT_FOUND. */
function unknownTicker(pattern: string, ticker: string, request: SandboxRequest, world: SandboxWorld): SandboxResponse {
  const request_id = requestId(request, world);
  if (pattern.endsWith('/prev')) {
    return json({ ticker, adjusted: true, queryCount: 0, resultsCount: 0, request_id, status: 'OK' });
  }
  return json({ status: 'NOT_FOUND', request_id, message: 'Ticker not found.' }, 404);
}

type Answer = (
  company: SandboxCustomer,
  ticker: string,
  request: SandboxRequest,
  world: SandboxWorld,
) => SandboxResponse;

const tickerDetails: Answer = (company, ticker, request, world) => {
  const shares = sharesOf(ticker, world);
  const { street, city, province, postalCode } = company.address;
  const results = {
    ticker,
    name: company.name,
    market: 'stocks',
    locale: 'us',
    active: true,
    currency_name: 'usd',
    type: 'CS',
    primary_exchange: world.chance(`${ticker}:exchange`) < 0.5 ? 'XNAS' : 'XNYS',
    market_cap: cents(closeOf(ticker, world) * shares),
    share_class_shares_outstanding: shares,
    weighted_shares_outstanding: shares,
    total_employees: 200 + Math.floor(world.chance(`${ticker}:employees`) * 90_000),
    sic_description: pick(
      ['SERVICES-PREPACKAGED SOFTWARE', 'ELECTRONIC COMPUTERS', 'RETAIL-VARIETY STORES'],
      ticker,
      world,
    ),
    list_date: `${1985 + Math.floor(world.chance(`${ticker}:listed`) * 35)}-05-14`,
    homepage_url: `https://www.${ticker.toLowerCase().replace(/[^a-z0-9]/g, '')}.example`,
    address: { address1: street, city, state: province, postal_code: postalCode },
  };
  return json({ request_id: requestId(request, world), results, status: 'OK' });
};

const previousClose: Answer = (_company, ticker, request, world) => {
  const c = closeOf(ticker, world);
  const bar = { T: ticker, ...barOf(ticker, c, world), t: midnightMs(request) - DAY_MS };
  const request_id = requestId(request, world);
  return json({ ticker, adjusted: true, queryCount: 1, resultsCount: 1, request_id, status: 'OK', results: [bar] });
};

/** The last trade is from yesterday, 21:00 UTC and some nanoseconds: above 2^53, hence bigint. */
const snapshot: Answer = (_company, ticker, request, world) => {
  const close = closeOf(ticker, world);
  const todaysChange = cents(close * (world.chance(`${ticker}:change`) - 0.5) * 0.06);
  const price = cents(close + todaysChange);
  const tradedNs =
    BigInt(midnightMs(request) - 10_800_000) * 1_000_000n + BigInt(Math.floor(world.chance(ticker) * 1e9));
  const day = barOf(ticker, price, world);
  const minute = { ...day, av: day.v, dav: `${day.v}.0`, dv: '1200.0', n: 12, t: midnightMs(request) - 10_860_000 };
  return json({
    request_id: requestId(request, world),
    status: 'OK',
    ticker: {
      ticker,
      todaysChange,
      todaysChangePerc: cents((todaysChange / close) * 100),
      updated: tradedNs + 207_251_817n,
      day: { ...day, dv: `${day.v}.0` },
      lastTrade: { c: [14, 41], i: '4046', p: price, s: 236, ds: '236.0', t: tradedNs, x: 10 },
      min: minute,
      prevDay: barOf(ticker, close, world),
    },
  });
};

/** One call for many tickers (`ticker.any_of`); unknown ones are left out. */
function ratios(request: SandboxRequest, world: SandboxWorld): SandboxResponse | null {
  if (request.path !== '/stocks/financials/v1/ratios') return null;
  const asked = (request.query['ticker.any_of'] ?? request.query['ticker'] ?? '').split(',');
  const known = asked.filter((ticker) => world.customerBy('ticker', ticker) !== undefined).sort();
  const limit = Number(request.query['limit'] ?? 100);
  const results = known.slice(0, limit).map((ticker) => ratioRow(ticker, request, world));
  return json({ request_id: requestId(request, world), status: 'OK', results });
}

function ratioRow(ticker: string, request: SandboxRequest, world: SandboxWorld) {
  const price = closeOf(ticker, world);
  const multiple = 8 + world.chance(`${ticker}:pe`) * 32;
  return {
    ticker,
    date: dayOf(midnightMs(request) - DAY_MS),
    price,
    price_to_earnings: cents(multiple),
    earnings_per_share: cents(price / multiple),
    price_to_book: cents(1 + world.chance(`${ticker}:pb`) * 12),
    price_to_sales: cents(0.5 + world.chance(`${ticker}:ps`) * 9),
    dividend_yield: rounded(world.chance(`${ticker}:dividend`) * 0.05, 4),
    return_on_equity: rounded(0.02 + world.chance(`${ticker}:roe`) * 0.4, 4),
    return_on_assets: rounded(0.01 + world.chance(`${ticker}:roa`) * 0.15, 4),
    debt_to_equity: cents(world.chance(`${ticker}:debt`) * 2.5),
    current: cents(0.6 + world.chance(`${ticker}:current`) * 2),
    quick: cents(0.4 + world.chance(`${ticker}:quick`) * 1.5),
  };
}

/** Inflation of the month before last (published with that delay) and yesterday's yields. */
function macro(request: SandboxRequest, world: SandboxWorld): SandboxResponse | null {
  const request_id = requestId(request, world);
  if (request.path === '/fed/v1/inflation') {
    const month = `${dayOf(midnightMs(request) - 50 * DAY_MS).slice(0, 7)}-01`;
    const cpi = rounded(322 + world.chance(`cpi:${month}`) * 4, 3);
    const cpi_year_over_year = cents(2 + world.chance(`inflation:${month}`) * 2);
    return json({ request_id, status: 'OK', results: [{ date: month, cpi, cpi_year_over_year }] });
  }
  if (request.path === '/fed/v1/treasury-yields') {
    const date = dayOf(midnightMs(request) - DAY_MS);
    const yield_1_year = cents(3.4 + world.chance(`1y:${date}`) * 0.4);
    const yield_10_year = cents(4 + world.chance(`10y:${date}`) * 0.4);
    return json({ request_id, status: 'OK', results: [{ date, yield_1_year, yield_10_year }] });
  }
  return null;
}

/** As Massive does, `last` quotes the pair the other way round: bid and ask of the base, priced in the quote's unit. */
function conversion(request: SandboxRequest, world: SandboxWorld): SandboxResponse | null {
  const pair = matchPath('/v1/conversion/:from/:to', request.path);
  const [from, to] = [pair?.['from'], pair?.['to']];
  if (from === undefined || to === undefined) return null;
  const request_id = requestId(request, world);
  if (from !== 'USD' || to !== 'CNY')
    return json({ status: 'NOT_FOUND', request_id, message: 'Currency pair not found.' }, 404);
  const rate = YUAN_PER_DOLLAR + world.chance('USD/CNY') * 0.1;
  const initialAmount = Number(request.query['amount'] ?? 1);
  const converted = rounded(initialAmount * rate, Number(request.query['precision'] ?? 2));
  const last = {
    ask: rounded(1 / rate, 7),
    bid: rounded(0.9999 / rate, 7),
    exchange: 48,
    timestamp: midnightMs(request),
  };
  return json({ request_id, status: 'success', from, to, symbol: `${from}/${to}`, initialAmount, converted, last });
}

/** Yesterday's close, stable per ticker, within a twentieth of a percent of the price both sandboxes grow from. */
const closeOf = (ticker: string, world: SandboxWorld): number =>
  cents((20 + world.chance(`${ticker}:price`) * 480) * (1 + (world.chance(`${ticker}:massive`) - 0.5) * 0.001));

const sharesOf = (ticker: string, world: SandboxWorld): number =>
  10_000_000 + Math.floor(world.chance(`${ticker}:shares`) * 4e9);

const barOf = (ticker: string, c: number, world: SandboxWorld) => ({
  o: cents(c * (0.99 + world.chance(`${ticker}:open`) * 0.02)),
  h: cents(c * 1.012),
  l: cents(c * 0.987),
  c,
  v: 100_000 + Math.floor(world.chance(`${ticker}:volume`) * 5e7),
  vw: cents(c * 1.001),
});

const pick = (choices: readonly string[], ticker: string, world: SandboxWorld): string =>
  choices[Math.floor(world.chance(`${ticker}:industry`) * choices.length)] ?? '';

const rounded = (value: number, places: number): number => Number(value.toFixed(places));
const cents = (value: number): number => rounded(value, 2);
const midnightMs = (request: SandboxRequest): number => Date.parse(`${request.today}T00:00:00Z`);
const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

const requestId = (request: SandboxRequest, world: SandboxWorld): string =>
  Math.floor(world.chance(`request:${request.path}`) * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
