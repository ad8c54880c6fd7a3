/**
 * How many calls may run at a time: as many as the contract allows, fewer while the partner chokes. Down by a quarter when answers take far
 * longer than they can, down by half when calls end at their deadline, at most once per round trip; up by one per round trip while all is
 * well and every place is taken (additive increase, multiplicative decrease: RFC 5681's way to share a path nobody measures). What an
 * endpoint's answers can take is the best mean of the last minutes, so that a partner which has become slower for good is not punished for
 * ever, and one that answers some questions quicker than others not at all. No clock.
 */
export interface EndedCall {
  readonly endpoint: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** `answered` well, `timed-out`, or `other`: it says nothing about the partner's load. */
  readonly outcome: 'answered' | 'timed-out' | 'other';
  /** No place was left for another when it started. */
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
const BEST_KEPT_MS = 120_000;
/** A mean of fewer calls is chance: answers of one endpoint differ tenfold without any load. */
const MEAN_OF = 30;

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
  /** Whether calls have lately taken far longer than they can. */
  readonly isSlow: (ms: number, at: number) => boolean;
  readonly forgetRecent: () => void;
}

/**
 * Means are geometric: a few slow answers among many quick ones do not move them, all of them slower by a factor does. The best is kept in
 * two halves of the time, so that an old one goes without a list of all.
 */
function createLatency(): Latency {
  let older = Number.POSITIVE_INFINITY;
  let newer = Number.POSITIVE_INFINITY;
  let since = Number.NEGATIVE_INFINITY;
  let recent = 0;
  let count = 0;
  return {
    isSlow(ms, at) {
      if (at - since >= BEST_KEPT_MS / 2) {
        older = newer;
        newer = Number.POSITIVE_INFINITY;
        since = at;
      }
      count = Math.min(MEAN_OF, count + 1);
      recent += (Math.log(Math.max(1, ms)) - recent) / count;
      if (count < MEAN_OF) return false;
      const mean = Math.exp(recent);
      newer = Math.min(newer, mean);
      const best = Math.min(older, newer);
      return mean > best * SLOW_FACTOR && mean > best + SLOW_BY_MS;
    },
    forgetRecent: () => {
      count = 0;
    },
  };
}
