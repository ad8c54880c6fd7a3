/**
 * When a partner wants to be asked again, in milliseconds from now. Retry-After (RFC 9110, 10.2.3) wins over everything else, then what
 * some send in its place; then quotas that are spent, the latest of them. Malformed, past and absurd values are ignored, long ones capped. No clock: `nowMs` is given.
 */
import { epochMsOfHttpDate } from './http-date.ts';
import { readQuotas } from './read-rate-limit.ts';
import { clockOf, isEpoch, MAX_WAIT_MS, untilMs, waitOf } from './read-wait.ts';

type Headers = Readonly<Record<string, string>>;

/** Of an answer that is no throttling by its status: only what says so itself counts. */
export function readRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const clockMs = clockOf(headers, nowMs);
  return saidWait(headers, nowMs, clockMs) ?? longestWait(headers, clockMs, isSpent);
}

/** Of a 429: a reset without a count is a wait too. One with calls left is not: something else was exceeded. */
export function readThrottleWait(headers: Headers, nowMs: number): number | undefined {
  const clockMs = clockOf(headers, nowMs);
  return saidWait(headers, nowMs, clockMs) ?? longestWait(headers, clockMs, mayBeSpent);
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
  const waits = readQuotas(headers, clockMs).flatMap(({ remaining, reset }) => {
    const waitMs = reset === null || !counts(remaining) ? undefined : waitOf(reset, clockMs);
    return waitMs === undefined ? [] : [waitMs];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** Milliseconds: Azure, OpenAI. */
const IN_MS = ['retry-after-ms', 'x-ms-retry-after-ms'];

function saidWait(headers: Headers, nowMs: number, clockMs: number): number | undefined {
  const inMs = IN_MS.map((name) => headers[name]?.trim() ?? '').find((text) => DECIMAL.test(text));
  return (
    retryAfterOf(headers['retry-after']?.trim(), nowMs, clockMs) ??
    (inMs === undefined ? undefined : Math.min(Math.ceil(Number(inMs)), MAX_WAIT_MS)) ??
    retryAfterOf(headers['x-retry-after']?.trim(), nowMs, clockMs)
  );
}

const DECIMAL = /^\d+(\.\d+)?$/;

function retryAfterOf(text: string | undefined, nowMs: number, clockMs: number): number | undefined {
  if (text === undefined) return undefined;
  // Against the RFC some partners send fractions (Shopify: `2.0`) or a time since 1970 here. As a delay it would be decades.
  if (DECIMAL.test(text)) {
    return isEpoch(Number(text))
      ? waitOf({ kind: 'number', value: Number(text) }, clockMs)
      : Math.min(Math.ceil(Number(text) * 1_000), MAX_WAIT_MS);
  }
  const atMs = epochMsOfHttpDate(text, nowMs);
  return atMs === null ? undefined : untilMs(atMs, clockMs);
}
