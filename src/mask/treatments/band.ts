/**
 * Scores, amounts and counts, rounded down to a step: exact, toward minus infinity, type kept. A value that sits on a step
 * comes out unchanged and says nothing more for it. Objects only of known shape: what is not understood is not shown.
 */
import { type Decimal, parseDecimal } from '../../domain/decimal.ts';

interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Objects that may be banded: `banded` fields are lowered, `kept` ones stay, any other key fails. */
const SHAPES: readonly { readonly banded: readonly string[]; readonly kept: readonly string[] }[] = [
  { banded: ['amount'], kept: ['currency'] }, // Money
  { banded: ['amount', 'transactions'], kept: ['period'] }, // SalesPeriod
  { banded: ['from', 'to'], kept: [] }, // Range; a Period has days there, which are no numbers and fail
];

/** null: no number, no known shape, or a step that is not a positive decimal. */
export function band(value: unknown, step: string | undefined): unknown {
  const by = step === undefined ? null : scaledOf(step);
  if (by === null || by.units <= 0n) return null;
  return typeof value === 'object' && value !== null ? bandObject(value as Fields, by) : bandScalar(value, by);
}

function bandScalar(value: unknown, by: Scaled): number | Decimal | null {
  if (typeof value === 'number') return bandNumber(value, by);
  const scaled = typeof value === 'string' ? scaledOf(value) : null;
  return scaled === null ? null : floorTo(scaled, by);
}

/** A whole number must stay whole: an Int that a fractional step would break is not shown. */
function bandNumber(value: number, by: Scaled): number | null {
  const text = parseDecimal(String(value));
  const scaled = text === null ? null : scaledOf(text);
  if (scaled === null) return null;
  const banded = Number(floorTo(scaled, by));
  return Number.isInteger(value) && !Number.isInteger(banded) ? null : banded;
}

function bandObject(value: Fields, by: Scaled): Fields | null {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  const shape = SHAPES.find(({ banded, kept }) => keys.every((key) => banded.includes(key) || kept.includes(key)));
  if (shape === undefined || !keys.some((key) => shape.banded.includes(key))) return null;
  const lowered: Record<string, unknown> = {};
  for (const key of keys) {
    lowered[key] = shape.kept.includes(key) ? value[key] : bandScalar(value[key], by);
    if (lowered[key] === null) return null;
  }
  return lowered;
}

/** Reads canonical decimal text only: `007` or `1e5` may be something other than an amount. */
function scaledOf(text: string): Scaled | null {
  if (parseDecimal(text) !== text) return null;
  const places = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  return { units: BigInt(text.replace('.', '')), places };
}

/** The greatest multiple of `by` that is not above `value`, written with the step's own decimal places. */
function floorTo(value: Scaled, by: Scaled): Decimal {
  const places = Math.max(value.places, by.places);
  const units = value.units * 10n ** BigInt(places - value.places);
  const step = by.units * 10n ** BigInt(places - by.places);
  const steps = units / step - (units % step < 0n ? 1n : 0n);
  return written({ units: steps * by.units, places: by.places });
}

function written({ units, places }: Scaled): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places === 0 ? '' : `.${digits.slice(-places)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}` as Decimal;
}
