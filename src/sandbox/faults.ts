/**
 * How a partner misbehaves, as data, and the switch that turns it on while the simulator runs: for everybody, for one
 * customer or for one path, for ever or for a number of calls. Knows nothing of sockets.
 */
export type ThrottleDialect =
  | 'retry-after-seconds'
  | 'retry-after-date'
  /** `RateLimit: "default";r=0;t=30` (draft-ietf-httpapi-ratelimit-headers, from revision 8). */
  | 'ratelimit'
  /** `RateLimit: limit=100, remaining=0, reset=30` (the same draft, revision 7). */
  | 'ratelimit-draft7'
  | 'ratelimit-reset'
  /** Seconds since 1970 in RateLimit-Reset, against the draft. */
  | 'ratelimit-reset-epoch-s'
  | 'x-ratelimit-reset-delta'
  | 'x-ratelimit-reset-epoch-s'
  | 'x-ratelimit-reset-epoch-ms'
  /** 429 and not a word about when to come back. */
  | 'silent';

export const THROTTLE_DIALECTS: readonly ThrottleDialect[] = [
  'retry-after-seconds',
  'retry-after-date',
  'ratelimit',
  'ratelimit-draft7',
  'ratelimit-reset',
  'ratelimit-reset-epoch-s',
  'x-ratelimit-reset-delta',
  'x-ratelimit-reset-epoch-s',
  'x-ratelimit-reset-epoch-ms',
  'silent',
];

export type Fault =
  /** Answers later; longer than the client's deadline, it is the answer nobody waits for any more. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  | { readonly kind: 'throttle'; readonly dialect: ThrottleDialect; readonly waitS: number }
  | { readonly kind: 'status'; readonly status: number }
  /** Takes the request and never says a word. */
  | { readonly kind: 'hang' }
  /** Promises the whole body, sends half and drops the connection. */
  | { readonly kind: 'cut' }
  /** Half a JSON text, correctly framed. */
  | { readonly kind: 'truncated' }
  /** A page for humans, with 200. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'error-in-200' }
  /** Renames or retypes `field` wherever it stands; without a field, every field of the outermost objects. */
  | { readonly kind: 'drift'; readonly change: 'rename' | 'retype'; readonly field?: string }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** One byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** The answer, and once more behind it on the same connection. */
  | { readonly kind: 'duplicate' };

export interface FaultScope {
  readonly customerId?: string;
  readonly path?: string;
  /** Applies to this many matching calls, then switches itself off. */
  readonly times?: number;
}

export interface FaultSwitch {
  /** Returns the function that switches this one off again. */
  set(fault: Fault, scope?: FaultScope): () => void;
  clear(): void;
}

/** One call as the switch sees it; a call may concern several customers (batches). */
export interface Affected {
  readonly path: string;
  readonly customerIds: readonly string[];
}

interface Entry {
  readonly fault: Fault;
  readonly scope: FaultScope;
  left: number;
}

/** The switch and the simulator's side of it: `take` spends one use of every fault that applies. */
export function createFaultSwitch(): FaultSwitch & { take(call: Affected): readonly Fault[] } {
  let entries: readonly Entry[] = [];
  const remove = (entry: Entry): void => {
    entries = entries.filter((other) => other !== entry);
  };
  return {
    set(fault, scope = {}) {
      const entry: Entry = { fault, scope, left: scope.times ?? Infinity };
      entries = [...entries, entry];
      return () => remove(entry);
    },
    clear() {
      entries = [];
    },
    take(call) {
      const applying = entries.filter((entry) => applies(entry.scope, call));
      for (const entry of applying) {
        entry.left -= 1;
        if (entry.left <= 0) remove(entry);
      }
      return applying.map((entry) => entry.fault);
    },
  };
}

function applies(scope: FaultScope, call: Affected): boolean {
  if (scope.path !== undefined && scope.path !== call.path) return false;
  return scope.customerId === undefined || call.customerIds.includes(scope.customerId);
}
