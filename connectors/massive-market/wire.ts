/**
 * Exactly what Massive sends, in Massive's spelling (one-letter keys differ only in case). Source: the OpenAPI document of
 * massive-com/client-js, 2026-04-27. Required here is what the document requires; a null counts as absent.
 */
import { z } from 'zod';
import { bigInteger, decimal, integer, localDate, maybe } from '../../src/sdk/index.ts';

export const tickerDetailsWire = z.object({
  // The document leaves it optional; an unknown ticker says NOT_FOUND (faults.ts), so an answer without it is broken.
  results: z.object({
    ticker: z.string(),
    name: z.string(),
    currency_name: z.string(),
    primary_exchange: maybe(z.string()),
    sic_description: maybe(z.string()),
    market_cap: maybe(decimal()),
    weighted_shares_outstanding: maybe(decimal()),
    total_employees: maybe(integer()),
    list_date: maybe(localDate()),
    homepage_url: maybe(z.string()),
    address: maybe(
      z.object({
        address1: maybe(z.string()),
        address2: maybe(z.string()),
        city: maybe(z.string()),
        state: maybe(z.string()),
        postal_code: maybe(z.string()),
      }),
    ),
  }),
});

const dayBar = z.object({ o: decimal(), h: decimal(), l: decimal(), c: decimal(), v: decimal() });

export const snapshotWire = z.object({
  status: z.string(),
  ticker: maybe(
    z.object({
      day: maybe(dayBar),
      lastTrade: maybe(z.object({ p: decimal(), t: bigInteger() })),
      todaysChange: maybe(decimal()),
      todaysChangePerc: maybe(decimal()),
      updated: maybe(bigInteger()),
    }),
  ),
});

export const previousCloseWire = z.object({
  status: z.string(),
  resultsCount: integer(),
  results: maybe(z.array(z.object({ c: decimal(), t: bigInteger() }))),
});

/** One page must hold the whole answer: a ticker left for a second page would read as "no record". */
const lastPage = z.null().optional();

export const ratiosWire = z.object({
  status: z.string(),
  next_url: lastPage,
  results: z.array(
    z.object({
      ticker: z.string(),
      date: localDate(),
      price_to_earnings: maybe(decimal()),
      price_to_book: maybe(decimal()),
      price_to_sales: maybe(decimal()),
      dividend_yield: maybe(decimal()),
      return_on_equity: maybe(decimal()),
      return_on_assets: maybe(decimal()),
      debt_to_equity: maybe(decimal()),
      current: maybe(decimal()),
      quick: maybe(decimal()),
      earnings_per_share: maybe(decimal()),
    }),
  ),
});

export const inflationWire = z.object({
  status: z.string(),
  results: z.array(z.object({ date: maybe(localDate()), cpi: maybe(decimal()), cpi_year_over_year: maybe(decimal()) })),
});

export const treasuryYieldsWire = z.object({
  status: z.string(),
  results: z.array(
    z.object({ date: maybe(localDate()), yield_1_year: maybe(decimal()), yield_10_year: maybe(decimal()) }),
  ),
});

/** The amount we asked to convert: a power of ten, so that the rate is a shift of the point and stays exact. */
const powerOfTen = decimal().refine((amount) => /^10*(\.0+)?$/.test(amount), { error: 'expected a power of ten' });

export const conversionWire = z.object({
  status: z.string(),
  from: z.string(),
  to: z.string(),
  initialAmount: powerOfTen,
  converted: decimal(),
  last: maybe(z.object({ timestamp: bigInteger() })),
});

export type TickerDetails = z.infer<typeof tickerDetailsWire>;
export type Snapshot = z.infer<typeof snapshotWire>;
export type PreviousClose = z.infer<typeof previousCloseWire>;
export type Ratios = z.infer<typeof ratiosWire>;
export type Inflation = z.infer<typeof inflationWire>;
export type TreasuryYields = z.infer<typeof treasuryYieldsWire>;
export type Conversion = z.infer<typeof conversionWire>;
