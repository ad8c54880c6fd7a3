import { Decimal as Exact } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskRule } from '../../src/domain/classification.ts';
import { treat } from '../../src/mask/treat.ts';
import * as genuine from './rules.ts';

const { ABOUT, anything, treatment } = genuine;
/** Per rule: half genuine values, half whatever a partner may send instead. */
const RUNS = { numRuns: 50_000 };

interface Star {
  readonly rule: MaskRule;
  readonly values: fc.Arbitrary<string>;
  readonly trust?: 'LOW';
  /** Code points that may stay before and after the stars, and those that must go. */
  readonly head: number;
  readonly tail: number;
  readonly hidden: number;
  /** What every output looks like, whatever the input was. */
  readonly reads: RegExp;
}

const word = String.raw`[\p{L}\p{M}\p{N}.-]+`;
const STARS: readonly Star[] = [
  {
    rule: 'RESIDENT_ID',
    values: fc.oneof(genuine.residentId18, genuine.residentId15),
    head: 3,
    tail: 4,
    hidden: 8,
    reads: /^\d{3}\*{4}\d{3}[\dX]$/,
  },
  {
    rule: 'RESIDENT_ID',
    trust: 'LOW',
    values: fc.oneof(genuine.residentId18, genuine.residentId15),
    head: 1,
    tail: 1,
    hidden: 13,
    reads: /^\d\*{4}[\dX]$/,
  },
  {
    rule: 'MOBILE',
    values: fc.oneof(genuine.mainlandMobile, genuine.internationalPhone),
    head: 7,
    tail: 4,
    hidden: 4,
    reads: /^(\+\d{1,3})?\d{0,3}\*{4}\d{3,4}$/,
  },
  { rule: 'BANK_CARD', values: genuine.bankCard, head: 0, tail: 4, hidden: 9, reads: /^\*{4}\d{4}$/ },
  {
    rule: 'ACCOUNT_NUMBER',
    values: fc.oneof(genuine.accountNumber, genuine.iban),
    head: 0,
    tail: 4,
    hidden: 4,
    reads: /^\*{4}[A-Za-z0-9]{4}$/,
  },
  {
    rule: 'SOCIAL_CREDIT_CODE',
    values: genuine.socialCreditCode,
    head: 2,
    tail: 4,
    hidden: 12,
    reads: /^[0-9A-Y]{2}\*{4}[0-9A-Y]{4}$/,
  },
  {
    rule: 'PERSON_NAME',
    values: fc.oneof(genuine.hanName, genuine.westernName),
    head: 2,
    tail: 0,
    hidden: 1,
    reads: /^(\p{Script=Han}{1,2}\*\*|\p{L}\*\*\*)$/u,
  },
  {
    rule: 'EMAIL',
    values: genuine.email,
    head: 1,
    tail: 8,
    hidden: 1,
    reads: new RegExp(`^[\\p{L}\\p{N}]\\*{3}@${word}$`, 'u'),
  },
];

describe.each(STARS)('$rule $trust', ({ rule, values, trust, head, tail, hidden, reads }) => {
  const rules = treatment(rule, trust === undefined ? {} : { trust });

  it('hides every genuine value at least as far as it must, and never returns it', () => {
    fc.assert(
      fc.property(values, (value) => {
        const treated = treat(value, rules, ABOUT);
        if (!treated.isHidden) throw new Error(`${value} was not recognised: ${treated.reason}`);
        const shown = treated.value as string;
        const [before = '', after = ''] = shown.split(/\*+/);
        const length = Array.from(value).length - Array.from(before + after).length;
        return (
          shown !== value &&
          reads.test(shown) &&
          value.startsWith(before) &&
          value.endsWith(after) &&
          Array.from(before).length <= head &&
          Array.from(after).length <= tail &&
          length >= hidden
        );
      }),
      RUNS,
    );
  }, 60_000);

  it('never throws, and shows of anything else either a masked text or nothing', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const treated = treat(value, rules, ABOUT);
        if (!treated.isHidden) return treated.reason === 'MASK_FAILED' || treated.reason === 'MASK_NOOP';
        return typeof treated.value === 'string' && treated.value !== value && reads.test(treated.value);
      }),
      RUNS,
    );
  }, 60_000);
});

describe('PERSON_NAME and EMAIL', () => {
  const letters = fc.oneof(
    genuine.hanName.map((name) => [name, 'PERSON_NAME'] as const),
    genuine.westernName.map((name) => [name, 'PERSON_NAME'] as const),
    genuine.email.map((address) => [address, 'EMAIL'] as const),
  );

  it('contain no letter of what they hide', () => {
    fc.assert(
      fc.property(letters, ([value, rule]) => {
        const treated = treat(value, treatment(rule), ABOUT);
        if (!treated.isHidden) return false;
        const [before = '', after = ''] = (treated.value as string).split(/\*+/);
        const gone = Array.from(value.slice(before.length, value.length - after.length)).filter((one) => one !== ' ');
        return gone.length > 0 && gone.every((letter) => letter === before || !after.includes(letter));
      }),
      RUNS,
    );
  });
});

describe('PSEUDONYM', () => {
  it('shows nothing of a handle, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(genuine.email, anything), (value) => {
        const treated = treat(value, treatment('PSEUDONYM'), ABOUT);
        if (!treated.isHidden) return typeof value !== 'string' || value.normalize('NFKC').trim() === '';
        return /^p_[\w-]{20}$/.test(treated.value as string) && treated.value !== value;
      }),
      { numRuns: 100_000 },
    );
  }, 60_000);
});

describe('BAND', () => {
  const steps = fc.constantFrom('1', '10', '1000', '0.5', '0.25', '2.50', '7');
  const decimals = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 999 }))
    .map(([whole, thousandths]) => `${whole}.${String(thousandths).padStart(3, '0')}`);
  const floorOf = (value: string, step: string): Exact => {
    const Wide = Exact.clone({ precision: 60 });
    return new Wide(value).div(step).floor().times(step);
  };

  it('of an exact decimal is its multiple below, as exact decimal text', () => {
    fc.assert(
      fc.property(decimals, steps, (value, step) => {
        const treated = treat(value, treatment('BAND', { step }), ABOUT);
        return treated.isHidden && typeof treated.value === 'string' && floorOf(value, step).eq(treated.value);
      }),
      RUNS,
    );
  }, 60_000);

  it('of a whole number is a whole number at most one step below', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('1', '10', '50', '1000'), (value, step) => {
        const treated = treat(value, treatment('BAND', { step }), ABOUT);
        const banded = treated.isHidden ? (treated.value as number) : Number.NaN;
        return (
          Number.isInteger(banded) && banded <= value && value - banded < Number(step) && banded % Number(step) === 0
        );
      }),
      RUNS,
    );
  }, 60_000);

  it('of anything else is nothing, or a lower value of the same type, and never throws', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const treated = treat(value, treatment('BAND', { step: '10' }), ABOUT);
        if (!treated.isHidden) return treated.reason === 'MASK_FAILED';
        if (typeof value === 'object') return typeof treated.value === 'object';
        return typeof treated.value === typeof value && Number(treated.value) <= Number(value);
      }),
      RUNS,
    );
  }, 60_000);
});

describe('ADDRESS_REGION, BIRTH_YEAR and WITHHOLD', () => {
  const name = fc.constantFrom('CN', 'Bavaria', '广东省', 'St. Paul', undefined, 'Flat 3, Long Street', '');
  const line = fc.string({ unit: fc.constantFrom(...'0123456789abc'), minLength: 1, maxLength: 9 });
  const addresses = fc.record(
    { country: name, province: name, city: name, street: line, postalCode: line, note: line },
    { requiredKeys: [] },
  );

  it('an address keeps nothing finer than its city, in a new object', () => {
    fc.assert(
      fc.property(fc.oneof(addresses, anything), (value) => {
        const treated = treat(value, treatment('ADDRESS_REGION'), ABOUT);
        if (!treated.isHidden) return treated.reason === 'MASK_FAILED';
        const region = Object.entries(treated.value as object);
        const isCoarse = region.every(
          ([key, part]) => /^(country|province|city)$/.test(key) && !/[\d,]/.test(String(part)),
        );
        return treated.value !== value && region.length > 0 && isCoarse;
      }),
      { numRuns: 100_000 },
    );
  }, 60_000);

  const dates = fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));

  it('a birth date keeps its year only', () => {
    fc.assert(
      fc.property(fc.oneof(dates, anything), (value) => {
        const treated = treat(value, treatment('BIRTH_YEAR'), ABOUT);
        if (!treated.isHidden)
          return treated.reason === 'MASK_FAILED' && !(typeof value === 'string' && /^\d{4}-\d\d-[0-2]\d$/.test(value));
        return treated.value === `${String(value).slice(0, 4)}-01-01`;
      }),
      { numRuns: 100_000 },
    );
  }, 60_000);

  it('free text is never shown', () => {
    fc.assert(
      fc.property(anything, (value) => !treat(value, treatment('WITHHOLD'), ABOUT).isHidden),
      { numRuns: 100_000 },
    );
  }, 60_000);
});

it('a real Luhn and id number pass the generators, so that the properties are about real values', () => {
  expect(genuine.withLuhn('411111111111111')).toBe('4111111111111111');
  expect(genuine.withIdCheck('11010519491231002')).toBe('11010519491231002X');
  expect(genuine.withCodeCheck('91350100M000100Y4')).toBe('91350100M000100Y43');
});
