/**
 * Finnhub's side of each exchange, invented: any demo customer's symbol has stable figures, any other symbol gets zeros
 * or an empty object with 200. Pure. Prices grow from `<ticker>:price`, as Massive's sandbox does: near, not equal.
 */
import {
  json,
  type SandboxCustomer,
  type SandboxPartner,
  type SandboxRequest,
  type SandboxResponse,
  type SandboxWorld,
} from '../../src/sdk/index.ts';

const DAY_MS = 86_400_000;

/** Units of each currency for one US dollar. */
const PER_DOLLAR = { CNY: 7.1, EUR: 0.86, GBP: 0.75, HKD: 7.78, JPY: 152.4, CHF: 0.8 };

type Answer = (request: SandboxRequest, world: SandboxWorld) => SandboxResponse;

export const sandbox: SandboxPartner = (request, world) => {
  const token = request.query['token'] ?? request.headers['x-finnhub-token'] ?? '';
  if (token === '') return json({ error: 'Please use an API key.' }, 401);
  return answers[request.path]?.(request, world) ?? null;
};

const quote: Answer = (request, world) => {
  const { symbol, company } = askedOf(request, world);
  if (company === undefined) return json({ c: 0, h: 0, l: 0, o: 0, pc: 0, t: 0 });
  const pc = closeOf(symbol, world);
  const d = cents(pc * (world.chance(`${symbol}:change`) - 0.5) * 0.06);
  const c = cents(pc + d);
  return json({
    c,
    d,
    dp: rounded((d / pc) * 100, 4),
    h: cents(c * 1.012),
    l: cents(c * 0.987),
    o: cents(c * (0.99 + world.chance(`${symbol}:open`) * 0.02)),
    pc,
    t: midnightMs(request) / 1_000 - 10_800,
  });
};

const companyProfile: Answer = (request, world) => {
  const { symbol, company } = askedOf(request, world);
  if (company === undefined) return json({});
  const shares = 10_000_000 + Math.floor(world.chance(`${symbol}:shares`) * 4e9);
  return json({
    name: company.name,
    ticker: symbol,
    country: company.address.country,
    currency: 'USD',
    exchange: world.chance(`${symbol}:exchange`) < 0.5 ? 'NASDAQ NMS - GLOBAL MARKET' : 'NEW YORK STOCK EXCHANGE, INC.',
    finnhubIndustry: 'Technology',
    ipo: `${1985 + Math.floor(world.chance(`${symbol}:listed`) * 35)}-05-14`,
    marketCapitalization: rounded((closeOf(symbol, world) * shares) / 1e6, 6),
    shareOutstanding: rounded(shares / 1e6, 6),
    phone: company.phone,
    weburl: `https://www.${symbol.toLowerCase().replace(/[^a-z0-9]/g, '')}.example`,
    logo: '',
  });
};

const basicFinancials: Answer = (request, world) => {
  const { symbol, company } = askedOf(request, world);
  const metric = company === undefined ? {} : metricOf(symbol, world);
  return json({ metric, metricType: 'all', series: {}, symbol });
};

function metricOf(symbol: string, world: SandboxWorld) {
  const multiple = 8 + world.chance(`${symbol}:pe`) * 32;
  const pays = world.chance(`${symbol}:dividend`) > 0.2;
  return {
    peTTM: rounded(multiple * 1.004, 4),
    epsTTM: rounded(closeOf(symbol, world) / multiple, 4),
    pbQuarterly: rounded(1.01 + world.chance(`${symbol}:pb`) * 12, 4),
    pbAnnual: rounded(1.2 + world.chance(`${symbol}:pb`) * 12, 4),
    psTTM: rounded(0.5 + world.chance(`${symbol}:ps`) * 9, 4),
    currentDividendYieldTTM: pays ? rounded(world.chance(`${symbol}:dividend`) * 5, 4) : null,
    roeTTM: cents(2 + world.chance(`${symbol}:roe`) * 40),
    roaTTM: cents(1 + world.chance(`${symbol}:roa`) * 15),
    'totalDebt/totalEquityQuarterly': rounded(world.chance(`${symbol}:debt`) * 2.5, 4),
    currentRatioQuarterly: rounded(0.6 + world.chance(`${symbol}:current`) * 2, 4),
    quickRatioQuarterly: rounded(0.4 + world.chance(`${symbol}:quick`) * 1.5, 4),
  };
}

/** Against any base of the table; another base has no rates. */
const forexRates: Answer = (request, world) => {
  const base = request.query['base'] ?? 'EUR';
  const perDollar = new Map(Object.entries({ USD: 1, ...PER_DOLLAR }));
  const unit = perDollar.get(base);
  if (unit === undefined) return json({ base, quote: {} });
  const wobble = (currency: string) => 1 + world.chance(`USD/${currency}`) * 0.0141;
  const quotes = [...perDollar].map(([currency, rate]) => [currency, rounded((rate / unit) * wobble(currency), 6)]);
  return json({ base, quote: Object.fromEntries(quotes) as Record<string, number> });
};

/** Three hours of each day asked for. */
const socialSentiment: Answer = (request, world) => {
  const { symbol, company } = askedOf(request, world);
  const last = Date.parse(`${request.query['to'] ?? request.today}T00:00:00Z`);
  const first = Date.parse(`${request.query['from'] ?? request.query['to'] ?? request.today}T00:00:00Z`);
  const days = company === undefined ? 0 : Math.min(31, Math.round((last - first) / DAY_MS));
  const hours = Array.from({ length: days * 3 }, (_, i) => new Date(last - DAY_MS * (i / 3) - 3_600_000).toISOString());
  const data = hours.map((hour) => hourOf(symbol, `${hour.slice(0, 10)} ${hour.slice(11, 13)}:00:00`, world));
  return json({ data, symbol });
};

function hourOf(symbol: string, atTime: string, world: SandboxWorld) {
  const mention = Math.floor(world.chance(`${symbol}:mentions:${atTime}`) * 60);
  const positiveMention = Math.floor(mention * world.chance(`${symbol}:mood:${atTime}`));
  const negativeMention = Math.floor((mention - positiveMention) / 2);
  const positiveScore = rounded(0.5 + world.chance(`${symbol}:joy:${atTime}`) * 0.5, 5);
  const negativeScore = rounded(0.5 + world.chance(`${symbol}:woe:${atTime}`) * 0.5, 5);
  const total = positiveMention * positiveScore - negativeMention * negativeScore;
  const score = mention === 0 ? 0 : rounded(total / mention, 5);
  return { atTime, mention, positiveMention, negativeMention, positiveScore, negativeScore, score };
}

const answers: Readonly<Record<string, Answer>> = {
  '/quote': quote,
  '/stock/profile2': companyProfile,
  '/stock/metric': basicFinancials,
  '/forex/rates': forexRates,
  '/stock/social-sentiment': socialSentiment,
};

function askedOf(
  request: SandboxRequest,
  world: SandboxWorld,
): { symbol: string; company: SandboxCustomer | undefined } {
  const symbol = request.query['symbol'] ?? '';
  return { symbol, company: world.customerBy('symbol', symbol) };
}

/** Yesterday's close, within a twentieth of a percent of the price both sandboxes grow from. */
const closeOf = (symbol: string, world: SandboxWorld): number =>
  cents((20 + world.chance(`${symbol}:price`) * 480) * (1 + (world.chance(`${symbol}:finnhub`) - 0.5) * 0.001));

const rounded = (value: number, places: number): number => Number(value.toFixed(places));
const cents = (value: number): number => rounded(value, 2);
const midnightMs = (request: SandboxRequest): number => Date.parse(`${request.today}T00:00:00Z`);
