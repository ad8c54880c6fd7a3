/**
 * How partners are doing, as the bank's people read it and as replicas share it. Names, counts and times; nothing about a customer.
 * A rate is null where the traffic is too thin to say: neither 0 nor 100 %.
 */
import type { DatasetName } from '../../domain/dataset.ts';
import type { PartnerHold } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SourceId } from '../../domain/sourced.ts';
import type { Level, Meter } from '../../domain/spending.ts';
import type { DriftKind } from '../contract/port.ts';
import type { CircuitState } from '../resilience/port.ts';

/** Calls and what was served, of one endpoint in one minute. */
export interface TrafficRow {
  readonly partner: SourceId;
  readonly endpoint: string;
  /** Start of the minute, epoch milliseconds. */
  readonly minuteMs: number;
  /** Calls by `ANSWER`, `NO_RECORD` or gap code; records served by `SERVED_LIVE`, `SERVED_FRESH`, `SERVED_STALE`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Calls by duration, our own waits included, in the buckets of histogram.ts. */
  readonly durations: readonly number[];
  /** Requests by the time the partner took, in the same buckets. */
  readonly answerTimes: readonly number[];
}

export interface TrafficStore {
  /** Adds to what all replicas counted. All rows or none. */
  add(rows: readonly TrafficRow[]): Promise<void>;
  /** A partner's rows of the minutes from `sinceMs` on, those of two hours ago and older by the hour. */
  read(partner: SourceId, sinceMs: number): Promise<readonly TrafficRow[]>;
  /** Start of the newest minute in which each endpoint answered. */
  lastAnswers(partner: SourceId, endpoints: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Folds minutes that are hours ago into hours, and deletes what is older than a week; how many rows those were. */
  purge(): Promise<number>;
  /** This replica's circuits, as of now by the store's clock. */
  saveCircuits(replica: string, circuits: readonly ReplicaCircuit[]): Promise<void>;
  /** Of replicas that said so within the last minute. */
  readCircuits(partner: SourceId): Promise<readonly (ReplicaCircuit & { readonly replica: string })[]>;
  /** Partners that a person holds now. */
  readHolds(): Promise<ReadonlyMap<SourceId, PartnerHold>>;
  /** A replica that stops takes its circuits along. */
  dropCircuits(replica: string): Promise<void>;
}

export interface ReplicaCircuit {
  readonly partner: SourceId;
  readonly state: CircuitState;
  readonly sinceMs: number;
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Figures of some calls. */
export interface TrafficHealth {
  readonly calls: number;
  readonly successRate: number | null;
  readonly throttledShare: number | null;
  /** The partner's own. */
  readonly latencyMs: Latency | null;
  /** What a call took altogether. */
  readonly callMs: Latency | null;
  readonly outcomes: readonly { readonly outcome: string; readonly calls: number }[];
}

export interface FreshnessHealth {
  readonly lastAnswerAt: Instant | null;
  readonly lastAnswerAgeS: number | null;
  readonly served: number;
  readonly liveShare: number | null;
  readonly freshShare: number | null;
  readonly staleShare: number | null;
}

export interface DriftHealth {
  readonly endpoint: string;
  readonly kind: DriftKind;
  readonly field: string;
  readonly since: Instant;
  readonly usual: number | null;
  readonly present: number | null;
}

export interface QuarantineHealth {
  readonly endpoint: string;
  readonly field: string;
  readonly reason: string;
  readonly since: Instant;
  /** Schema coordinates. */
  readonly coordinates: readonly string[];
}

export interface DatasetHealth extends TrafficHealth {
  readonly dataset: DatasetName;
  readonly endpoints: readonly string[];
  readonly freshness: FreshnessHealth;
  readonly drift: readonly DriftHealth[];
  readonly quarantined: readonly QuarantineHealth[];
  /** Answers the baselines rest on, the thinnest endpoint's; drift is watched from 200 on. */
  readonly baselineAnswers: number;
  /** Who last said what is normal; of the endpoint where somebody did so last. */
  readonly accepted: BaselineAccepted | null;
  /** The part of answers this replica looked at; null before the first. */
  readonly watchedShare: number | null;
}

export interface BaselineAccepted {
  readonly endpoint: string;
  readonly by: string;
  readonly at: Instant;
  readonly because: string;
}

export interface CircuitHealth {
  /** The worst of all replicas; null while none is known. */
  readonly state: CircuitState | null;
  readonly replicas: readonly { readonly replica: string; readonly state: CircuitState; readonly since: Instant }[];
}

export interface PartnerHealth extends TrafficHealth {
  readonly windowMinutes: number;
  readonly circuit: CircuitHealth;
  /** Meters of the connector's own quotas and the agreements' budgets; what is left of each. */
  readonly budgets: readonly Level[];
  readonly drift: readonly DriftHealth[];
  readonly quarantined: readonly QuarantineHealth[];
  readonly datasets: readonly DatasetHealth[];
}

export interface PartnersHealth {
  /** `meters`: budgets of agreements beside the partner's own quotas. A partner without a connector in service has no figures. */
  read(partner: SourceId, lastMinutes: number, meters: readonly Meter[]): Promise<PartnerHealth>;
  hasEndpoint(partner: SourceId, endpoint: string): boolean;
  /** Everything learned of the endpoint's answers is void; the next ones are the new normal. */
  acceptBaseline(
    partner: SourceId,
    endpoint: string,
    account: { readonly by: string; readonly because: string },
  ): Promise<void>;
}
