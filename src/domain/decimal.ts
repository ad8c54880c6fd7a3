/**
 * Exact decimal numbers as text. Money never passes through a float: what the partner wrote is what the caller reads.
 */
declare const decimalBrand: unique symbol;

/** Plain decimal notation without exponent, no leading `+`, no leading zeros: `-12.50`. Trailing zeros are kept. */
export type Decimal = string & { readonly [decimalBrand]: true };

/** An amount and its ISO 4217 currency. Value type: decided and masked whole by the field that returns it. */
export interface Money {
  readonly amount: Decimal;
  readonly currency: string;
}

const NUMBER = /^(-?)0*(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
/** The pattern takes quadratic time over zeros that end in something else: a megabyte of them would stop the process for an hour. */
const MAX_LENGTH = 200;

/** Reads a JSON number lexeme or decimal text exactly; null when it is no number or needs more than 100 digits. */
export function parseDecimal(lexeme: string): Decimal | null {
  const match = lexeme.length > MAX_LENGTH ? null : NUMBER.exec(lexeme);
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = match;
  const shifted = shift(whole, fraction, Number(exponent));
  if (shifted.length > 100) return null;
  const isZero = /^[0.]*$/.test(shifted);
  return `${isZero ? '' : sign}${shifted}` as Decimal;
}

/** Moves the decimal point: `shift('12', '5', 2)` is `1250`. */
function shift(whole: string, fraction: string, places: number): string {
  if (places === 0) return fraction === '' ? whole : `${whole}.${fraction}`;
  const digits = whole + fraction;
  const point = whole.length + places;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return (digits + '0'.repeat(point - digits.length)).replace(/^0+(?=\d)/, '');
  return `${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)}`;
}

/** Money of a lexeme and a currency code; null unless both are well-formed. */
export function parseMoney(lexeme: string | null | undefined, currency: string | null | undefined): Money | null {
  const amount = lexeme == null ? null : parseDecimal(lexeme);
  if (amount === null || currency == null || !/^[A-Za-z]{3}$/.test(currency)) return null;
  return { amount, currency: currency.toUpperCase() };
}

/** Negative, 0 or positive as the first is less than, equal to or more than the second. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const [a, b] = alignedUnits(one, other);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `to` + `times` × `amount`, exactly; as many fraction digits as the longer of the two. */
export function addDecimals(to: Decimal, amount: Decimal, times: number): Decimal {
  const [a, b, places] = alignedUnits(to, amount);
  return parseDecimal(`${a + BigInt(times) * b}e-${places}`) as Decimal;
}

/** Both as whole numbers of the smallest unit that either of them shows. */
function alignedUnits(one: Decimal, other: Decimal): readonly [bigint, bigint, number] {
  const places = Math.max(placesOf(one), placesOf(other));
  const toUnits = (value: Decimal): bigint => BigInt(value.replace('.', '') + '0'.repeat(places - placesOf(value)));
  return [toUnits(one), toUnits(other), places];
}

const placesOf = (value: Decimal): number => (value.includes('.') ? value.length - value.indexOf('.') - 1 : 0);
