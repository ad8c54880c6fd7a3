/**
 * Keeps partners' health where all replicas see it: counts of calls and circuits every few seconds, what answers look like somewhat less
 * often, and all of it at the end. Reads it back for whoever asks. Nothing here delays or fails a call.
 */
import { randomUUID } from 'node:crypto';
import { partnerMeters } from '../budget/meters.ts';
import type { BudgetStore } from '../budget/port.ts';
import { emptyState } from '../contract/merge-shape.ts';
import { createShareShapes } from '../contract/share-shapes.ts';
import type { AnswerShapeState, AnswerShapeStore } from '../contract/port.ts';
import type { EndpointWatch } from '../contract/watch-endpoint.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Pipeline } from '../pipeline.ts';
import type { PartnerHealth, PartnersHealth, ReplicaCircuit, TrafficStore } from './port.ts';
import {
  circuitHealth,
  datasetsHealth,
  driftHealth,
  quarantineHealth,
  trafficHealth,
  type WatchedEndpoint,
} from './read-health.ts';
import type { TrafficRecorder } from './record-traffic.ts';

export interface HealthParts {
  readonly pipelines: readonly Pipeline[];
  readonly stores: {
    readonly traffic: TrafficStore;
    readonly answerShapes: AnswerShapeStore;
    readonly budget: BudgetStore;
  };
  readonly traffic: TrafficRecorder;
  readonly now: () => number;
  readonly log: PartnersLog;
}

export interface KeptHealth extends PartnersHealth {
  /** Writes what is counted and reads what others wrote. Never rejects. */
  readonly flush: () => Promise<void>;
  /** This replica's own view, for gauges. */
  readonly gauges: () => readonly PartnerGauges[];
  readonly close: () => Promise<void>;
}

export interface PartnerGauges {
  readonly partner: string;
  readonly circuit: ReplicaCircuit['state'];
  readonly quarantinedFields: number;
  readonly driftAlerts: number;
}

const TRAFFIC_EVERY_MS = 3_000;
const SHAPES_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The store keeps older minutes as hours. */
const EXACT_MINUTES = 120;

export function keepHealth({ pipelines, stores, traffic, now, log }: HealthParts): KeptHealth {
  const replica = randomUUID();
  const watches = pipelines.flatMap(({ connector, contract }) =>
    contract.watches.map((watch) => ({ partner: connector.id, watch })),
  );
  const watchOf = (partner: string, endpoint: string): EndpointWatch | undefined =>
    watches.find((one) => one.partner === partner && one.watch.endpoint.name === endpoint)?.watch;
  const shareShapes = createShareShapes(watches, stores.answerShapes, log);
  const saveCircuits = createQuietly(log, () => shareCircuits(replica, pipelines, stores.traffic));
  const flushTraffic = async (): Promise<void> => void (await Promise.all([traffic.flush(), saveCircuits()]));
  const flush = async (): Promise<void> => void (await Promise.all([flushTraffic(), shareShapes()]));
  const stop = runEvery([[flushTraffic, TRAFFIC_EVERY_MS], [shareShapes, SHAPES_EVERY_MS]]); // prettier-ignore
  const loaded = shareShapes();
  return {
    async read(partner, lastMinutes, meters) {
      const pipeline = pipelines.find(({ connector }) => connector.id === partner);
      if (pipeline === undefined) return { ...NOTHING, windowMinutes: lastMinutes };
      await flush();
      return readPartner(pipeline, stores, { nowMs: now(), lastMinutes, meters });
    },
    hasEndpoint: (partner, endpoint) => watchOf(partner, endpoint) !== undefined,
    async acceptBaseline(partner, endpoint, account) {
      const watch = watchOf(partner, endpoint);
      if (watch === undefined) throw new Error(`${partner} has no endpoint of this name`);
      await flush();
      await forgetShape(partner, watch, stores.answerShapes, { ...account, atMs: now() });
      await shareShapes();
    },
    flush,
    gauges: () => pipelines.map(gaugesOf),
    async close() {
      stop();
      await loaded;
      await flush();
      await createQuietly(log, () => stores.traffic.dropCircuits(replica))();
    },
  };
}

/** What people decided is heard before it is told. */
async function shareCircuits(replica: string, pipelines: readonly Pipeline[], store: TrafficStore): Promise<void> {
  const holds = await store.readHolds();
  for (const { connector, circuit } of pipelines) circuit.hearHold(holds.get(connector.id) ?? null);
  await store.saveCircuits(replica, pipelines.map(circuitOf));
}

const gaugesOf = ({ connector, circuit, contract }: Pipeline): PartnerGauges => ({
  partner: connector.id,
  circuit: circuit.read().state,
  quarantinedFields: contract.watches.reduce((sum, watch) => sum + watch.quarantined().length, 0),
  driftAlerts: contract.watches.reduce((sum, watch) => sum + watch.state().alerts.length, 0),
});

function circuitOf({ connector, circuit }: Pipeline): ReplicaCircuit {
  const { state, sinceMs } = circuit.read();
  return { partner: connector.id, state, sinceMs };
}

/** Runs until it is stopped; never keeps the process alive. */
function runEvery(chores: readonly (readonly [chore: () => Promise<void>, everyMs: number])[]): () => void {
  const timers = chores.map(([chore, everyMs]) => setInterval(() => void chore(), everyMs));
  timers.forEach((timer) => timer.unref());
  return () => timers.forEach((timer) => clearInterval(timer));
}

const NOTHING: Omit<PartnerHealth, 'windowMinutes'> = {
  ...trafficHealth([]),
  circuit: { state: null, replicas: [] },
  budgets: [],
  drift: [],
  quarantined: [],
  datasets: [],
};

const ATTEMPTS = 10;

/** What depends on which place stays known: it is a fact about the connector, not about the partner. */
async function forgetShape(
  partner: string,
  watch: EndpointWatch,
  store: AnswerShapeStore,
  accepted: NonNullable<AnswerShapeState['accepted']>,
): Promise<void> {
  const endpoint = watch.endpoint.name;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const [row] = await store.changed([{ partner, endpoint, version: 0 }]);
    const { generation, fingerprint, keyId, effects } = row?.state ?? watch.state();
    const state = { ...emptyState(fingerprint, keyId, generation + 1), effects, accepted };
    if (await store.save({ partner, endpoint, state }, row?.version ?? 0)) return;
  }
  throw new Error('the answers of this endpoint are being written without end');
}

async function readPartner(
  { connector, contract }: Pipeline,
  { traffic, budget }: HealthParts['stores'],
  { nowMs, lastMinutes, meters }: { nowMs: number; lastMinutes: number; meters: Parameters<PartnersHealth['read']>[2] },
): Promise<PartnerHealth> {
  const sinceMs = windowStartMs(nowMs, lastMinutes);
  const endpoints = connector.endpoints.map(({ name }) => name);
  const counted = [...partnerMeters(connector), ...meters];
  const [rows, lastAnswers, circuits, budgets] = await Promise.all([
    traffic.read(connector.id, sinceMs),
    traffic.lastAnswers(connector.id, endpoints),
    traffic.readCircuits(connector.id),
    counted.length === 0 ? [] : budget.read(counted),
  ]);
  const watched = contract.watches.map(({ endpoint, state }): WatchedEndpoint => ({
    endpoint: endpoint.name,
    dataset: endpoint.dataset,
    state: state(),
    watchedShare: contract.watchedShare(endpoint.name),
  }));
  return {
    windowMinutes: lastMinutes,
    ...trafficHealth(rows),
    circuit: circuitHealth(circuits),
    budgets,
    drift: driftHealth(watched),
    quarantined: quarantineHealth(watched),
    datasets: datasetsHealth(connector, rows, watched, lastAnswers, nowMs),
  };
}

/** Of the first minute; where minutes may be kept as hours only, of its hour. */
function windowStartMs(nowMs: number, lastMinutes: number): number {
  const startMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - (lastMinutes - 1) * MINUTE_MS;
  return lastMinutes > EXACT_MINUTES ? Math.floor(startMs / HOUR_MS) * HOUR_MS : startMs;
}

/** Runs it; says once that it fails, until it works again. */
function createQuietly(log: PartnersLog, run: () => Promise<void>): () => Promise<void> {
  let isFailing = false;
  return async () => {
    try {
      await run();
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ reason: 'circuits-not-kept', error: nameOf(error) }, 'circuits wait to be written');
      isFailing = true;
    }
  };
}
