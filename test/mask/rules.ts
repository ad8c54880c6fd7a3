/**
 * What the mask tests share: generators of genuine values (with right check characters, built independently of the code
 * under test) and a treatment per rule.
 */
import fc from 'fast-check';
import type { MaskRule } from '../../src/domain/classification.ts';
import type { Treatment } from '../../src/domain/decision.ts';
import type { TreatmentContext } from '../../src/mask/treat.ts';

export const ABOUT: TreatmentContext = { purpose: 'CREDIT_DECISION', pseudonymKey: new Uint8Array(32).fill(7) };

export function treatment(rule: MaskRule, more: Partial<Treatment> = {}): Treatment {
  return { rule, trust: 'NORMAL', classification: { class: 'C2', kind: 'LABEL', mask: rule }, ...more };
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc.nat({ max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'));

const birthday = fc
  .record({
    year: fc.integer({ min: 1900, max: 2029 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ year, month, day }) => `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`);

/** ISO 7064 MOD 11-2 by its recursive definition: p = (p + digit) * 2 mod 11. */
export function withIdCheck(first17: string): string {
  let product = 0;
  for (const digit of first17) product = ((product + Number(digit)) * 2) % 11;
  const check = (12 - product) % 11;
  return first17 + (check === 10 ? 'X' : String(check));
}

const region = fc.nat({ max: 899_999 }).map((n) => String(n + 100_000));

export const residentId18 = fc.tuple(region, birthday, digits(3)).map((parts) => withIdCheck(parts.join('')));
export const residentId15 = fc
  .tuple(
    region,
    birthday.filter((day) => day < '2000'),
    digits(3),
  )
  .map(([place, day, sequence]) => place + day.slice(2) + sequence);

export const mainlandMobile = fc.tuple(fc.integer({ min: 13, max: 19 }), digits(9)).map((parts) => parts.join(''));

const COUNTRIES = ['1', '7', '33', '44', '49', '65', '86', '352', '971'];
export const internationalPhone = fc
  .tuple(fc.constantFrom(...COUNTRIES), fc.integer({ min: 7, max: 12 }), digits(12))
  .map(([code, length, rest]) => `+${code}${`${rest.slice(0, length - 1)}5`}`);

/** The check digit is found by trying all ten, with a sum written in the other direction than the code under test. */
export function withLuhn(body: string): string {
  for (let check = 0; check < 10; check += 1) {
    const sum = [...body, String(check)].toReversed().reduce((total, digit, i) => {
      const times = Number(digit) * ((i % 2) + 1);
      return total + Math.floor(times / 10) + (times % 10);
    }, 0);
    if (sum % 10 === 0) return `${body}${check}`;
  }
  throw new Error('ten check digits and none fits');
}

export const bankCard = fc
  .tuple(fc.integer({ min: 12, max: 18 }), digits(9), digits(9))
  .map(([length, a, b]) => withLuhn((a + b).slice(0, length)));

const CODE = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Weights as printed in GB 32100-2015, table of Annex A. */
export function withCodeCheck(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * CODE.indexOf(first17.charAt(i)), 0);
  return first17 + CODE.charAt((31 - (sum % 31)) % 31);
}

const codeCharacters = fc.array(fc.constantFrom(...CODE), { minLength: 9, maxLength: 9 }).map((all) => all.join(''));
export const socialCreditCode = fc
  .tuple(fc.constantFrom('91', '92', '93', '52', '12'), region, codeCharacters)
  .map((parts) => withCodeCheck(parts.join('')));

export const accountNumber = fc
  .tuple(fc.integer({ min: 8, max: 18 }), digits(9), digits(9))
  .map(([length, a, b]) => (a + b).slice(0, length));
export const iban = fc.tuple(fc.constantFrom('DE', 'GB', 'FR'), digits(10), digits(10)).map((parts) => parts.join(''));

const HAN = '芳伟娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂';
const given = fc.array(fc.constantFrom(...HAN), { minLength: 1, maxLength: 2 }).map((all) => all.join(''));
export const hanName = fc
  .tuple(fc.constantFrom('王', '李', '张', '欧阳', '司马', '诸葛', '上官'), given)
  .map((parts) => parts.join(''));

const word = fc.array(fc.constantFrom(...'bcdeijmquvwyz'), { minLength: 3, maxLength: 9 }).map((all) => all.join(''));
export const westernName = fc
  .tuple(fc.constantFrom('Q', 'Z', 'É', 'Ж'), word, word)
  .map(([initial, a, b]) => `${initial}${a} ${b}`);

/** Local parts and domains share no letter, so that a hidden letter cannot appear by chance. */
export const email = fc.tuple(word, fc.constantFrom('gaga.gg', 'ox.org', 'talk.tk')).map((parts) => parts.join('@'));

/** Anything at all: the wrong formats, types and scripts a partner may send. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 24 }) },
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789０１２X+- .@aé王*'), maxLength: 24 }) },
  { weight: 2, arbitrary: fc.double() },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      null,
      undefined,
      true,
      0n,
      Symbol.iterator,
      {},
      [],
      [[]],
      [null],
      () => 1,
      new Date(0),
    ),
  },
  { weight: 1, arbitrary: fc.record({ amount: fc.string({ maxLength: 6 }), currency: fc.constant('CNY') }) },
  { weight: 1, arbitrary: fc.record({ country: fc.string({ maxLength: 4 }), street: fc.string({ maxLength: 9 }) }) },
);
