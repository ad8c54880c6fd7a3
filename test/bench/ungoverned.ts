/**
 * The same server with governance taken out, for row 7: no token, facts, decision, log, mask, account or encryption at rest; the same
 * HTTP edge, GraphQL execution, registry and stored-record reads, partner pipeline and merge. Exists in the bench only.
 */
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../src/config.ts';
import type { Disclose } from '../../src/disclosure/port.ts';
import { ownFacts } from '../../src/disclosure/own-facts.ts';
import type { Caller } from '../../src/domain/caller.ts';
import type { Coordinate } from '../../src/domain/classification.ts';
import type { Decision, Permit, ReleasedView } from '../../src/domain/custody.ts';
import { datasetOf, type DatasetName } from '../../src/domain/dataset.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { BANK, type SourceId } from '../../src/domain/sourced.ts';
import type { MergedView } from '../../src/domain/view.ts';
import type { Governance } from '../../src/governance/port.ts';
import type { Trail } from '../../src/governance/trail/port.ts';
import { loadSchema } from '../../src/graphql/schema.ts';
import { createGraphqlServer } from '../../src/graphql/server.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createCanvas } from '../../src/mask/canvas.ts';
import { merge } from '../../src/merge/merge.ts';
import { createPartners, type PartnerStage } from '../../src/partners/partners.ts';
import type { CallTerms, Want } from '../../src/partners/port.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { sandboxSecret } from '../../src/sandbox/partners.ts';
import { createCustomerStore } from '../../src/store/customers.ts';
import type { Database } from '../../src/store/database.ts';
import { createPartnerStores } from '../../src/store/partner-stores.ts';
import type { Vault } from '../../src/subjects/port.ts';
import { createRegistry, type Registry } from '../../src/subjects/registry.ts';
import type { CustomerVault } from '../../src/subjects/vault.ts';
import type { Logger } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

export interface UngovernedOptions {
  readonly config: Config;
  readonly database: Database;
  readonly connectors: readonly Connector[];
  readonly partnersUrl: string;
  readonly log: Logger;
}

const PLAIN: Vault & Pick<CustomerVault, 'secret'> = {
  seal: (_customerId, plain) => Promise.resolve(plain),
  open: (_customerId, sealed) => Promise.resolve(sealed),
  preload: () => Promise.resolve(),
  secret: () => Promise.resolve(new Uint8Array(32)),
};

export const plainRegistry = (database: Database): Registry =>
  createRegistry({ store: createCustomerStore(database), vault: PLAIN, vaultOver: () => PLAIN });

const ANYBODY: Caller = { subject: 'bench', application: 'loan-desk', roles: ['credit-officer'], expiresAtS: 0 };
const unlogged = (): never => {
  throw new Error('without governance there is no access log');
};
const EVERYTHING = { requestId: 'bench', covers: () => true } as unknown as Permit;

export async function createUngovernedApp(
  options: UngovernedOptions,
): Promise<{ http: FastifyInstance; close(): Promise<void> }> {
  const { config, database, connectors, partnersUrl, log } = options;
  const partners = createPartners({
    connectors,
    baseUrlOf: () => partnersUrl,
    secretOf: sandboxSecret,
    stores: createPartnerStores(database, { reconciledEntryOf: unlogged }),
    vault: PLAIN,
    now: Date.now,
    log,
    allowInsecureLoopback: true,
  });
  const apollo = createGraphqlServer({
    schema: loadSchema(),
    disclose: createOpenDisclose(partners, plainRegistry(database)),
    governance: {} as Governance,
    trail: {} as Trail,
    datasetsOf: () => [],
    isSandbox: true,
    limits: config.gate,
    log,
    onRefusal: () => undefined,
  });
  await apollo.start();
  const http = await createHttpServer({
    apollo,
    context: (admitted) => admitted,
    authenticate: () => Promise.resolve(ANYBODY),
    limits: config.edge,
    readiness: [],
    onRefusal: () => undefined,
    log,
    metrics: createMetrics(),
    trustedProxies: [],
  });
  return {
    http,
    async close() {
      await http.close();
      await apollo.stop();
      await partners.close();
    },
  };
}

const TERMS: CallTerms = { urgency: 'INTERACTIVE', agreementId: '', budget: null, hold: null, resetAt: null };

function createOpenDisclose(partners: PartnerStage, registry: Registry): Disclose {
  const plans = new Map<string, Plan>();
  return async ({ customerIds, coordinates, signal }) => {
    const key = coordinates.join();
    const plan = plans.get(key) ?? planFor(partners, coordinates);
    plans.set(key, plan);
    const holdings = await registry.open(customerIds, { identity: plan.identity, sources: plan.sources });
    const wants = customerIds.flatMap((customerId) =>
      plan.asks
        .map((ask): Want => {
          const references = holdings.get(customerId)?.references.get(ask.source) ?? {};
          return {
            ...ask,
            customerId,
            references,
            cacheTtlS: 86_400,
            retentionDays: 90,
            rights: [],
            rightsEndAt: null,
            terms: TERMS,
          };
        })
        .filter((want) => partners.canAsk(want)),
    );
    const stored = await partners.stored(wants);
    const missing = wants.filter((want) => !stored.has(want));
    const fetched = missing.length === 0 ? [] : await partners.fetch(EVERYTHING, missing, signal);
    const sourced = [
      ...stored,
      ...fetched.flatMap(({ want, result }) =>
        result !== null && 'sourced' in result ? [[want, result.sourced] as const] : [],
      ),
    ];
    return new Map(
      customerIds.map((customerId) => {
        const decision = { ...plan.decision, customerId } as Decision;
        const theirs = sourced.filter(([want]) => want.customerId === customerId).map(([, one]) => one);
        const own = ownFacts(decision, plan.own, holdings.get(customerId));
        return [customerId, viewOf(merge(customerId, [...own, ...theirs], decision))];
      }),
    );
  };
}

interface Plan {
  readonly identity: boolean;
  readonly sources: readonly SourceId[];
  readonly asks: readonly Pick<Want, 'source' | 'dataset' | 'endpoint'>[];
  readonly own: readonly { readonly source: SourceId; readonly dataset: DatasetName }[];
  readonly decision: Omit<Decision, 'customerId'>;
}

/** Worked out once per operation, as a server without rights would. */
function planFor(partners: PartnerStage, coordinates: readonly Coordinate[]): Plan {
  const byDataset = new Map<DatasetName, Coordinate[]>();
  for (const coordinate of coordinates) {
    const dataset = datasetOf(coordinate);
    if (dataset !== undefined) byDataset.set(dataset, [...(byDataset.get(dataset) ?? []), coordinate]);
  }
  const asks = [...byDataset].flatMap(([dataset, wanted]) =>
    [...new Set(wanted.flatMap((one) => partners.candidates(one)))].flatMap((source) =>
      partners.endpointsFor(source, dataset, wanted).map((endpoint) => ({ source, dataset, endpoint })),
    ),
  );
  const own = (['customer.core', 'identity.party'] as const).filter((dataset) => byDataset.has(dataset));
  return {
    identity: byDataset.has('identity.party'),
    sources: [...new Set(asks.map(({ source }) => source))],
    asks,
    own: own.map((dataset) => ({ source: BANK, dataset })),
    decision: {
      purpose: '',
      decidedAt: new Date().toISOString() as Instant,
      fields: coordinates.map((coordinate) => ({
        coordinate,
        outcome: 'ALLOW' as const,
        reasons: [],
        sources: [BANK, ...partners.candidates(coordinate)].map((source) => ({
          source,
          outcome: 'ALLOW',
          reasons: [],
        })),
      })),
      requires: [],
      validUntil: null,
    } as unknown as Omit<Decision, 'customerId'>,
  };
}

/** Every surviving value as it is. */
function viewOf({ customerId, datasets }: MergedView): ReleasedView {
  const canvas = createCanvas();
  for (const [dataset, content] of datasets) {
    if (content?.shape === 'one')
      for (const [name, { value }] of Object.entries(content.fields)) canvas.paintOne(dataset, name, value);
    if (content?.shape === 'many')
      content.items.forEach(({ fields, provenance: { source } }, at) => {
        for (const [name, value] of Object.entries(fields)) canvas.paintItem(dataset, { at, source }, name, value);
      });
  }
  return { id: customerId, ...canvas.content(), disclosures: [], gaps: [], conflicts: [] } as unknown as ReleasedView;
}
