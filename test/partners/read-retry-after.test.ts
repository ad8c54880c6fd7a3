/** Retry-After: what counts, what is ignored, what is capped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../src/partners/client/read-retry-after.ts';

const NOW = Date.parse('1994-11-06T08:49:00.000Z');
const read = (value: string): number | undefined => readRetryAfter({ 'retry-after': value }, NOW);

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['3601', 3_600_000],
    ['99999999999999999999', 3_600_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
    ['Sun Nov  6 08:49:37 1994', 37_000],
    ['Mon, 07 Nov 1994 08:49:37 GMT', 3_600_000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
  ])('%s is understood', (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  it.each([
    '', '-1', '1.5', '1e3', '0x10', '5, 5', 'soon', 'Sun, 06 Nov 1994 08:48:59 GMT', 'Sun, 31 Feb 1995 08:49:37 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 25:49:37 GMT', '1994-11-06T08:49:37Z', 'Sun, 06 Nov 1994 08:49:37',
  ])('%s is ignored', (value) => {
    expect(read(value)).toBeUndefined();
  }); // prettier-ignore

  it('absent says nothing', () => {
    expect(readRetryAfter({}, NOW)).toBeUndefined();
  });

  it('is never negative, never above an hour, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (value) => {
          const waitMs = read(value);
          expect(waitMs === undefined || (waitMs >= 0 && waitMs <= 3_600_000)).toBe(true);
        },
      ),
    );
  });
});
