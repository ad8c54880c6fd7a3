/**
 * Massive's answers to canonical records. Pure and total; missing stays missing; decimals are moved, never computed in
 * floats. asOf is Massive's own time; a day without a time counts from its first moment in UTC.
 */
import {
  type Decimal,
  type Instant,
  instantFromEpoch,
  type LocalDate,
  type Mapped,
  parseInstant,
  parseMoney,
  present,
  type RequestContext,
  shiftDecimal,
} from '../../src/sdk/index.ts';
import type { Conversion, Inflation, PreviousClose, Ratios, Snapshot, TickerDetails, TreasuryYields } from './wire.ts';

export function mapTickerDetails({ results: company }: TickerDetails): Mapped<'market.profile'> {
  const record = present({
    name: company.name,
    ticker: company.ticker,
    exchange: company.primary_exchange,
    industry: company.sic_description,
    marketCapitalization: parseMoney(company.market_cap, company.currency_name) ?? undefined,
    sharesOutstanding: company.weighted_shares_outstanding,
    employees: company.total_employees,
    listedOn: company.list_date,
    website: company.homepage_url,
    headquarters: headquartersOf(company.address),
  });
  return { record, asOf: null };
}

function headquartersOf(address: TickerDetails['results']['address']) {
  if (address === undefined) return undefined;
  const lines = [address.address1, address.address2].filter((line) => line !== undefined && line !== '');
  const headquarters = present({
    province: address.state,
    city: address.city,
    street: lines.length === 0 ? undefined : lines.join(', '),
    postalCode: address.postal_code,
  });
  return Object.keys(headquarters).length === 0 ? undefined : headquarters;
}

/** No record while the snapshot is cleared (from 3:30 am Eastern until the first trade): its zeros are no prices. */
export function mapSnapshot({ ticker: snapshot }: Snapshot): Mapped<'market.quote'> | null {
  const trade = snapshot?.lastTrade;
  const day = snapshot?.day === undefined || isZero(snapshot.day.c) ? undefined : snapshot.day;
  const price = trade?.p ?? day?.c;
  if (snapshot === undefined || price === undefined) return null;
  const updatedAt = nanosecondsToInstant(snapshot.updated);
  const tradedAt = nanosecondsToInstant(trade?.t);
  const quotedAt = tradedAt ?? updatedAt;
  const record = present({
    price,
    change: snapshot.todaysChange,
    changePercent: snapshot.todaysChangePerc,
    open: day?.o,
    high: day?.h,
    low: day?.l,
    volume: day?.v,
    quotedAt,
  });
  return { record, asOf: updatedAt ?? quotedAt ?? null };
}

/** asOf is the start of the trading day that the close ended. */
export function mapPreviousClose({ results }: PreviousClose): Mapped<'market.quote'> | null {
  const bar = results?.[0];
  return bar === undefined ? null : { record: { previousClose: bar.c }, asOf: instantFromEpoch(bar.t, 'ms') };
}

/** The customer's newest row. Massive gives yields and returns as fractions of one; records hold percent. */
export function mapRatios({ results }: Ratios, ctx: RequestContext): Mapped<'market.ratios'> | null {
  const rows = results.filter((row) => row.ticker === ctx.references['ticker']);
  const newest = rows.reduce<Ratios['results'][number] | undefined>(
    (best, row) => (best === undefined || row.date > best.date ? row : best),
    undefined,
  );
  if (newest === undefined) return null;
  const record = present({
    priceToEarnings: newest.price_to_earnings,
    priceToBook: newest.price_to_book,
    priceToSales: newest.price_to_sales,
    dividendYieldPercent: percentOf(newest.dividend_yield),
    returnOnEquityPercent: percentOf(newest.return_on_equity),
    returnOnAssetsPercent: percentOf(newest.return_on_assets),
    debtToEquity: newest.debt_to_equity,
    currentRatio: newest.current,
    quickRatio: newest.quick,
    earningsPerShare: newest.earnings_per_share,
    calculatedOn: newest.date,
  });
  return { record, asOf: startOf(newest.date) };
}

export function mapInflation({ results }: Inflation): Mapped<'market.macro'> | null {
  const newest = results[0];
  if (newest === undefined) return null;
  const record = present({
    consumerPriceIndex: newest.cpi,
    inflationYearOnYearPercent: newest.cpi_year_over_year,
    observedOn: newest.date,
  });
  return { record, asOf: startOf(newest.date) };
}

export function mapTreasuryYields({ results }: TreasuryYields): Mapped<'market.macro'> | null {
  const newest = results[0];
  if (newest === undefined) return null;
  const record = present({
    treasuryYield1YearPercent: newest.yield_1_year,
    treasuryYield10YearPercent: newest.yield_10_year,
  });
  return { record, asOf: startOf(newest.date) };
}

/** The rate is what the asked amount became, for one unit: `last` quotes the pair the other way round (README). */
export function mapConversion(wire: Conversion): Mapped<'market.currency'> {
  const zeros = (wire.initialAmount.split('.')[0] ?? '').length - 1;
  const quotedAt = wire.last === undefined ? null : instantFromEpoch(wire.last.timestamp, 'ms');
  const rate = present({
    base: wire.from,
    quote: wire.to,
    rate: shiftDecimal(wire.converted, -zeros),
    quotedAt: quotedAt ?? undefined,
  });
  return { record: [rate], asOf: quotedAt };
}

const isZero = (value: Decimal): boolean => /^[0.]+$/.test(value);

const percentOf = (fraction: Decimal | undefined): Decimal | undefined =>
  fraction === undefined ? undefined : shiftDecimal(fraction, 2);

const startOf = (day: LocalDate | undefined): Instant | null =>
  day === undefined ? null : parseInstant(`${day}T00:00:00Z`);

/** Zero is Massive's "never" in a cleared snapshot. */
const nanosecondsToInstant = (lexeme: string | undefined): Instant | undefined =>
  lexeme === undefined || lexeme === '0' ? undefined : (instantFromEpoch(lexeme, 'ns') ?? undefined);
