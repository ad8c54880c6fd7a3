/**
 * The composition root: with the folder of its parts (app/) and the commands (cli/) the only code that knows every folder. Puts the stages
 * together over one database, and takes them apart in an order in which nothing is lost.
 */
import type { FastifyInstance } from 'fastify';
import { startChores } from './app/chores.ts';
import { assembleConsentChores, type ConsentChores } from './app/consent-chores.ts';
import { finishErasures } from './app/erasures.ts';
import { type AppParts, type Foundation, layFoundation } from './app/foundation.ts';
import { assembleGovernance } from './app/governance.ts';
import { assembleGraphql } from './app/graphql.ts';
import { assembleDelivery, assembleMessages } from './app/incoming.ts';
import { assemblePartners } from './app/partners.ts';
import { refuse } from './app/refuse.ts';
import type { TakeDelivery } from './disclosure/take-delivery.ts';
import type { AdmittedRequest } from './graphql/context.ts';
import type { Readiness } from './http/port.ts';
import { createHttpServer, type EdgeOptions } from './http/server.ts';
import { type Authenticate, createAuthenticate } from './identity/authenticate.ts';
import type { PartnerStage } from './partners/partners.ts';
import type { Erasure } from './subjects/port.ts';

export { type AppParts, createCustomerRegistry, createLogEntries } from './app/foundation.ts';

export interface App {
  readonly http: FastifyInstance;
  readonly partners: PartnerStage;
  /** What a running gateway does about consents every few seconds. */
  readonly consents: ConsentChores;
  /** Takes a partner's file; see disclosure/take-delivery.ts. */
  readonly takeDelivery: TakeDelivery;
  /** Was the file of this name taken already? */
  wasDelivered(partner: string, target: string): Promise<boolean>;
  /** Does at once what is due every hour. */
  tidy(): Promise<void>;
  readonly erasure: Erasure;
  /** Finishes what runs, writes what is open, closes connections. The database stays open: who opened it closes it. */
  close(): Promise<void>;
}

export async function createApp(parts: AppParts): Promise<App> {
  const { log } = parts;
  const base = await layFoundation(parts);
  const { erasures, refusals } = base;
  // Before anything is served: a database that came back from a backup may know customers who were erased since.
  await finishErasures(erasures, log);
  const partners = assemblePartners(parts, base);
  const governance = assembleGovernance(parts, base, partners);
  const apollo = assembleGraphql(parts, base, partners, governance, await base.vault.secret('pseudonym'));
  await apollo.start();
  const http = await createHttpServer({
    ...edgeOf(parts, base),
    apollo,
    receiveMessage: assembleMessages(parts, base, partners),
  });
  const consents = assembleConsentChores(parts, base, partners);
  const chores = startChores(parts, base, partners, { consents, governance: governance.chores });
  return {
    http,
    partners,
    consents,
    erasure: erasures,
    takeDelivery: assembleDelivery(base, partners),
    wasDelivered: (...about) => base.messages.has(...about),
    tidy: chores.tidy,
    async close() {
      chores.stop();
      await http.close();
      await apollo.stop();
      await partners.close();
      await base.stores.slots.close();
      await refusals.close();
    },
  };
}

const edgeOf = (
  parts: AppParts,
  base: Foundation,
): Omit<EdgeOptions<AdmittedRequest>, 'apollo' | 'receiveMessage'> => ({
  context: (admitted) => admitted,
  authenticate: authenticateBy(parts, base.now),
  limits: parts.config.edge,
  readiness: readinessOf(parts, base),
  onRefusal: (refusal) => void refuse(base.refusals, refusal),
  publishedKeys: base.signer.published,
  log: parts.log,
  metrics: base.metrics,
  trustedProxies: parts.config.trustedProxies,
});

const readinessOf = ({ database }: AppParts, { entryStore, erasures }: Foundation): readonly Readiness[] => [
  { name: 'database', check: () => database.ping() },
  { name: 'log', check: () => entryStore.ping() },
  { name: 'erasures', check: () => erasures.check() },
];

const authenticateBy = ({ identity, config }: AppParts, now: () => number): Authenticate =>
  createAuthenticate({
    ...identity,
    clockToleranceS: config.tokenClockToleranceS,
    cacheSize: config.tokenCacheSize,
    now,
  });
