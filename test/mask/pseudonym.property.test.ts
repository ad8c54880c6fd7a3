/** Pseudonyms over many handles: stable within a purpose, and of no use for joining two purposes, two gateways or guesses. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pseudonym } from '../../src/mask/treatments/pseudonym.ts';

const handles = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 30 });
const purposes = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30 }), { minLength: 2, maxLength: 2 });
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const RUNS = { numRuns: 300 };

const shown = (texts: readonly string[], purpose: string, key: Uint8Array): readonly string[] =>
  texts.map((text) => pseudonym(text, purpose, key) ?? '');

/** What somebody would join by: the whole, or any run of eight characters of it. */
const pieces = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => Array.from({ length: text.length - 9 }, (_, i) => text.slice(i + 2, i + 10))));

const overlap = (some: readonly string[], others: readonly string[]): readonly string[] => {
  const known = pieces(others);
  return [...pieces(some)].filter((piece) => known.has(piece));
};

it('the lists of two purposes, or of two gateways, have nothing in common to join them by', () => {
  fc.assert(
    fc.property(handles, purposes, keys, keys, (texts, [one = '', other = ''], key, foreign) => {
      fc.pre(Buffer.compare(key, foreign) !== 0);
      expect(overlap(shown(texts, one, key), shown(texts, other, key))).toEqual([]);
      expect(overlap(shown(texts, one, key), shown(texts, one, foreign))).toEqual([]);
    }),
    RUNS,
  );
});

it('within one purpose the same handle always reads the same, whoever has it, and two handles never do', () => {
  fc.assert(
    fc.property(handles, purposes, keys, (texts, [purpose = ''], key) => {
      const list = shown(texts, purpose, key);
      expect(shown(texts, purpose, key)).toEqual(list);
      expect(new Set(list).size).toBe(texts.length);
    }),
    RUNS,
  );
});

it('where a purpose ends and a handle begins is never a matter of spelling', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 2 }), fc.string({ minLength: 1 }), keys, (purpose, text, key) => {
      const [head, last] = [purpose.slice(0, -1), purpose.slice(-1)];
      expect(pseudonym(text, purpose, key)).not.toBe(pseudonym(last + text, head, key));
    }),
    RUNS,
  );
});
