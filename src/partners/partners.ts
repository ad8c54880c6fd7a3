/**
 * The partner stage: fetches what it is told, under a Permit, within limits, and keeps what it may. Knows nothing of rights,
 * merging or masks. The walk of one call is pipeline.ts.
 */
import { setMaxListeners } from 'node:events';
import type { Connector, Endpoint } from '../sdk/index.ts';
import { type Asked, askFor, assertCovered, distinctKeepables, type Route } from './load/fetch-wants.ts';
import type { AddressPolicy } from './client/guard-address.ts';
import { createLoad } from './load/load-records.ts';
import type { PartnersLog } from './log.ts';
import type { ObserveBudget } from './budget/watch-levels.ts';
import type { ObserveCall } from './observe-calls.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { Note } from './note.ts';
import type { Partners, PartnerStores, RecordSupply, Want } from './port.ts';
import { neededValues } from './load/references.ts';
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
  /** Told how full a quota or budget is, after each call that it counts. */
  readonly observeBudget?: ObserveBudget;
  /** Told of every automatic decision. */
  readonly note?: Note;
  /** When a request's signal will end, in epoch milliseconds, where that is known: nobody then waits in vain. */
  readonly deadlineAtOf?: (signal: AbortSignal) => number | null;
}

export interface PartnerStage extends Partners {
  /** What may lie among stored records, endpoint by endpoint: for those who must delete some. */
  readonly recordSupplies: readonly RecordSupply[];
  /** Waits for records still being kept. */
  readonly drain: () => Promise<void>;
  /** Drains, then closes every connection. */
  readonly close: () => Promise<void>;
}

export function createPartners(options: PartnersOptions): PartnerStage {
  const { vault, now, log, note = () => undefined } = options;
  const { records } = options.stores;
  const addressPolicy: AddressPolicy = options.allowInsecureLoopback ? 'public-and-loopback' : 'public-only';
  const baseUrlOf = ({ id, baseUrl }: Connector): string => options.baseUrlOf(id) ?? baseUrl;
  const isKnownField = options.isKnownField ?? (() => true);
  const { surfaces = [] } = options;
  const registry = createRegistry(options.connectors, { surfaces, baseUrlOf, addressPolicy, isKnownField, log });
  const deadlineAtOf = options.deadlineAtOf ?? (() => null);
  const pipelines = registry.connectors.map((connector) =>
    createPipeline(connector, { ...options, note, deadlineAtOf, addressPolicy, baseUrl: baseUrlOf(connector) }),
  );
  const routeOf = createRoutes(pipelines);
  const saver = createSaver({ records, vault, log, note });
  const endpointOf = (want: Want): { connector: Connector; endpoint: Endpoint } | null => {
    const route = routeOf(want);
    return route === null ? null : { connector: route.pipeline.connector, endpoint: route.endpoint };
  };
  const shelf = createShelf({ records, vault, now, log, note, endpointOf });
  return {
    candidates: registry.candidates,
    endpointsFor: registry.endpointsFor,
    canAsk(want) {
      const route = routeOf(want);
      // A connector that is out of service is a gap, which only fetching reports.
      return route === null || neededValues(route.pipeline.connector, route.endpoint, want.references) !== null;
    },
    recordSupplies: registry.supplies,
    stored: shelf.fresh,
    async fetch(permit, wants, signal) {
      assertCovered(permit, wants);
      // Every call of the request listens to its one signal: a hundred listeners are no leak here.
      setMaxListeners(0, signal);
      const load = createLoad(signal, now, log);
      const asked: readonly Asked[] = await Promise.all(wants.map((want) => askFor(want, routeOf(want), load, log)));
      saver.save(distinctKeepables(asked));
      return shelf.standIn(asked.map(({ fetched }) => fetched));
    },
    drain: saver.drain,
    async close() {
      await saver.drain();
      await Promise.all(pipelines.map((pipeline) => pipeline.close()));
    },
  };
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
