/**
 * "Come back later" in every way partners say it (RFC 9110 §10.2.3; draft-ietf-httpapi-ratelimit-headers; the older X-
 * fields, whose reset is a delay for some and a time for others).
 */
import type { ThrottleDialect } from './faults.ts';

type Headers = Readonly<Record<string, string>>;

export const throttleHeaders = (dialect: ThrottleDialect, waitS: number, nowMs: number): Headers =>
  SAY[dialect](waitS, nowMs + waitS * 1_000);

const epochS = (ms: number): string => String(Math.ceil(ms / 1_000));

const SAY: Readonly<Record<ThrottleDialect, (waitS: number, untilMs: number) => Headers>> = {
  'retry-after-seconds': (waitS) => ({ 'retry-after': String(waitS) }),
  // HTTP dates have no fractions: round up, or the client comes back too early.
  'retry-after-date': (_, untilMs) => ({ 'retry-after': new Date(Math.ceil(untilMs / 1_000) * 1_000).toUTCString() }),
  ratelimit: (waitS) => ({ 'ratelimit-policy': '"default";q=100;w=60', ratelimit: `"default";r=0;t=${waitS}` }),
  'ratelimit-draft7': (waitS) => ({ ratelimit: `limit=100, remaining=0, reset=${waitS}` }),
  'ratelimit-reset': (waitS) => ({ 'ratelimit-remaining': '0', 'ratelimit-reset': String(waitS) }),
  'ratelimit-reset-epoch-s': (_, untilMs) => ({ 'ratelimit-remaining': '0', 'ratelimit-reset': epochS(untilMs) }),
  'x-ratelimit-reset-delta': (waitS) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(waitS) }),
  'x-ratelimit-reset-epoch-s': (_, untilMs) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': epochS(untilMs) }),
  'x-ratelimit-reset-epoch-ms': (_, untilMs) => ({
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(untilMs),
  }),
  silent: () => ({}),
};
