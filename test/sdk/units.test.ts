/** Promise: unit changes in maps are exact, and rounding happens only where it is stated. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Decimal,
  integer,
  NumberLexeme,
  parseDecimal,
  shiftDecimal,
  sumOfCounts,
  weightedMean,
} from '../../src/sdk/index.ts';

const decimal = (text: string): Decimal => {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`no decimal: ${text}`);
  return value;
};

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, places]) => decimal(`${digits}e${-places}`));

describe('shiftDecimal', () => {
  it.each([
    ['0.0044', 2, '0.44'],
    ['1.5284', 2, '152.84'],
    ['-0.3', 2, '-30'],
    ['2771126.040150', 6, '2771126040150'],
    ['0.8008282', 6, '800828.2'],
    ['71234.5678', -4, '7.12345678'],
    ['73.14', -2, '0.7314'],
    ['0', 2, '0'],
    ['9007199254740993.1', 6, '9007199254740993100000'],
  ])('moves the point of %s by %i places and changes no digit', (value, places, expected) => {
    expect(shiftDecimal(decimal(value), places)).toBe(expected);
  });

  it('gives nothing rather than an approximation when the result does not fit', () => {
    expect(shiftDecimal(decimal('1'), 100)).toBeUndefined();
  });

  it('is undone by the opposite shift', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: 20 }), (value, places) => {
        const there = shiftDecimal(value, places);
        const back = there === undefined ? undefined : shiftDecimal(there, -places);
        expect(back === undefined ? undefined : trimmed(back)).toBe(trimmed(value));
      }),
    );
  });
});

describe('weightedMean', () => {
  const mean = (items: readonly (readonly [string, number])[], places = 4): string | undefined =>
    weightedMean(
      items.map(([value, weight]) => ({ value: decimal(value), weight })),
      places,
    );

  it('counts each value as often as its weight says', () => {
    expect(
      mean([
        ['0.5', 3],
        ['-0.5', 1],
      ]),
    ).toBe('0.2500');
  });

  it('has no value without weights, instead of a zero', () => {
    expect(mean([])).toBeUndefined();
    expect(mean([['0.9', 0]])).toBeUndefined();
  });

  it('keeps a value of weight zero out', () => {
    expect(
      mean([
        ['0.1', 2],
        ['0.9', 0],
      ]),
    ).toBe('0.1000');
  });

  it.each([
    ['0.00005', '0.0000'],
    ['0.00015', '0.0002'],
    ['0.00025', '0.0002'],
    ['-0.00015', '-0.0002'],
    ['0.000250001', '0.0003'],
    ['0.33339', '0.3334'],
  ])('rounds %s to %s: nearest, ties to even', (value, expected) => {
    expect(mean([[value, 1]])).toBe(expected);
  });

  it('stays exact where binary floats do not', () => {
    expect(
      mean(
        [
          ['0.1', 1],
          ['0.2', 1],
        ],
        20,
      ),
    ).toBe('0.15000000000000000000');
  });

  it('holds for a very long list', () => {
    expect(mean(Array.from({ length: 300_000 }, () => ['0.25', 2] as const))).toBe('0.2500');
  });

  it('lies between the smallest and the largest value, and does not depend on order', () => {
    const items = fc.array(fc.record({ value: anyDecimal, weight: fc.integer({ min: 1, max: 1_000_000 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(items, (values) => {
        const result = weightedMean(values, 12);
        const sizes = values.map((item) => units(item.value));
        const low = sizes.reduce((a, b) => (b < a ? b : a));
        const high = sizes.reduce((a, b) => (b > a ? b : a));
        expect(result).toBeDefined();
        if (result === undefined) return;
        expect(units(result) >= low && units(result) <= high).toBe(true);
        expect(weightedMean([...values].reverse(), 12)).toBe(result);
      }),
    );
  });
});

const trimmed = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

/** Whole number of 10^-12, enough for every generated value. */
const units = (value: Decimal): bigint => {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
};

describe('sumOfCounts', () => {
  it('adds what is known and refuses a partial sum', () => {
    expect([sumOfCounts([1, 2, 3]), sumOfCounts([]), sumOfCounts([1, undefined])]).toEqual([6, 0, undefined]);
  });

  it("gives nothing where the sum exceeds the schema's Int", () => {
    expect([sumOfCounts([2_147_483_646, 1]), sumOfCounts([2_147_483_647, 1])]).toEqual([2_147_483_647, undefined]);
  });
});

describe('integer', () => {
  it("takes what fits the schema's Int and refuses the rest", () => {
    const accepts = (text: string): boolean => integer().safeParse(new NumberLexeme(text)).success;
    expect(['2147483647', '-2147483647', '2147483648', '1e10', '1.5', '9007199254740993'].map(accepts)).toEqual([
      true, true, false, false, false, false,
    ]); // prettier-ignore
  });
});
