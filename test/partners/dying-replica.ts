/**
 * A gateway process that makes one inquiry under a budget and is killed before the bureau answers. Shares nothing with the tests that start
 * it but the database, the key and what stands here.
 */
import { z } from 'zod';
import { mintPermit } from '../../src/domain/custody.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import { createPartners } from '../../src/partners/partners.ts';
import type { Want } from '../../src/partners/port.ts';
import { type Connector, decimal, defineConnector, defineEndpoint, path, reference, type Reconcile } from '../../src/sdk/index.ts'; // prettier-ignore
import { createKeyStore } from '../../src/store/customers.ts';
import { createPartnerStores } from '../../src/store/partner-stores.ts';
import { openServer } from '../../src/store/server.ts';
import { createVault } from '../../src/subjects/vault.ts';

export const KEK = { id: 'k1', bytes: new Uint8Array(32).fill(6) };

/** `GET /status/<ticker>` answers `{ "served": true | false | null }`, or 404 where the bureau never heard of it. */
export const reconcile: Reconcile<{ readonly served: boolean | null }> = {
  request: ({ path: asked }) => ({ method: 'GET', path: asked.replace('/quotes/', '/status/') }),
  wire: z.object({ served: z.boolean().nullable() }),
  happened: (wire) => (wire === null ? false : wire.served),
};

export const bureauConnector: Connector = defineConnector({
  id: 'acme-market',
  displayName: 'Acme Bureau',
  kind: 'MARKET',
  baseUrl: 'https://api.acme.example',
  allowedHosts: [],
  auth: { type: 'none' },
  limits: { windows: [], concurrency: 5 },
  price: { amount: '0.5', currency: 'USD' },
  sideEffect: 'inquiry',
  deadlineMs: 60_000,
  reconcile,
  endpoints: [
    defineEndpoint({
      name: 'quote',
      dataset: 'market.quote',
      supplies: ['price'],
      references: ['ticker'],
      cacheTtlS: 600,
      request: (ctx) => ({ method: 'GET', path: path`/quotes/${reference(ctx, 'ticker')}` }),
      wire: z.object({ price: decimal() }),
      map: ({ price }) => ({ record: { price }, asOf: null }),
    }),
  ],
});

const budget = { callsPerDay: 1, moneyPerMonth: { amount: '5' as Decimal, currency: 'USD' } };

/** One call a day is all that the agreement allows. */
export const INQUIRY: Want = {
  customerId: 'c-1',
  source: 'acme-market',
  dataset: 'market.quote',
  endpoint: 'quote',
  references: { ticker: 'AAA' },
  cacheTtlS: 3_600,
  retentionDays: 30,
  rights: [],
  rightsEndAt: null,
  terms: { urgency: 'INTERACTIVE', agreementId: 'AGR-1', budget, hold: null, resetAt: null },
};

async function die(databaseUrl: string, partnerUrl: string): Promise<void> {
  const database = openServer({ url: databaseUrl, maxConnections: 2 });
  const silent = () => undefined;
  const partners = createPartners({
    connectors: [bureauConnector],
    baseUrlOf: () => partnerUrl,
    secretOf: () => '',
    vault: createVault({ keyEncryptionKey: KEK, keys: createKeyStore(database), cacheSize: 10 }),
    allowInsecureLoopback: true,
    stores: createPartnerStores(database, { reconciledEntryOf: () => Promise.reject(new Error('not here')) as never }),
    now: Date.now,
    log: { info: silent, warn: silent },
  });
  const permit = mintPermit({ requestId: 'r-1', covers: () => true });
  await partners.fetch(permit, [INQUIRY], new AbortController().signal);
}

const [, script = '', databaseUrl = '', partnerUrl = ''] = process.argv;
if (script.endsWith('/dying-replica.ts')) await die(databaseUrl, partnerUrl);
