/**
 * The partner's own count of the calls it got: limits are proven against this count, not against ours. In memory; paths
 * and customer ids, never credentials or bodies.
 */
export interface SimulatedCall {
  /** Milliseconds of a monotonic clock at which the request had arrived. */
  readonly atMs: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The demo customers the call concerns; empty when it is about nobody (a currency pair) or nobody known. */
  readonly customerIds: readonly string[];
}

export interface CallFilter {
  readonly method?: string;
  readonly path?: string | RegExp;
  readonly customerId?: string;
}

export interface CallLog {
  count(filter?: CallFilter): number;
  of(filter?: CallFilter): readonly SimulatedCall[];
  /** The most calls that fell into any window of this length, wherever it starts. */
  peak(windowMs: number, filter?: CallFilter): number;
  reset(): void;
}

export function createCallLog(): CallLog & { add(call: SimulatedCall): void } {
  let calls: SimulatedCall[] = [];
  const of = (filter: CallFilter = {}): readonly SimulatedCall[] => calls.filter((call) => matches(call, filter));
  return {
    add: (call) => void calls.push(call),
    of,
    count: (filter) => of(filter).length,
    peak: (windowMs, filter) => peakOf(of(filter).map((call) => call.atMs), windowMs), // prettier-ignore
    reset: () => {
      calls = [];
    },
  };
}

function matches(call: SimulatedCall, filter: CallFilter): boolean {
  if (filter.method !== undefined && filter.method !== call.method) return false;
  if (typeof filter.path === 'string' && filter.path !== call.path) return false;
  if (filter.path instanceof RegExp && !filter.path.test(call.path)) return false;
  return filter.customerId === undefined || call.customerIds.includes(filter.customerId);
}

/** A busiest window always starts at a call, so one pass with two pointers finds it. Windows are half-open. */
function peakOf(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  let peak = 0;
  sorted.forEach((at, last) => {
    while (at - (sorted[first] ?? at) >= windowMs) first += 1;
    peak = Math.max(peak, last - first + 1);
  });
  return peak;
}
