/**
 * The composition root: the only file that knows every folder. Puts the stages together over one database, and takes them
 * apart in an order in which nothing is lost.
 */
import type { FastifyInstance } from 'fastify';
import { createEntries, type Entries, type GovernanceChange } from './audit/entries.ts';
import { createAccessLog } from './audit/log.ts';
import { createRefusals, type Refusals } from './audit/refusals.ts';
import { createTrail } from './audit/trail.ts';
import type { Config } from './config.ts';
import { createDisclose } from './disclosure/disclose.ts';
import { createTakeDelivery, type TakeDelivery } from './disclosure/take-delivery.ts';
import type { Caller } from './domain/caller.ts';
import type { Coordinate } from './domain/classification.ts';
import type { DatasetName } from './domain/dataset.ts';
import { instantFromEpochMs } from './domain/instant.ts';
import { createGovernance } from './governance/governance.ts';
import type { RuleChange } from './governance/port.ts';
import { readCatalogue } from './graphql/catalogue.ts';
import { loadSchema } from './graphql/schema.ts';
import { createGraphqlServer } from './graphql/server.ts';
import { deadlineAtOf } from './http/request-signal.ts';
import { createHttpServer } from './http/server.ts';
import { createAuthenticate } from './identity/authenticate.ts';
import { createPartners, type PartnerStage } from './partners/partners.ts';
import type { ReceiveMessage } from './partners/push/port.ts';
import { createReceiveMessage } from './partners/push/receive-message.ts';
import type { Surface } from './partners/registry.ts';
import { GATE_NUMBERS } from './policy/gates.ts';
import type { Connector } from './sdk/index.ts';
import { createEntryStore } from './store/audit-entries.ts';
import { canonicalJson, sha256Hex } from './store/canonical-json.ts';
import { createCustomerStore, createKeyStore } from './store/customers.ts';
import type { Database } from './store/database.ts';
import { createFacts } from './store/facts.ts';
import { ensureAuditPartitions } from './store/migrate.ts';
import { createPartnerMessages } from './store/partner-messages.ts';
import { createPartnerStores } from './store/partner-stores.ts';
import { createPartnerCallStore } from './store/reconciled-calls.ts';
import type { Redis } from './store/redis/connection.ts';
import { createRules } from './store/rules.ts';
import type { KeyStore } from './subjects/port.ts';
import { createRegistry, type Registry } from './subjects/registry.ts';
import { createVault, type CustomerVault, type KeyEncryptionKey } from './subjects/vault.ts';
import type { Logger } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';

export interface AppParts {
  readonly config: Config;
  readonly database: Database;
  /** Shares partners' limits; without it the database does. Who opened it closes it. */
  readonly redis?: Redis | null;
  readonly identity: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly connectors: readonly Connector[];
  /** What connectors last declared: a field of one that is out of service is then a gap. */
  readonly surfaces?: readonly Surface[];
  /** Where a partner is called; undefined: at its connector's own address. */
  readonly baseUrlOf: (partnerId: string) => string | undefined;
  /** Throws when there is no such secret. */
  readonly secretOf: (partnerId: string, name: string) => string;
  readonly log: Logger;
  readonly now?: () => number;
}

export interface App {
  readonly http: FastifyInstance;
  readonly partners: PartnerStage;
  /** Takes a partner's file; see disclosure/take-delivery.ts. */
  readonly takeDelivery: TakeDelivery;
  /** Was the file of this name taken already? */
  wasDelivered(partner: string, target: string): Promise<boolean>;
  /** Finishes what runs, writes what is open, closes connections. The database stays open: who opened it closes it. */
  close(): Promise<void>;
}

/** Customers whose keys are held unwrapped. */
const KEYS_IN_MEMORY = 20_000;
const SWEEP_EVERY_MS = 10_000;
const TIDY_EVERY_MS = 3_600_000;
const TIDY_CALLS_EVERY_MS = 60_000;

/** `vault` where the process has one already, so that a key forgotten there is forgotten everywhere. */
export function createCustomerRegistry(
  database: Database,
  keyEncryptionKey: KeyEncryptionKey,
  vault: CustomerVault = openVault(createKeyStore(database), keyEncryptionKey),
): Registry {
  const vaultOver = (keys: KeyStore): CustomerVault => openVault(keys, keyEncryptionKey);
  return createRegistry({ store: createCustomerStore(database), vault, vaultOver });
}

const openVault = (keys: KeyStore, keyEncryptionKey: KeyEncryptionKey): CustomerVault =>
  createVault({ keyEncryptionKey, keys, cacheSize: KEYS_IN_MEMORY });

/** The log's entries, under the digests that every process on this database and key-encryption key shares. */
export const createLogEntries = async (vault: CustomerVault, schemaHash: string): Promise<Entries> =>
  createEntries({
    vault,
    schemaHash,
    policyHash: sha256Hex(canonicalJson(GATE_NUMBERS)),
    digestKey: await vault.secret('audit-digest'),
  });

/** What stands on the database and the keys alone. */
type Foundation = Awaited<ReturnType<typeof layFoundation>>;

export async function createApp(parts: AppParts): Promise<App> {
  const { config, log } = parts;
  const base = await layFoundation(parts);
  const { entryStore, refusals, now } = base;
  const partners = assemblePartners(parts, base);
  const apollo = assembleGraphql(parts, base, partners, await base.vault.secret('pseudonym'));
  await apollo.start();
  const http = await createHttpServer({
    apollo,
    context: (admitted) => admitted,
    authenticate: createAuthenticate({
      ...parts.identity,
      clockToleranceS: config.tokenClockToleranceS,
      cacheSize: config.tokenCacheSize,
      now,
    }),
    limits: config.edge,
    readiness: [
      { name: 'database', check: () => parts.database.ping() },
      { name: 'log', check: () => entryStore.ping() },
    ],
    onRefusal: (refusal) => void refuse(refusals, refusal),
    receiveMessage: assembleMessages(parts, base),
    log,
    metrics: base.metrics,
    trustedProxies: config.trustedProxies,
  });
  const stopChores = startChores(parts, base, partners);
  return {
    http,
    partners,
    takeDelivery: assembleDelivery(base, partners),
    wasDelivered: base.messages.has,
    async close() {
      stopChores();
      await http.close();
      await apollo.stop();
      await partners.close();
      await base.stores.slots.close();
      await refusals.close();
    },
  };
}

/** Refusals' counts are written, records that nothing permits to keep deleted, and the log gets its partitions ahead. */
function startChores(
  { database, log }: AppParts,
  { refusals, stores, messages }: Foundation,
  partners: PartnerStage,
): () => void {
  const tidy = async (): Promise<void> => {
    try {
      await ensureAuditPartitions(database);
      await stores.records.purge();
      await stores.budget.purge();
      await messages.purge();
      await stores.traffic.purge();
    } catch (err) {
      log.warn({ err }, 'tidying the database failed; it is tried again within the hour');
    }
  };
  const timers = [
    setInterval(() => void refusals.sweep(), SWEEP_EVERY_MS),
    setInterval(() => void tidy(), TIDY_EVERY_MS),
    setInterval(() => void partners.tidyCalls(), TIDY_CALLS_EVERY_MS),
  ];
  timers.forEach((timer) => timer.unref());
  return () => timers.forEach((timer) => clearInterval(timer));
}

async function layFoundation({ database, redis = null, keyEncryptionKey, log, now = Date.now }: AppParts) {
  const schema = loadSchema();
  const { catalogue, schemaHash } = readCatalogue(schema);
  const vault = openVault(createKeyStore(database), keyEncryptionKey);
  const facts = createFacts(database);
  const stores = createPartnerStores(database, { redis, log });
  const entryStore = createEntryStore(database);
  const entries = await createLogEntries(vault, schemaHash);
  const messages = createPartnerMessages(database, ({ messageId, customerId, ...taken }) =>
    entries.partnerEvent(null, {
      action: 'TAKE_MESSAGE',
      target: messageId,
      ...taken,
      ...(customerId === '' ? {} : { customerId }),
    }),
  );
  const refusals = createRefusals({
    store: entryStore,
    entries,
    now: () => instantFromEpochMs(now()),
    onFailure: (err) => log.error({ err }, 'refusals could not be written to the access log'),
  });
  const metrics = createMetrics();
  const shapeKey = await vault.secret('answer-shapes');
  const customers = createCustomerRegistry(database, keyEncryptionKey, vault);
  return {
    metrics,
    shapeKey,
    customers,
    messages,
    schema,
    catalogue,
    vault,
    facts,
    stores,
    entryStore,
    entries,
    refusals,
    now,
  };
}

function assemblePartners(
  parts: AppParts,
  { vault, shapeKey, stores, catalogue, metrics, now }: Foundation,
): PartnerStage {
  const partners = createPartners({
    connectors: parts.connectors,
    surfaces: parts.surfaces ?? [],
    baseUrlOf: parts.baseUrlOf,
    secretOf: parts.secretOf,
    stores,
    vault,
    now,
    log: parts.log,
    allowInsecureLoopback: parts.config.mode === 'sandbox',
    deadlineAtOf,
    observe: ({ partner, endpoint, outcome, durationS }) => {
      metrics.partnerCalls.inc({ partner, endpoint, outcome });
      metrics.partnerDurationS.observe({ partner, endpoint }, durationS);
    },
    observeBudget: ({ partner, meter, spentRatio }) =>
      metrics.partnerBudgetSpentRatio.set({ partner, meter }, spentRatio),
    note(noted) {
      const { partner, step, decision, reason } = noted;
      metrics.partnerDecisions.inc({ partner, step, decision, reason });
      if (decision === 'drift') metrics.partnerDrift.inc({ partner, endpoint: noted.endpoint, kind: reason });
      parts.log.debug(noted, 'a decision about a partner call');
    },
    isKnownField: (coordinate) => catalogue.has(coordinate as Coordinate),
    shapeKey,
  });
  metrics.watchPartners(() => partners.health.gauges());
  return partners;
}

function assembleMessages(parts: AppParts, { customers, vault, messages, metrics, now }: Foundation): ReceiveMessage {
  return createReceiveMessage({
    connectors: parts.connectors,
    secretOf: parts.secretOf,
    store: messages,
    vault,
    now,
    log: parts.log,
    observe: (partner, outcome) => metrics.partnerMessages.inc({ partner, outcome }),
    customers: {
      findByReference: customers.findByReference,
      async referencesAt(partnerId, customerIds) {
        const holdings = await customers.open(customerIds, { identity: false, sources: [partnerId] });
        return new Map([...holdings].map(([id, { references }]) => [id, references.get(partnerId) ?? {}]));
      },
    },
  });
}

function assembleDelivery(base: Foundation, partners: PartnerStage): TakeDelivery {
  const { facts, customers, catalogue, entryStore, entries, messages, now } = base;
  const take = createTakeDelivery({
    facts,
    holdings: customers,
    customers,
    catalogue,
    partners,
    record: (requestId, caller, event) => entryStore.append([entries.partnerEvent({ requestId, caller }, event)]),
  });
  return async (request) => {
    const result = await take(request);
    const { partner, target } = request;
    await messages.take({ partner, messageId: target, receivedAt: instantFromEpochMs(now()), changes: [] });
    return result;
  };
}

function assembleGraphql(parts: AppParts, base: Foundation, partners: PartnerStage, pseudonymKey: Uint8Array) {
  const { database, config, log } = parts;
  const { schema, catalogue, customers, vault, facts, entryStore, entries, refusals } = base;
  const disclose = createDisclose({
    facts,
    holdings: customers,
    partners,
    log: createAccessLog({ store: entryStore, entries, vault, hashesOf: facts.hashesOf }),
    catalogue,
    pseudonymKey,
  });
  const governance = createGovernance({
    rules: createRules(database, (change) => entries.governanceChanged(change.actor, describe(change))),
    catalogue,
    recordSupplies: partners.recordSupplies,
    hashTerms: (terms) => sha256Hex(canonicalJson(terms)),
    health: partners.health,
    readSpending: (meters) => base.stores.budget.read(meters),
    partnerCalls: createPartnerCallStore(database, ({ id, partner, endpoint }, { actor, happened }) => {
      const outcome = happened ? 'HAPPENED' : 'NOT_HAPPENED';
      return entries.partnerEvent(actor, { action: 'RECONCILE_PARTNER_CALL', partner, endpoint, target: id, outcome });
    }),
    recordRefusal: ({ requestId, caller }, action) =>
      refuse(refusals, { requestId, caller, code: 'FORBIDDEN', action }),
    reader: createTrail({ store: entryStore, digestOf: entries.digestOf }),
    entries,
    store: entryStore,
  });
  return createGraphqlServer({
    schema,
    disclose,
    governance,
    trail: governance.trail,
    datasetsOf: (partnerId) => datasetsOf(parts.connectors, partnerId),
    isSandbox: config.mode === 'sandbox',
    limits: config.gate,
    log,
    onRefusal: ({ requestId, caller, code, reason }) =>
      void refuse(refusals, { requestId, caller, code: reason ?? code }),
  });
}

function datasetsOf(connectors: readonly Connector[], partnerId: string): readonly DatasetName[] {
  const endpoints = connectors.find(({ id }) => id === partnerId)?.endpoints ?? [];
  return [...new Set(endpoints.map(({ dataset }) => dataset))].sort();
}

const describe = ({ action, fact, previous, customerId }: RuleChange): GovernanceChange => ({
  action,
  fact,
  previousVersion: previous?.version ?? null,
  transition: { from: previous === null ? null : stateOf(previous), to: stateOf(fact) },
  ...(customerId === undefined ? {} : { customerId }),
});

/** A partner may be held in whatever state it is. */
const stateOf = ({ body }: RuleChange['fact']): string =>
  'hold' in body && body.hold !== undefined ? 'HELD' : body.state;

/** Repeated refusals are counted by source, not each written: by person where the caller is known, else by address. */
function refuse(
  refusals: Refusals,
  {
    requestId,
    caller,
    code,
    action = null,
    address = '',
  }: {
    readonly requestId: string;
    readonly caller?: Caller;
    readonly code: string;
    readonly action?: string | null;
    readonly address?: string;
  },
): Promise<void> {
  return refusals.record({
    requestId,
    caller: caller === undefined ? null : { subject: caller.subject, roles: caller.roles },
    application: caller?.application ?? null,
    purpose: null,
    source: caller === undefined ? address : `${caller.application}\n${caller.subject}`,
    code,
    action,
  });
}
