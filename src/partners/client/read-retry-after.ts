/**
 * When a partner wants to be asked again, in milliseconds from now. Retry-After (RFC 9110, 10.2.3) wins over everything else; then quotas
 * that are spent, the latest of them. Malformed, past and absurd values are ignored, long ones capped. No clock: `nowMs` is given.
 */
import { epochMsOfHttpDate } from './http-date.ts';
import { readQuotas } from './read-rate-limit.ts';
import { clockOf, isEpoch, MAX_WAIT_MS, untilMs, waitOf } from './read-wait.ts';

type Headers = Readonly<Record<string, string>>;

/** Of an answer that is no throttling by its status: only what says so itself counts. */
export function readRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const clockMs = clockOf(headers, nowMs);
  return retryAfterOf(headers['retry-after']?.trim(), nowMs, clockMs) ?? longestWait(headers, clockMs, isSpent);
}

/** Of a 429: a reset without a count is a wait too. One with calls left is not: something else was exceeded. */
export function readThrottleWait(headers: Headers, nowMs: number): number | undefined {
  const clockMs = clockOf(headers, nowMs);
  return retryAfterOf(headers['retry-after']?.trim(), nowMs, clockMs) ?? longestWait(headers, clockMs, mayBeSpent);
}

/** Of a success: the call took the last of a quota, and the partner says when there will be more. */
export const readSpentQuota = (headers: Headers, nowMs: number): number | undefined =>
  longestWait(headers, clockOf(headers, nowMs), isSpent);

const isSpent = (remaining: number | null): boolean => remaining !== null && remaining < 1;
const mayBeSpent = (remaining: number | null): boolean => remaining === null || remaining < 1;

function longestWait(
  headers: Headers,
  clockMs: number,
  counts: (remaining: number | null) => boolean,
): number | undefined {
  const waits = readQuotas(headers).flatMap(({ remaining, reset }) => {
    const waitMs = reset === null || !counts(remaining) ? undefined : waitOf(reset, clockMs);
    return waitMs === undefined ? [] : [waitMs];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function retryAfterOf(text: string | undefined, nowMs: number, clockMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) {
    // Against the RFC some partners send a time since 1970 here. As a delay it would be decades.
    return isEpoch(Number(text))
      ? waitOf({ kind: 'number', value: Number(text) }, clockMs)
      : Math.min(Number(text) * 1_000, MAX_WAIT_MS);
  }
  const atMs = epochMsOfHttpDate(text, nowMs);
  return atMs === null ? undefined : untilMs(atMs, clockMs);
}
