/** The partner stage as tests use it: one invented connector, a record store in memory, a log that remembers every line. */
import { randomBytes } from 'node:crypto';
import { onTestFinished, type TestContext } from 'vitest';
import { z } from 'zod';
import { mintPermit, type Permit } from '../../src/domain/custody.ts';
import type { Noted } from '../../src/partners/note.ts';
import type { CallTerms, Fetched, PartnerStores, RecordStore, StoredRecord, Want } from '../../src/partners/port.ts';
import { createPartners, type PartnersOptions, type PartnerStage } from '../../src/partners/partners.ts';
import {
  bigInteger,
  type Connector,
  decimal,
  defineConnector,
  defineEndpoint,
  type Endpoint,
  path,
  reference,
} from '../../src/sdk/index.ts';
import { partnerStores } from '../support/partner-stores.ts';
import type { KeyStore, WrappedKey } from '../../src/subjects/port.ts';
import { createVault } from '../../src/subjects/vault.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');

/** Answers `{ "price": <number> }` for a ticker. */
export const quote = defineEndpoint({
  name: 'quote',
  dataset: 'market.quote',
  supplies: ['price', 'volume'],
  references: ['ticker'],
  cacheTtlS: 600,
  request: (ctx) => ({ method: 'GET', path: path`/quotes/${reference(ctx, 'ticker')}` }),
  wire: z.object({ price: decimal(), nanos: bigInteger().optional() }),
  map: (wire) => ({ record: { price: wire.price }, asOf: null }),
});

export const acme = (changes: Partial<Connector> = {}): Connector =>
  defineConnector({
    id: 'acme-market',
    displayName: 'Acme',
    kind: 'MARKET',
    baseUrl: 'https://api.acme.example',
    allowedHosts: [],
    auth: { type: 'none' },
    limits: { windows: [], concurrency: 50 },
    price: { amount: '0', currency: 'USD' },
    sideEffect: 'free',
    deadlineMs: 2_000,
    endpoints: [quote],
    ...changes,
  });

export const endpoint = (changes: Partial<Endpoint>): Endpoint => ({ ...quote, ...changes });

/** Somebody waits, nothing is scarce, nobody holds the partner. */
export const TERMS: CallTerms = {
  urgency: 'INTERACTIVE',
  agreementId: 'AGR-1',
  budget: null,
  hold: null,
  resetAt: null,
};

export const want = (customerId: string, references: Record<string, string>, changes: Partial<Want> = {}): Want => ({
  customerId,
  source: 'acme-market',
  dataset: 'market.quote',
  endpoint: 'quote',
  references,
  cacheTtlS: 3_600,
  retentionDays: 30,
  rights: [],
  rightsEndAt: null,
  terms: TERMS,
  ...changes,
});

export const anyPermit = (): Permit => mintPermit({ requestId: 'r-1', covers: () => true });

export interface Stage {
  readonly partners: PartnerStage;
  readonly rows: Map<string, StoredRecord>;
  readonly store: RecordStore;
  readonly lines: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[];
  readonly notes: readonly Noted[];
  readonly clock: { nowMs: number };
  readonly fetch: (wants: readonly Want[], signal?: AbortSignal) => Promise<readonly Fetched[]>;
}

export type StageOptions = Partial<Omit<PartnersOptions, 'connectors' | 'now' | 'log' | 'note' | 'stores'>> & {
  readonly stores?: Partial<PartnerStores>;
  readonly secrets?: Record<string, string>;
  /** Of the test's own context, where tests run at the same time. */
  readonly onTestFinished?: TestContext['onTestFinished'];
};

export function startStage(connectors: readonly Connector[], baseUrl: string, options: StageOptions = {}): Stage {
  const rows = new Map<string, StoredRecord>();
  const lines: Stage['lines'] = [];
  const notes: Noted[] = [];
  const clock = { nowMs: START };
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: fields as Record<string, unknown>, message });
  };
  const store = storeIn(rows);
  const partners = createPartners({
    connectors,
    baseUrlOf: () => baseUrl,
    secretOf: (_id, name) => options.secrets?.[name] ?? '',
    vault: createVault({ keyEncryptionKey: { id: 'k1', bytes: randomBytes(32) }, keys: keyStore(), cacheSize: 1_000 }),
    allowInsecureLoopback: true,
    ...options,
    stores: { ...partnerStores, records: store, ...options.stores },
    note: (noted) => void notes.push(noted),
    now: () => clock.nowMs,
    log: { info: write('info'), warn: write('warn') },
  });
  (options.onTestFinished ?? onTestFinished)(() => partners.close());
  const fetch: Stage['fetch'] = (wants, signal = new AbortController().signal) =>
    partners.fetch(anyPermit(), wants, signal);
  return { partners, rows, store, lines, notes, clock, fetch };
}

export const storeIn = (rows: Map<string, StoredRecord>): RecordStore => ({
  find: async (keys) => ({
    records: keys.flatMap((key) => rows.get(`${key.customerId} ${key.source} ${key.endpoint}`) ?? []),
    at: null,
  }),
  save: async (records) => {
    for (const row of records) rows.set(`${row.customerId} ${row.source} ${row.endpoint}`, row);
    return [];
  },
});

function keyStore(): KeyStore {
  const keys = new Map<string, WrappedKey>();
  return {
    find: async (ids) => ids.flatMap((id) => keys.get(id) ?? []),
    insertIfAbsent: async (fresh) => {
      for (const key of fresh) if (!keys.has(key.customerId)) keys.set(key.customerId, key);
    },
  };
}

/** `record`, `no record`, `not asked` or `CODE detail` of a result, for short assertions. */
export function outcomeOf({ result }: Fetched): string {
  if (result === null) return 'not asked';
  if ('gap' in result) return `${result.gap.fault.code} ${result.gap.fault.detail}`;
  return result.sourced.record === null ? 'no record' : 'record';
}
