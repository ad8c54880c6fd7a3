/** Retry-After: what counts, what is ignored, what is capped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetryAfter, readSpentQuota, readThrottleWait } from '../../src/partners/client/read-retry-after.ts';

const NOW = Date.parse('1994-11-06T08:49:00.000Z');
const read = (value: string): number | undefined => readRetryAfter({ 'retry-after': value }, NOW);

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['3601', 3_600_000],
    ['2.0', 2_000],
    ['1.5', 1_500],
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
    '', '-1', '1.', '.5', '1e3', 'NaN', 'Infinity', '5;q=1', '0x10', '5, 5', 'soon', 'Sun, 06 Nov 1994 08:48:59 GMT', 'Sun, 31 Feb 1995 08:49:37 GMT',
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

const S = NOW / 1_000;
const IN_30 = 30_000;

/** Headers of a 429, by dialect. */
const DIALECTS: readonly (readonly [string, Record<string, string>, number | undefined])[] = [
  ['Retry-After in seconds', { 'retry-after': '30' }, IN_30],
  ['Retry-After that can only be a time, far ahead, capped', { 'retry-after': String(S + 30 + 10 ** 9) }, 3_600_000],
  [
    'Retry-After over every other field',
    { 'retry-after': '5', 'ratelimit-reset': '30', ratelimit: '"a";r=0;t=90' },
    5_000,
  ],
  ['the next field, where Retry-After is nonsense', { 'retry-after': 'soon', 'ratelimit-reset': '30' }, IN_30],
  ['RateLimit, revision 8', { ratelimit: '"default";r=0;t=30' }, IN_30],
  ['RateLimit, one policy of several spent', { ratelimit: '"burst";r=3;t=60, "daily";r=0;t=30' }, IN_30],
  ['RateLimit, several policies spent: the latest', { ratelimit: '"a";r=0;t=10, "b";r=0;t=30' }, IN_30],
  ['RateLimit with a separator in the name', { ratelimit: '"a;b, \\"c";r=0;t=30' }, IN_30],
  ['RateLimit with a partition key', { ratelimit: '"a";r=0;t=30;pk=:Y2Rm:' }, IN_30],
  ['RateLimit with the name as a token', { ratelimit: 'default; r=0; t=30' }, IN_30],
  ['RateLimit without a time', { ratelimit: '"a";r=0' }, undefined],
  ['RateLimit with calls left', { ratelimit: '"a";r=1;t=30' }, undefined],
  ['RateLimit with an open quote', { ratelimit: '"a;r=0;t=30' }, undefined],
  ['RateLimit, revision 7', { ratelimit: 'limit=100, remaining=0, reset=30' }, IN_30],
  ['RateLimit, revision 7, with calls left', { ratelimit: 'limit=100, remaining=2, reset=30' }, undefined],
  ['RateLimit-Reset in seconds', { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, IN_30],
  ['RateLimit-Reset without a count', { 'ratelimit-reset': '30' }, IN_30],
  ['RateLimit-Reset with calls left', { 'ratelimit-remaining': '7', 'ratelimit-reset': '30' }, undefined],
  ['X-RateLimit-Reset in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }, IN_30],
  ['X-Rate-Limit-Reset in seconds', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '30' }, IN_30],
  [
    'X-RateLimit-Reset-After, exact to the millisecond',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.25' },
    1_250,
  ],
  [
    'X-RateLimit-Reset-After over the reset beside it',
    { 'x-ratelimit-reset': '90', 'x-ratelimit-reset-after': '30' },
    IN_30,
  ],
  [
    'X-RateLimit-Reset-Requests as a duration',
    { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' },
    1_000,
  ],
  [
    'the quota that is spent, of several',
    {
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    360_000,
  ],
  ['a duration in milliseconds', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' }, 20],
  ['a duration of every unit', { 'x-ratelimit-reset': '0h2m3.5s250ms' }, 123_750],
  ['a duration beyond an hour, capped', { 'x-ratelimit-reset': '1h2m3.5s' }, 3_600_000],
  ['no duration', { 'x-ratelimit-reset': 'ms' }, undefined],
  ['a duration without a unit at its end', { 'x-ratelimit-reset': '6m30' }, undefined],
  [
    'Anthropic, a time',
    { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': '1994-11-06T08:49:30Z' },
    IN_30,
  ],
  ['Vimeo, a time with its offset', { 'x-ratelimit-reset': '1994-11-06T09:49:30+01:00' }, IN_30],
  [
    'Atlassian, a time without seconds',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1994-11-06T08:50Z' },
    60_000,
  ],
  ['an HTTP date as a reset', { 'x-ratelimit-reset': 'Sun, 06 Nov 1994 08:49:30 GMT' }, IN_30],
  ['a time without a zone', { 'x-ratelimit-reset': '1994-11-06T08:49:30' }, undefined],
  ['a time that is none', { 'x-ratelimit-reset': '1994-13-06T08:49:30Z' }, undefined],
  ['Retry-After-Ms', { 'retry-after-ms': '623' }, 623],
  ['Retry-After over Retry-After-Ms', { 'retry-after': '1', 'retry-after-ms': '623' }, 1_000],
  ['X-MS-Retry-After-Ms', { 'x-ms-retry-after-ms': '20' }, 20],
  ['X-Retry-After', { 'x-retry-after': '30', 'x-ratelimit-reset': '90' }, IN_30],
  ['negative milliseconds', { 'retry-after-ms': '-623' }, undefined],
  ['milliseconds without end, capped', { 'retry-after-ms': '9'.repeat(400) }, 3_600_000],
  [
    'GitHub',
    {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '5000',
      'x-ratelimit-reset': '30',
    },
    IN_30,
  ],
  [
    'Discord',
    {
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1470173023.123',
      'x-ratelimit-reset-after': '30',
      'x-ratelimit-bucket': 'abcd1234',
    },
    IN_30,
  ],
  [
    'Bluesky',
    {
      'ratelimit-limit': '3000',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '30',
      'ratelimit-policy': '3000;w=300',
    },
    IN_30,
  ],
  ['Reddit, with fractions', { 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '30' }, IN_30],
  ['a month and more as a delay', { 'ratelimit-reset': '2678401' }, undefined],
  ['a delay beyond an hour, capped', { 'ratelimit-reset': '7200' }, 3_600_000],
  ['a negative delay', { 'ratelimit-reset': '-30' }, undefined],
  ['a delay twice', { 'ratelimit-reset': '30, 30' }, undefined],
  ['words', { 'x-ratelimit-reset': 'tomorrow' }, undefined],
  ['nothing', {}, undefined],
];

describe('the wait a 429 means', () => {
  it.each(DIALECTS)('%s', (_name, headers, expected) => {
    expect(readThrottleWait(headers, NOW)).toBe(expected);
  });

  const EPOCH = Date.parse('2026-03-01T12:00:00.000Z');
  const skewed = { date: new Date(EPOCH).toUTCString() };

  it.each([
    ['ratelimit-reset', String(EPOCH / 1_000 + 30)],
    ['x-ratelimit-reset', String(EPOCH / 1_000 + 30)],
    ['x-ratelimit-reset', String(EPOCH + 30_000)],
    ['x-ratelimit-reset', `${EPOCH / 1_000 + 30}.000`],
    ['x-rate-limit-reset', String(EPOCH + 30_000)],
    ['retry-after', String(EPOCH / 1_000 + 30)],
    ['retry-after', new Date(EPOCH + 30_000).toUTCString()],
  ])('%s: %s is a time, taken against the clock that the partner states, else against ours', (name, value) => {
    expect(readThrottleWait({ [name]: value }, EPOCH)).toBe(IN_30);
    for (const skewMs of [-7_200_000, 7_200_000]) {
      expect(readThrottleWait({ [name]: value, ...skewed }, EPOCH + skewMs)).toBe(IN_30);
    }
  });

  it.each([
    ['past seconds', String(EPOCH / 1_000 - 1)],
    ['past milliseconds', String(EPOCH - 1)],
    ['microseconds', String(EPOCH * 1_000)],
    ['nanoseconds', String(EPOCH * 1_000_000)],
  ])('%s since 1970 say nothing', (_name, value) => {
    expect(readThrottleWait({ 'x-ratelimit-reset': value }, EPOCH)).toBeUndefined();
  });

  it('is never negative, never above an hour, and never throws, whatever stands in the fields', () => {
    const value = fc.oneof(
      fc.string(),
      fc.float().map(String),
      fc.stringMatching(/^(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/),
      fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
      fc.stringMatching(/^"?[a-z;,"\\]*"?(;[rt]=\d*)*(, "b";r=0;t=\d+)?$/),
    );
    const fields = [
      'retry-after',
      'ratelimit',
      'ratelimit-reset',
      'x-ratelimit-reset',
      'x-ratelimit-reset-after',
      'x-ratelimit-reset-requests',
      'retry-after-ms',
      'x-retry-after',
      'date',
    ];
    const headers = fc.dictionary(fc.constantFrom(...fields), value);
    fc.assert(
      fc.property(headers, (given) => {
        for (const reader of [readThrottleWait, readRetryAfter, readSpentQuota]) {
          const waitMs = reader(given, EPOCH);
          expect(waitMs === undefined || (waitMs >= 0 && waitMs <= 3_600_000)).toBe(true);
        }
      }),
    );
  });
});

describe('a quota', () => {
  it('is a wait in a success or a 503 only where it says that nothing is left', () => {
    const reset = { 'x-ratelimit-reset': '30' };
    for (const reader of [readSpentQuota, readRetryAfter]) {
      expect(reader(reset, NOW)).toBeUndefined();
      expect(reader({ ...reset, 'x-ratelimit-remaining': '1' }, NOW)).toBeUndefined();
      expect(reader({ ...reset, 'x-ratelimit-remaining': '0' }, NOW)).toBe(IN_30);
    }
  });

  it('of an answer is no Retry-After, which a success may carry for other reasons', () => {
    expect(readSpentQuota({ 'retry-after': '30' }, NOW)).toBeUndefined();
  });
});
