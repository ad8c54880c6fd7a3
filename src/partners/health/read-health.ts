/**
 * One partner's health from what all replicas counted: figures of the last minutes, of the partner and of each dataset. Says nothing where
 * there is too little to say it from. Pure but for the clock it is given.
 */
import { type DatasetName, DATASETS } from '../../domain/dataset.ts';
import { instantFromEpochMs } from '../../domain/instant.ts';
import type { Connector } from '../../sdk/index.ts';
import { BASELINE_ANSWERS } from '../contract/merge-shape.ts';
import type { AnswerShapeState } from '../contract/port.ts';
import type { CircuitState } from '../resilience/port.ts';
import { addDurations, emptyDurations, percentileOf } from './histogram.ts';
import type {
  BaselineAccepted,
  CircuitHealth,
  DatasetHealth,
  DriftHealth,
  FreshnessHealth,
  Latency,
  QuarantineHealth,
  ReplicaCircuit,
  TrafficHealth,
  TrafficRow,
} from './port.ts';

/** Fewer calls (or records served) than this say nothing about a rate. */
export const MIN_CALLS = 20;

const SERVED = 'SERVED_';
const SUCCESSES = ['ANSWER', 'NO_RECORD'];

export function trafficHealth(rows: readonly TrafficRow[]): TrafficHealth {
  const outcomes = new Map<string, number>();
  for (const row of rows) {
    for (const [outcome, count] of Object.entries(row.outcomes)) {
      if (!outcome.startsWith(SERVED)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
    }
  }
  const calls = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const isThin = calls < MIN_CALLS;
  const share = (...names: readonly string[]): number | null =>
    isThin ? null : rounded(names.reduce((sum, name) => sum + (outcomes.get(name) ?? 0), 0) / calls);
  return {
    calls,
    successRate: share(...SUCCESSES),
    throttledShare: share('PARTNER_THROTTLED'),
    latencyMs: latencyOf(rows.map(({ answerTimes }) => answerTimes)),
    callMs: latencyOf(rows.map(({ durations }) => durations)),
    outcomes: [...outcomes].map(([outcome, count]) => ({ outcome, calls: count })).sort(byCalls),
  };
}

function latencyOf(counted: readonly (readonly number[])[]): Latency | null {
  const counts = counted.reduce<number[]>(addDurations, emptyDurations());
  if (counts.reduce((sum, count) => sum + count, 0) < MIN_CALLS) return null;
  const at = (part: number): number => percentileOf(counts, part) ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

type OutcomeCalls = TrafficHealth['outcomes'][number];

const byCalls = (a: OutcomeCalls, b: OutcomeCalls): number => b.calls - a.calls || (a.outcome < b.outcome ? -1 : 1);

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

export function freshnessHealth(
  rows: readonly TrafficRow[],
  lastAnswerMs: number | null,
  nowMs: number,
): FreshnessHealth {
  const count = (cache: string): number => rows.reduce((sum, row) => sum + (row.outcomes[`${SERVED}${cache}`] ?? 0), 0);
  const [live, fresh, stale] = [count('LIVE'), count('FRESH'), count('STALE')];
  const served = live + fresh + stale;
  const share = (part: number): number | null => (served < MIN_CALLS ? null : rounded(part / served));
  return {
    lastAnswerAt: lastAnswerMs === null ? null : instantFromEpochMs(lastAnswerMs),
    lastAnswerAgeS: lastAnswerMs === null ? null : Math.max(0, Math.round((nowMs - lastAnswerMs) / 1_000)),
    served,
    liveShare: share(live),
    freshShare: share(fresh),
    staleShare: share(stale),
  };
}

/** One endpoint as its watch sees it. */
export interface WatchedEndpoint {
  readonly endpoint: string;
  readonly dataset: DatasetName;
  readonly state: AnswerShapeState;
  readonly watchedShare: number | null;
}

export const driftHealth = (watched: readonly WatchedEndpoint[]): readonly DriftHealth[] =>
  watched.flatMap(({ endpoint, state }) =>
    state.alerts.map(({ kind, field, sinceMs, usual, present }) => ({
      endpoint,
      kind,
      field,
      since: instantFromEpochMs(sinceMs),
      usual,
      present,
    })),
  );

export const quarantineHealth = (watched: readonly WatchedEndpoint[]): readonly QuarantineHealth[] =>
  watched.flatMap(({ endpoint, dataset, state }) =>
    state.quarantined.map(({ field, reason, sinceMs, withheld }) => ({
      endpoint,
      field,
      reason,
      since: instantFromEpochMs(sinceMs),
      coordinates: withheld.map((name) => `${DATASETS[dataset].type}.${name}`),
    })),
  );

export function datasetsHealth(
  { endpoints }: Connector,
  rows: readonly TrafficRow[],
  watched: readonly WatchedEndpoint[],
  lastAnswers: ReadonlyMap<string, number>,
  nowMs: number,
): readonly DatasetHealth[] {
  const datasets = [...new Set(endpoints.map(({ dataset }) => dataset))].sort();
  return datasets.map((dataset) => {
    const names = endpoints.filter((endpoint) => endpoint.dataset === dataset).map(({ name }) => name);
    const own = rows.filter(({ endpoint }) => names.includes(endpoint));
    const seen = watched.filter(({ endpoint }) => names.includes(endpoint));
    const times = names.flatMap((name) => lastAnswers.get(name) ?? []);
    const shares = seen.flatMap(({ watchedShare }) => watchedShare ?? []);
    return {
      dataset,
      endpoints: names,
      ...trafficHealth(own),
      freshness: freshnessHealth(own, times.length === 0 ? null : Math.max(...times), nowMs),
      drift: driftHealth(seen),
      quarantined: quarantineHealth(seen),
      baselineAnswers: Math.min(BASELINE_ANSWERS, ...seen.map(({ state }) => state.baseline.answers)),
      accepted: acceptedOf(seen),
      watchedShare: shares.length === 0 ? null : rounded(Math.min(...shares)),
    };
  });
}

function acceptedOf(watched: readonly WatchedEndpoint[]): BaselineAccepted | null {
  const all = watched.flatMap(({ endpoint, state: { accepted } }) =>
    accepted === undefined ? [] : [{ endpoint, ...accepted }],
  );
  const [last] = all.sort((a, b) => b.atMs - a.atMs);
  if (last === undefined) return null;
  const { atMs, ...account } = last;
  return { ...account, at: instantFromEpochMs(atMs) };
}

/** From best to worst. */
const SEVERITY: readonly CircuitState[] = ['CLOSED', 'THROTTLED', 'HALF_OPEN', 'OPEN', 'HELD'];

export function circuitHealth(circuits: readonly (ReplicaCircuit & { readonly replica: string })[]): CircuitHealth {
  const replicas = circuits.map(({ replica, state, sinceMs }) => ({
    replica,
    state,
    since: instantFromEpochMs(Math.round(sinceMs)),
  }));
  const worst = replicas.map(({ state }) => SEVERITY.indexOf(state)).reduce((a, b) => Math.max(a, b), -1);
  return { state: SEVERITY[worst] ?? null, replicas };
}
