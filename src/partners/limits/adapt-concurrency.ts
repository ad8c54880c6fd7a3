/**
 * How many calls may run at a time: as many as the contract allows, fewer while the partner chokes. Down by a quarter when answers take far
 * longer than they can, down by half when calls end at their deadline, at most once per round trip; up by one per round trip while all is
 * well and every place is taken (additive increase, multiplicative decrease: RFC 5681's way to share a path nobody measures). What an
 * endpoint's answers can take is the quickest of the last minutes, so that a partner which has become slower for good is not punished for
 * ever. No clock.
 */
export interface EndedCall {
  readonly endpoint: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** `answered` well, `timed-out`, or `other`: it says nothing about the partner's load. */
  readonly outcome: 'answered' | 'timed-out' | 'other';
  /** All places were taken when it ended. */
  readonly wasSaturated: boolean;
}

export type Change = { readonly decision: 'narrow'; readonly reason: 'latency-rose' | 'calls-timed-out' } | null;

export interface AdaptiveLimit {
  /** A whole number between 1 and `most`. */
  readonly current: () => number;
  readonly ended: (call: EndedCall) => Change;
}

const SLOW_FACTOR = 3;
/** Differences smaller than this are the network's. */
const SLOW_BY_MS = 50;
const WHEN_SLOW = 0.75;
const WHEN_TIMED_OUT = 0.5;
const FLOOR_KEPT_MS = 120_000;
const NEWEST = 0.2;

export function createAdaptiveLimit(most: number): AdaptiveLimit {
  const endpoints = new Map<string, Latency>();
  let limit = most;
  let changedAt = Number.NEGATIVE_INFINITY;

  /** A call that started before the last decrease tells of the load before it. */
  const narrow = (call: EndedCall, factor: number, reason: 'latency-rose' | 'calls-timed-out'): Change => {
    if (call.startedAt < changedAt) return null;
    changedAt = call.endedAt;
    for (const latency of endpoints.values()) latency.forgetRecent();
    if (limit === 1) return null;
    limit = Math.max(1, limit * factor);
    return { decision: 'narrow', reason };
  };
  return {
    current: () => Math.max(1, Math.floor(limit)),
    ended(call) {
      if (call.outcome === 'timed-out') return narrow(call, WHEN_TIMED_OUT, 'calls-timed-out');
      if (call.outcome === 'other') return null;
      const latency = endpoints.get(call.endpoint) ?? createLatency();
      endpoints.set(call.endpoint, latency);
      if (latency.isSlow(call.endedAt - call.startedAt, call.endedAt)) return narrow(call, WHEN_SLOW, 'latency-rose');
      if (call.wasSaturated && call.startedAt >= changedAt) limit = Math.min(most, limit + 1 / limit);
      return null;
    },
  };
}

interface Latency {
  /** Whether calls have lately taken far longer than the quickest. */
  readonly isSlow: (ms: number, at: number) => boolean;
  readonly forgetRecent: () => void;
}

/** The quickest is kept in two halves of the time, so that an old one goes without a list of all. */
function createLatency(): Latency {
  let older = Number.POSITIVE_INFINITY;
  let newer = Number.POSITIVE_INFINITY;
  let since = Number.NEGATIVE_INFINITY;
  let recent: number | null = null;
  return {
    isSlow(ms, at) {
      if (at - since >= FLOOR_KEPT_MS / 2) {
        older = newer;
        newer = Number.POSITIVE_INFINITY;
        since = at;
      }
      newer = Math.min(newer, ms);
      recent = recent === null ? ms : recent * (1 - NEWEST) + ms * NEWEST;
      const quickest = Math.min(older, newer);
      return recent > quickest * SLOW_FACTOR && recent > quickest + SLOW_BY_MS;
    },
    forgetRecent: () => {
      recent = null;
    },
  };
}
