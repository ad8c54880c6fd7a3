/**
 * Step 1. Per request, one loader per endpoint, keyed by the references the endpoint declares: two customers with one ticker cost
 * one call, an endpoint that is the same for everybody one call, a batching partner ⌈N / maxSize⌉ calls of distinct references.
 */
import DataLoader from 'dataloader';
import type { PartnerFault } from '../../domain/fault.ts';
import { earlierOf, type Instant, instantFromEpochMs, type LocalDate } from '../../domain/instant.ts';
import type { Connector, Endpoint } from '../../sdk/index.ts';
import type { Ask } from '../ask.ts';
import { type Attempt, hasFailed } from '../attempt.ts';
import type { PartnersLog } from '../log.ts';
import type { CallTerms } from '../port.ts';
import type { Reading } from '../contract/map-record.ts';
import type { Pipeline } from '../pipeline.ts';
import { readBatch, readOne } from './read-endpoint.ts';
import { keyOf, subjectOf } from './references.ts';
import { shareCalls } from '../once/share-calls.ts';

export interface Loaded {
  readonly attempt: Attempt<Reading>;
  readonly receivedAt: number;
  /** Before the earliest of its calls, by the store's clock; null: nobody knows. */
  readonly askedAt: Instant | null;
}

/** Whom to ask about, with the values neededValues gives, and on whose account. */
export interface Asking {
  readonly values: readonly string[];
  readonly customerId: string;
  readonly terms: CallTerms;
  /** What the agreement lets an answer be kept for; absent: not at all. */
  readonly cacheTtlS?: number;
  readonly retentionDays?: number;
  /** When the store was looked into, in vain, before asking. */
  readonly askedAt?: Instant | null;
}

export type Load = (pipeline: Pipeline, endpoint: Endpoint, asking: Asking) => Promise<Loaded>;

export function createLoad(signal: AbortSignal, now: () => number, log: PartnersLog): Load {
  const today = instantFromEpochMs(now()).slice(0, 10) as LocalDate;
  const askByPartner = new Map<string, Ask>();
  const loaderByEndpoint = new Map<string, DataLoader<Asking, Loaded, string>>();

  const askOf = ({ connector, ask }: Pipeline): Ask => {
    const shared = askByPartner.get(connector.id) ?? shareCalls(connector, now)(ask);
    askByPartner.set(connector.id, shared);
    return shared;
  };
  const loaderOf = (pipeline: Pipeline, endpoint: Endpoint): DataLoader<Asking, Loaded, string> => {
    const ask = askOf(pipeline);
    return new DataLoader<Asking, Loaded, string>(
      async (keys) => {
        const subjects = keys.map((asking) => subjectOf(pipeline.connector, endpoint, asking, today));
        if (endpoint.batch === undefined || subjects.length === 1) {
          const readings = subjects.map(async (subject): Promise<Loaded> => {
            const aged = rememberAge(ask);
            const attempt = await readOne(aged.ask, endpoint, subject, signal, pipeline.contract);
            return { attempt: logged(pipeline, endpoint, attempt, log), ...aged.times(now()) };
          });
          return Promise.all(readings);
        }
        const aged = rememberAge(ask);
        const attempts = await readBatch(aged.ask, endpoint, subjects, signal, pipeline.contract);
        const times = aged.times(now());
        return logFirst(pipeline, endpoint, attempts, log).map((attempt) => ({ attempt, ...times }));
      },
      {
        cacheKeyFn: (asking) => loaderKeyOf(pipeline.connector, asking),
        maxBatchSize: endpoint.batch?.maxSize ?? Number.POSITIVE_INFINITY,
      },
    );
  };
  return (pipeline, endpoint, asking) => {
    const key = `${pipeline.connector.id} ${endpoint.name}`;
    const loader = loaderByEndpoint.get(key) ?? loaderOf(pipeline, endpoint);
    loaderByEndpoint.set(key, loader);
    return loader.load(asking);
  };
}

/** A record is as old as the oldest answer it was read from, and was asked for when the first of them was. */
function rememberAge(ask: Ask): { readonly ask: Ask; readonly times: (nowMs: number) => Omit<Loaded, 'attempt'> } {
  let oldestMs = 0;
  let askedAt: Instant | null | undefined;
  return {
    times: (nowMs) => ({ receivedAt: nowMs - oldestMs, askedAt: askedAt ?? null }),
    async ask(call) {
      const exchange = await ask(call);
      oldestMs = Math.max(oldestMs, exchange.ageMs ?? 0);
      const own = exchange.askedAt ?? null;
      askedAt = askedAt === undefined ? own : earlier(askedAt, own);
      return exchange;
    },
  };
}

/** null: perhaps earlier than anything. */
const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? null : earlierOf(a, b);

/** A customer's own token stands for that customer, even where another one has the same. */
const loaderKeyOf = ({ auth }: Connector, { values, customerId }: Asking): string =>
  keyOf(auth.type === 'customer-token' ? [...values, customerId] : values);

function logged(pipeline: Pipeline, endpoint: Endpoint, attempt: Attempt<Reading>, log: PartnersLog): Attempt<Reading> {
  if (hasFailed(attempt)) logFault(pipeline, endpoint, attempt.fault, log);
  return attempt;
}

/** A failed batch call is one line, not one per customer. */
function logFirst(
  pipeline: Pipeline,
  endpoint: Endpoint,
  attempts: readonly Attempt<Reading>[],
  log: PartnersLog,
): readonly Attempt<Reading>[] {
  const faults = new Set(attempts.flatMap((attempt) => (hasFailed(attempt) ? [attempt.fault] : [])));
  for (const fault of faults) logFault(pipeline, endpoint, fault, log);
  return attempts;
}

/** What has its line when it begins, not one for each call that it refuses. */
const TOLD_ONCE: ReadonlySet<string> = new Set([
  'held',
  'circuit-open',
  'circuit-half-open',
  'throttled',
  'partner-paused',
]);

function logFault({ connector }: Pipeline, endpoint: Endpoint, fault: PartnerFault, log: PartnersLog): void {
  const { code, detail, retryAfterMs } = fault;
  if (TOLD_ONCE.has(detail)) return;
  log.warn(
    { partner: connector.id, endpoint: endpoint.name, code, reason: detail, retryAfterMs },
    'a partner could not answer',
  );
}
