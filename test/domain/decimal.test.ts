/** Numbers as partners write them, whatever their length. */
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../src/domain/decimal.ts';

describe('a number lexeme', () => {
  it.each([
    ['00012.50', '12.50'],
    ['-0', '0'],
    ['1e3', '1000'],
    ['12.5e-3', '0.0125'],
    ['1e1000000', null],
    ['1e-101', null],
    ['1'.repeat(101), null],
    ['', null],
    ['NaN', null],
  ])('%s reads %s', (lexeme, decimal) => {
    expect(parseDecimal(lexeme)).toBe(decimal);
  });

  it('of two megabytes is refused in no time, even one made to be tried again from every digit', () => {
    const startedAt = performance.now();
    for (const long of ['0'.repeat(2_000_000) + 'x', '1'.repeat(2_000_000), `0.${'0'.repeat(2_000_000)}x`])
      expect(parseDecimal(long)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
