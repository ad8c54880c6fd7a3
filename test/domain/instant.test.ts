/** An instant that a rule ends with must be one that every gate and the database can compare. */
import { expect, it } from 'vitest';
import { parseInstant } from '../../src/domain/instant.ts';

it.each([
  ['a day that does not exist', '2030-02-30T00:00:00Z'],
  ['a year past 9999 in UTC', '9999-12-31T23:59:59-23:59'],
  ['a year before 1 in UTC', '0001-01-01T00:00:00+23:00'],
  ['the year 0', '0000-06-01T00:00:00Z'],
  ['an hour 24', '2030-01-01T24:00:00Z'],
  ['a leap second', '2030-06-30T23:59:60Z'],
  ['no offset', '2030-01-01T00:00:00'],
  ['a tenth fraction digit', '2030-01-01T00:00:00.1234567890Z'],
])('%s is no instant', (_what, text) => {
  expect(parseInstant(text)).toBeNull();
});

it.each([
  ['2030-01-01T08:00:00+08:00', '2030-01-01T00:00:00.000Z'],
  ['2028-02-29T23:59:59.999999999Z', '2028-02-29T23:59:59.999999999Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('%s reads %s', (text, instant) => {
  expect(parseInstant(text)).toBe(instant);
});
