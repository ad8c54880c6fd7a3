/**
 * Exact unit changes for maps: percent from fraction, units from millions, a mean weighted by counts. Decimal text and
 * whole numbers only: nothing passes through a float. Pure; undefined where no exact or meaningful result exists.
 */
import { type Decimal, parseDecimal } from '../domain/decimal.ts';
import { fitsInt } from './wire.ts';

/** Value times 10^places, exactly: `shiftDecimal('0.0044', 2)` is `0.44`. undefined past 100 digits. */
export const shiftDecimal = (value: Decimal, places: number): Decimal | undefined =>
  parseDecimal(`${value}e${places}`) ?? undefined;

/** A value and how often it counts: a whole number from 0 up. */
export interface Weighted {
  readonly value: Decimal;
  readonly weight: number;
}

/** The weighted mean with `places` decimals, ties rounded to even (IEEE 754-2019 §4.3.1); undefined when no weight is left. */
export function weightedMean(items: readonly Weighted[], places: number): Decimal | undefined {
  const weight = items.reduce((sum, item) => sum + BigInt(item.weight), 0n);
  if (weight === 0n) return undefined;
  const scale = items.reduce((most, item) => Math.max(most, fractionOf(item.value).length), 0);
  const total = items.reduce((sum, item) => sum + unscaled(item.value, scale) * BigInt(item.weight), 0n);
  const mean = divideHalfEven(total * 10n ** BigInt(places), weight * 10n ** BigInt(scale));
  return parseDecimal(`${mean}e${-places}`) ?? undefined;
}

const fractionOf = (value: Decimal): string => value.split('.')[1] ?? '';

/** The value as a whole number of 10^-scale. */
const unscaled = (value: Decimal, scale: number): bigint =>
  BigInt(value.replace('.', '') + '0'.repeat(scale - fractionOf(value).length));

/** Quotient by a positive divisor, rounded to the nearest whole number, ties to the even one. */
function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const floor = size / divisor;
  const twiceRest = (size % divisor) * 2n;
  const isUp = twiceRest > divisor || (twiceRest === divisor && floor % 2n === 1n);
  const quotient = isUp ? floor + 1n : floor;
  return dividend < 0n ? -quotient : quotient;
}

/** Sum of counts. undefined where one is unknown (a partial sum would pass for the whole) or the sum exceeds the schema's Int. */
export function sumOfCounts(counts: readonly (number | undefined)[]): number | undefined {
  const total = counts.reduce<number>((sum, count) => sum + (count ?? Number.NaN), 0);
  return fitsInt(total) ? total : undefined;
}
