/** Scalars read and write exactly one form each, and say which. */
import fc from 'fast-check';
import { Kind } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DecimalScalar, InstantScalar, LocalDateScalar } from '../../src/graphql/scalars.ts';

describe('Decimal', () => {
  test('keeps every digit of a number that a float would lose', () => {
    for (const text of ['9007199254740993.10', '-0.000000000000000001', '12.50', '0']) {
      expect([DecimalScalar.parseValue(text), DecimalScalar.serialize(text)]).toEqual([text, text]);
    }
  });

  test.each([1.5, 1, null, undefined, '', '1,5', 'NaN', '0x10', {}, ['1'], true])(
    'refuses %j both ways and names the form',
    (value) => {
      expect(() => DecimalScalar.parseValue(value)).toThrow('Expected a decimal number as a string, such as "-12.50".');
      expect(() => DecimalScalar.serialize(value)).toThrow('Expected a decimal number');
    },
  );

  test('a refusal never repeats the value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (text) => {
        try {
          DecimalScalar.serialize(text);
        } catch (error) {
          expect((error as Error).message).not.toContain(text);
        }
      }),
    );
  });
});

describe('Instant and LocalDate', () => {
  test('an offset becomes UTC; nanoseconds stay', () => {
    expect(InstantScalar.parseValue('2026-01-02T08:00:00.123456789+08:00')).toBe('2026-01-02T00:00:00.123456789Z');
    expect(InstantScalar.parseLiteral({ kind: Kind.STRING, value: '2026-01-02T03:04:05Z' })).toBe(
      '2026-01-02T03:04:05.000Z',
    );
  });

  test.each(['2026-13-01T00:00:00Z', '2026-01-01', 'now', 0])('Instant refuses %j', (value) => {
    expect(() => InstantScalar.parseValue(value)).toThrow('Expected an RFC 3339 time as a string');
  });

  test.each(['2026-02-30', '2026-2-3', '2026-01-02T00:00:00Z', 20260102])('LocalDate refuses %j', (value) => {
    expect(() => LocalDateScalar.parseValue(value)).toThrow(
      'Expected a calendar day as a string, such as "2026-01-02".',
    );
  });

  test('a literal of another kind is refused', () => {
    expect(() => LocalDateScalar.parseLiteral({ kind: Kind.INT, value: '20260102' })).toThrow(
      'Expected a calendar day',
    );
  });
});
