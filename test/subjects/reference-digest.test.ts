/** The blind index: finds a customer by what a partner calls them, and tells nothing to whoever reads it without the key. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReferenceDigest } from '../../src/subjects/reference-digest.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const name = fc.string({ minLength: 1, maxLength: 12 });
const RUNS = { numRuns: 500 };

it('the same value at another partner, under another name or another key has another digest: nothing equal shows', () => {
  fc.assert(
    fc.property(
      key,
      key,
      fc.tuple(name, name, name),
      name,
      ([...bytes], [...foreign], [partner, reference, value], other) => {
        fc.pre(bytes.join() !== foreign.join());
        const digest = createReferenceDigest(Uint8Array.from(bytes));
        const own = digest(partner, reference, value);
        expect(digest(partner, reference, value)).toBe(own);
        expect(createReferenceDigest(Uint8Array.from(foreign))(partner, reference, value)).not.toBe(own);
        if (other !== partner) expect(digest(other, reference, value)).not.toBe(own);
        if (other !== reference) expect(digest(partner, other, value)).not.toBe(own);
        if (other !== value) expect(digest(partner, reference, other)).not.toBe(own);
      },
    ),
    RUNS,
  );
});

it('the border between partner, name and value is never a matter of spelling', () => {
  fc.assert(
    fc.property(
      key,
      fc.array(fc.string(), { minLength: 3, maxLength: 3 }),
      fc.array(fc.string(), { minLength: 3, maxLength: 3 }),
      (bytes, one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const digest = createReferenceDigest(bytes);
        expect(digest(one[0]!, one[1]!, one[2]!)).not.toBe(digest(other[0]!, other[1]!, other[2]!));
      },
    ),
    RUNS,
  );
});
