/**
 * The partner stage: fetches what it is told, under a Permit, within limits, and keeps what it may. Knows nothing of rights,
 * merging or masks. The walk of one call is pipeline.ts.
 */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Connector } from '../sdk/index.ts';
import { type Asked, askFor, assertCovered, distinctKeepables, type Route } from './load/fetch-wants.ts';
import type { AddressPolicy } from './client/guard-address.ts';
import { type KeptHealth, keepHealth } from './health/keep-health.ts';
import { createTrafficRecorder } from './health/record-traffic.ts';
import { createServing } from './health/watch-serving.ts';
import { createLoad } from './load/load-records.ts';
import type { PartnersLog } from './log.ts';
import type { ObserveBudget } from './budget/watch-levels.ts';
import type { ObserveAnswer, ObserveCall, ObservedAnswer, ObservedCall } from './observe-calls.ts';
import type { Contract } from './contract/watch-drift.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { Note } from './note.ts';
import type { Partners, PartnerStores, RecordSupply, Want } from './port.ts';
import { neededValues } from './load/references.ts';
import { deadlineAtOfCalls } from './once/call-life.ts';
import { tidyCalls } from './once/tidy-calls.ts';
import { createDeliveries } from './push/deliver.ts';
import type { Deliveries } from './push/port.ts';
import { createRegistry, type Surface } from './registry.ts';
import { createSaver } from './records/save-records.ts';
import type { RecordVault } from './records/seal-record.ts';
import { createShelf } from './records/store-records.ts';

export interface PartnersOptions {
  readonly connectors: readonly Connector[];
  /** What connectors last declared, for those that are out of service now. */
  readonly surfaces?: readonly Surface[];
  /** An address that replaces the connector's own; undefined: none does. */
  readonly baseUrlOf: (connectorId: string) => string | undefined;
  /** Throws or returns '' when there is no such secret. */
  readonly secretOf: (connectorId: string, name: string) => string;
  readonly stores: PartnerStores;
  readonly vault: RecordVault;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: PartnersLog;
  /** Sandbox and tests only: plain http, and addresses of this machine. */
  readonly allowInsecureLoopback: boolean;
  /** Whether the schema governs `Type.field`; without it `supplies` go unchecked. */
  readonly isKnownField?: (coordinate: string) => boolean;
  /** Told of every call, for metrics. */
  readonly observe?: ObserveCall;
  /** Told of every request that went out, for metrics. */
  readonly observeAnswer?: ObserveAnswer;
  /** Told how full a quota or budget is, after each call that it counts. */
  readonly observeBudget?: ObserveBudget;
  /** Told of every automatic decision. */
  readonly note?: Note;
  /** Keys the digests of what answers look like; the same in every replica, or each one watches for itself. */
  readonly shapeKey?: Uint8Array;
  /** When a request's signal will end, in epoch milliseconds, where that is known: nobody then waits in vain. */
  readonly deadlineAtOf?: (signal: AbortSignal) => number | null;
}

export interface PartnerStage extends Partners, Deliveries {
  /** What may lie among stored records, endpoint by endpoint: for those who must delete some. */
  readonly recordSupplies: readonly RecordSupply[];
  readonly health: KeptHealth;
  /** How a partner's answers are checked and watched; undefined where no connector of this id is in service. */
  readonly contractOf: (connectorId: string) => Contract | undefined;
  /** What has to be done about billed calls every minute or so, by any replica. Never rejects. */
  readonly tidyCalls: () => Promise<void>;
  /** Waits for records still being kept. */
  readonly drain: () => Promise<void>;
  /** Drains, then closes every connection. */
  readonly close: () => Promise<void>;
}

export function createPartners(options: PartnersOptions): PartnerStage {
  const { stores, vault, now, log, note = () => undefined } = options;
  const { records } = stores;
  const traffic = createTrafficRecorder(stores.traffic, now, log);
  const { registry, pipelines } = openPipelines(options, note, traffic);
  const routeOf = createRoutes(pipelines);
  const saver = createSaver({ records, vault, log, note });
  const shelf = createShelf({ records, vault, now, log, note, routeOf });
  const serving = createServing(routeOf, traffic);
  const health = keepHealth({ pipelines, stores, traffic, now, log });
  return {
    health,
    contractOf: (id) => pipelines.find(({ connector }) => connector.id === id)?.contract,
    ...createDeliveries({ pipelines, routeOf, records, vault, now }),
    isDeliveredOnly: (want) => routeOf(want)?.endpoint.isDeliveredOnly === true,
    candidates: registry.candidates,
    endpointsFor: registry.endpointsFor,
    canAsk: (want) => canAsk(routeOf(want), want),
    recordSupplies: registry.supplies,
    stored: async (wants) => serving.stored(await shelf.fresh(wants)),
    async fetch(permit, wants, signal) {
      assertCovered(permit, wants);
      // Every call of the request listens to its one signal: a hundred listeners are no leak here.
      setMaxListeners(0, signal);
      const load = createLoad(signal, now, log);
      const asked: readonly Asked[] = await Promise.all(
        wants.map((want) => askFor({ want, askedAt: shelf.lookedAt(want) }, routeOf(want), load, log)),
      );
      saver.save(distinctKeepables(asked));
      return serving.fetched(await shelf.standIn(asked.map(({ fetched }) => fetched)));
    },
    tidyCalls: () => tidyCalls(pipelines, { stores, vault, log, note }),
    drain: saver.drain,
    async close() {
      await saver.drain();
      await health.close();
      await Promise.all(pipelines.map((pipeline) => pipeline.close()));
    },
  };
}

/** A connector that is out of service is a gap, which only fetching reports. */
const canAsk = (route: Route | null, want: Want): boolean =>
  route === null || neededValues(route.pipeline.connector, route.endpoint, want.references) !== null;

function openPipelines(options: PartnersOptions, note: Note, traffic: ReturnType<typeof createTrafficRecorder>) {
  const { log, surfaces = [], isKnownField = () => true } = options;
  const addressPolicy: AddressPolicy = options.allowInsecureLoopback ? 'public-and-loopback' : 'public-only';
  const baseUrlOf = ({ id, baseUrl }: Connector): string => options.baseUrlOf(id) ?? baseUrl;
  const registry = createRegistry(options.connectors, { surfaces, baseUrlOf, addressPolicy, isKnownField, log });
  const deadlineAtOf = deadlineAtOfCalls(options.deadlineAtOf ?? (() => null));
  const shapeKey = options.shapeKey ?? randomBytes(32);
  const observe = (call: ObservedCall): void => {
    traffic.call({ ...call, durationMs: call.durationS * 1_000 });
    options.observe?.(call);
  };
  const observeAnswer = (answer: ObservedAnswer): void => {
    traffic.answer({ ...answer, durationMs: answer.durationS * 1_000 });
    options.observeAnswer?.(answer);
  };
  const shared = { ...options, note, observe, observeAnswer, deadlineAtOf, addressPolicy, shapeKey };
  const pipelines = registry.connectors.map((connector) =>
    createPipeline(connector, { ...shared, baseUrl: baseUrlOf(connector) }),
  );
  return { registry, pipelines };
}

function createRoutes(pipelines: readonly Pipeline[]): (want: Want) => Route | null {
  const routes = new Map<string, Route>();
  for (const pipeline of pipelines) {
    for (const endpoint of pipeline.connector.endpoints) {
      routes.set(`${pipeline.connector.id} ${endpoint.name}`, { pipeline, endpoint });
    }
  }
  return ({ source, endpoint, dataset }) => {
    const route = routes.get(`${source} ${endpoint}`);
    return route?.endpoint.dataset === dataset ? route : null;
  };
}
