import { expect, test } from 'vitest';
import { createCallLog } from '../../src/sandbox/call-log.ts';

const logOf = (...times: readonly number[]) => {
  const log = createCallLog();
  for (const atMs of times) log.add({ atMs, method: 'GET', path: '/', query: {}, customerIds: [] });
  return log;
};

test('the peak is found wherever its window starts, also across the edge of a clock window', () => {
  expect(logOf(0, 900, 950, 999, 1_000, 1_050, 1_899).peak(1_000)).toBe(6);
});

test('two calls exactly a window apart are never in the same window', () => {
  expect(logOf(0, 1_000, 2_000).peak(1_000)).toBe(1);
  expect(logOf(0, 999.999).peak(1_000)).toBe(2);
});

test('the order in which calls were noted does not matter', () => {
  expect(logOf(5_000, 10, 0, 20).peak(100)).toBe(3);
});
