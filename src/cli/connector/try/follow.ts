/**
 * One customer's walk down the one path (policy, INTENT, partner, merge, mask, RELEASED) with one connector, each step told as it happens.
 * The stages are the gateway's own; only their results are overheard. Says names, codes, types and sizes, never a value.
 */
import { randomUUID } from 'node:crypto';
import { type Foundation, layFoundation } from '../../../app/foundation.ts';
import { createAccessLog } from '../../../audit/log.ts';
import type { AccessLog } from '../../../audit/port.ts';
import { createDisclose } from '../../../disclosure/disclose.ts';
import type { Coordinate } from '../../../domain/classification.ts';
import { DATASETS } from '../../../domain/dataset.ts';
import type { ReleasedView } from '../../../domain/custody.ts';
import { createPartners, type PartnerStage } from '../../../partners/partners.ts';
import type { Fetched, Partners } from '../../../partners/port.ts';
import type { Connector } from '../../../sdk/index.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { isLoopback, type OpenTry, type TryRequest } from './open-try.ts';

export type Tell = (step: string, text: string) => void;

export interface Followed {
  readonly view: ReleasedView;
  /** What the partner was asked for; empty where nothing was permitted. */
  readonly fetched: readonly Fetched[];
}

const DEADLINE_MS = 60_000;

export async function follow(connector: Connector, request: TryRequest, open: OpenTry, tell: Tell): Promise<Followed> {
  const base = await layFoundation({ ...open, ...NOBODY, connectors: [connector], baseUrlOf: () => open.address });
  const { vault, catalogue, schemaHash, facts, customers, entryStore, entries } = base;
  const partners = listenedTo(connector, open, base, tell);
  const fetched: Fetched[] = [];
  const disclose = createDisclose({
    facts,
    holdings: customers,
    partners: overheard(partners, fetched, tell),
    log: toldLog(createAccessLog({ store: entryStore, entries, vault, hashesOf: facts.hashesOf }), tell),
    catalogue,
    schemaHash,
    pseudonymKey: await vault.secret('pseudonym'),
  });
  try {
    const views = await disclose({
      requestId: `try-${randomUUID()}`,
      caller: open.caller,
      purpose: request.purpose,
      customerIds: [request.customerId],
      customersAsked: 1,
      coordinates: coordinatesOf(connector, request.endpoint),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const view = views.get(request.customerId);
    if (view === undefined) throw new Error('the customer asked about got no view');
    return { view, fetched };
  } finally {
    await partners.close();
    await base.refusals.close();
  }
}

/** No tokens are read here: the command line says who asks. */
const NOBODY = { identity: { issuer: '', audience: '', jwksUrl: '' }, log: createLogger('silent') };

/** The partner stage as it is, every decision told. */
function listenedTo(connector: Connector, open: OpenTry, base: Foundation, tell: Tell): PartnerStage {
  const { vault, stores, catalogue, shapeKey } = base;
  const say = (fields: object, message: string): void => tell('log', said(fields, message));
  return createPartners({
    connectors: [connector],
    baseUrlOf: () => open.address,
    secretOf: open.secretOf,
    stores,
    vault,
    shapeKey,
    now: Date.now,
    allowInsecureLoopback: isLoopback(open.address),
    isKnownField: (coordinate) => catalogue.has(coordinate as Coordinate),
    log: { info: say, warn: say },
    observe: ({ endpoint, outcome, durationS }) =>
      tell('call', `${endpoint}: ${outcome} after ${Math.round(durationS * 1_000)} ms`),
    note({ endpoint, step, decision, reason, waitMs }) {
      const wait = waitMs === undefined ? '' : ` (${Math.round(waitMs)} ms)`;
      tell(step, `${endpoint}: ${decision}, because ${reason}${wait}`);
    },
  });
}

/** Log lines hold names and codes only. */
const said = (fields: object, message: string): string => {
  const { partner: _partner, ...rest } = fields as Readonly<Record<string, unknown>>;
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  const about = known.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return about.length === 0 ? message : `${message} (${about.join(', ')})`;
};

/** Every governed field the chosen endpoints can bring. */
function coordinatesOf(connector: Connector, name: string | undefined): readonly Coordinate[] {
  const endpoints = connector.endpoints.filter((endpoint) => name === undefined || endpoint.name === name);
  return [
    ...new Set(
      endpoints.flatMap(({ dataset, supplies }) =>
        supplies.map((field): Coordinate => `${DATASETS[dataset].type}.${field}`),
      ),
    ),
  ];
}

/** A try always asks: stored records are passed over. */
const overheard = (partners: Partners, fetched: Fetched[], tell: Tell): Partners => ({
  ...partners,
  canAsk(want) {
    const can = partners.canAsk(want);
    if (!can)
      tell(
        'references',
        `${want.endpoint}: the registry holds no reference of this customer for it, so the partner is not asked`,
      );
    return can;
  },
  async stored() {
    tell('stored', 'passed over: a try always asks');
    return new Map();
  },
  async fetch(permit, wants, signal) {
    const results = await partners.fetch(permit, wants, signal);
    fetched.push(...results);
    return results;
  },
});

const toldLog = (log: AccessLog, tell: Tell): AccessLog => ({
  async intend(account, inquiries) {
    const { permit, stale } = await log.intend(account, inquiries);
    const asks = inquiries.flatMap((inquiry) => inquiry.asks.map(({ source, dataset }) => `${source} ${dataset}`));
    tell('log', `INTENT entry written: ${[...new Set(asks)].join(', ')}`);
    return { permit, stale };
  },
  async release(account, releases) {
    const results = await log.release(account, releases);
    tell('log', 'RELEASED entry written');
    return results;
  },
});
