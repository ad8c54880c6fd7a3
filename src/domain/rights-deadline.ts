/**
 * How long the bank may take. PIPL art. 50 says "timely", GB/T 35273-2020 8.7 thirty days, GDPR art. 12(3) one month and, once and with
 * a reason, two months more. Counts days; the month is a bound that no setting passes.
 */
import { earlierOf, epochMsOf, type Instant, instantFromEpochMs } from './instant.ts';

const DAY_MS = 86_400_000;

/** The end of the first term: `days` after receipt, at most one month. */
export const dueAfter = (receivedAt: Instant, days: number): Instant =>
  earlierOf(instantFromEpochMs(epochMsOf(receivedAt) + days * DAY_MS), monthsAfter(receivedAt, 1));

/** The latest end of an extended term. */
export const latestAfterExtension = (receivedAt: Instant): Instant => monthsAfter(receivedAt, 3);

/** The same day of a later month, or its last day (Regulation (EEC) 1182/71 art. 3(2)(c)). */
function monthsAfter(at: Instant, months: number): Instant {
  const from = new Date(epochMsOf(at));
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay);
  const end = new Date(from);
  end.setUTCFullYear(from.getUTCFullYear(), from.getUTCMonth() + months, day);
  return instantFromEpochMs(end.getTime());
}
