/**
 * "Come back then" as milliseconds from now. Times are taken against the partner's own clock where it states it (Date, RFC 9110, 6.6.1), so
 * that neither clock need be right. Past and absurd times say nothing, because a wrong wait is worse than none; long ones are capped. Pure.
 */
import { epochMsOfHttpDate } from './http-date.ts';

/** `number`: seconds from now, seconds since 1970 or milliseconds since 1970; which of them only its magnitude tells. */
export type Reset =
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'time'; readonly atMs: number };

const NUMBER = /^\d+(\.\d+)?$/;
/** Go's durations, as OpenAI and others send them: `1s`, `6m0s`, `20ms`, `1h2m3.5s`. */
const DURATION = /^(?=\d)(?:(?<h>\d+)h)?(?:(?<m>\d+)m(?!s))?(?:(?<s>\d+(?:\.\d+)?)s)?(?:(?<ms>\d+(?:\.\d+)?)ms)?$/;
/** RFC 3339, and ISO 8601 without seconds: Anthropic, Atlassian, Vimeo. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** null: nothing that can be read. */
export function readReset(text: string, nowMs: number): Reset | null {
  if (NUMBER.test(text)) return { kind: 'number', value: Number(text) };
  const parts = DURATION.exec(text)?.groups;
  if (parts !== undefined) {
    const part = (name: string): number => Number(parts[name] ?? 0);
    return { kind: 'delay', seconds: part('h') * 3_600 + part('m') * 60 + part('s') + part('ms') / 1_000 };
  }
  const atMs = ISO_TIME.test(text) ? Date.parse(text) : (epochMsOfHttpDate(text, nowMs) ?? Number.NaN);
  return Number.isNaN(atMs) ? null : { kind: 'time', atMs };
}

export const MAX_WAIT_MS = 3_600_000;

/** 2001-09-09 in seconds and in milliseconds: no delay is that long, no epoch that old. */
const FIRST_EPOCH_S = 1_000_000_000;
const FIRST_EPOCH_MS = FIRST_EPOCH_S * 1_000;
/** A quota longer than a month is not announced in a header. */
const MAX_DELAY_S = 31 * 86_400;
/** Beyond the year 5138 nothing is a time. */
const END_OF_TIME_MS = 100_000_000_000_000;

/** Too large for a delay, and a time that can be. */
export const isEpoch = (value: number): boolean => value >= FIRST_EPOCH_S && value <= END_OF_TIME_MS;

/** The partner's clock as its answer states it, else ours. */
export function clockOf(headers: Readonly<Record<string, string>>, nowMs: number): number {
  return epochMsOfHttpDate(headers['date']?.trim() ?? '', nowMs) ?? nowMs;
}

export function waitOf(reset: Reset, clockMs: number): number | undefined {
  if (reset.kind === 'delay') return delayMs(reset.seconds);
  if (reset.kind === 'time') return untilMs(reset.atMs, clockMs);
  const { value } = reset;
  if (!isEpoch(value)) return delayMs(value);
  return untilMs(value < FIRST_EPOCH_MS ? value * 1_000 : value, clockMs);
}

export function untilMs(atMs: number, clockMs: number): number | undefined {
  if (atMs < clockMs || atMs > END_OF_TIME_MS) return undefined;
  return Math.min(Math.ceil(atMs - clockMs), MAX_WAIT_MS);
}

const delayMs = (seconds: number): number | undefined =>
  seconds > MAX_DELAY_S ? undefined : Math.min(Math.ceil(seconds * 1_000), MAX_WAIT_MS);
