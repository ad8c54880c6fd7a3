/**
 * The gateway as the bench runs it, in a process of its own: the whole product over a real database and real tokens, or the same
 * server with governance taken out (ungoverned.ts). Only limits are lifted, because the bench measures cost and not patience.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { exportJWK, generateKeyPair } from 'jose';
import type { FastifyInstance } from 'fastify';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { createApp, createCustomerRegistry } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { mintSandboxToken, startSandboxIssuer } from '../../src/sandbox/issuer.ts';
import { SANDBOX_AUDIENCE, type SandboxKeys, sandboxIssuer } from '../../src/sandbox/keys.ts';
import { sandboxSecret } from '../../src/sandbox/partners.ts';
import type { Connector } from '../../src/sdk/index.ts';
import type { Database } from '../../src/store/database.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import { openServer } from '../../src/store/server.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { loadBenchBank } from './bank.ts';
import { addressOf, serveParent, type Usage, usedCpuUs } from './child.ts';
import { countStatements } from './counting-database.ts';
import { createUngovernedApp, plainRegistry } from './ungoverned.ts';

export interface GatewayAbout {
  /** Absent: an embedded database in this process. */
  readonly databaseUrl?: string;
  readonly partnersUrl: string;
  /** `live`: nothing stored counts as fresh, so that every request calls its partners. */
  readonly records: 'stored' | 'live';
  readonly governance: 'on' | 'off';
}

export interface GatewayHello {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const LIFTED = {
  LOG_LEVEL: 'error',
  CALLER_LIMIT_PER_ADDRESS: '100000000',
  CALLER_LIMIT_PER_APPLICATION: '100000000',
  OPERATION_MAX_COST: '10000000',
};
const KEY_ENCRYPTION_KEY = { id: 'bench', bytes: new Uint8Array(32).fill(7) };
const CALLER = { subject: 'bench', application: 'loan-desk', roles: ['credit-officer'] };

const about = JSON.parse(process.argv[2] ?? '{}') as GatewayAbout;

interface Running {
  readonly http: FastifyInstance;
  close(): Promise<void>;
}

function governed(database: Database, issuerPort: number): Promise<Running> {
  const url = sandboxIssuer(issuerPort);
  return createApp({
    config: benchConfig(),
    database,
    identity: { issuer: url, audience: SANDBOX_AUDIENCE, jwksUrl: `${url}/.well-known/jwks.json` },
    keyEncryptionKey: KEY_ENCRYPTION_KEY,
    connectors: benchConnectors(),
    baseUrlOf: () => about.partnersUrl,
    secretOf: sandboxSecret,
    log: createLogger('error', process.stderr),
  });
}

const ungoverned = (database: Database): Promise<Running> =>
  createUngovernedApp({
    config: benchConfig(),
    database,
    connectors: benchConnectors(),
    partnersUrl: about.partnersUrl,
    log: createLogger('error', process.stderr),
  });

function benchConfig(): Config {
  return loadConfig('sandbox', LIFTED);
}

function benchConnectors(): readonly Connector[] {
  return connectors.map(({ connector }) => ({
    ...connector,
    limits: { windows: [], concurrency: 512 },
    endpoints: connector.endpoints.map((endpoint) => ({
      ...endpoint,
      cacheTtlS: about.records === 'live' ? 0 : 86_400,
    })),
  }));
}

async function openDatabase({ databaseUrl }: GatewayAbout): Promise<Database> {
  return databaseUrl === undefined ? openEmbedded() : openServer({ url: databaseUrl });
}

async function newKeys(): Promise<SandboxKeys> {
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const issuerKey = { ...(await exportJWK(privateKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' };
  return { issuerKey, keyEncryptionKey: '' };
}

const isGoverned = about.governance === 'on';
const opened = await openDatabase(about);
await opened.migrate();
const registry = isGoverned ? createCustomerRegistry(opened, KEY_ENCRYPTION_KEY) : plainRegistry(opened);
await loadBenchBank(registry, createRuleSeeds(opened));
const { db, counts } = countStatements(opened);
const keys = await newKeys();
const issuer = await startSandboxIssuer(keys, 0);
const app = await (isGoverned ? governed(db, issuer.port) : ungoverned(db));
await app.http.listen({ host: '127.0.0.1', port: 0 });
const token = await mintSandboxToken(keys, issuer.port, { ...CALLER, lifetimeS: 7_200 });
const hello: GatewayHello = {
  url: `${addressOf(app.http.server)}/graphql`,
  headers: { authorization: `Bearer ${token}` },
};
/** Requests whose connection the load cut off still end in their own time. */
const LAST_REQUESTS_MS = 500;
serveParent(hello, { usage: (): Usage => ({ cpuUs: usedCpuUs(), statements: { ...counts } }) }, async () => {
  await wait(LAST_REQUESTS_MS);
  await app.close();
  await opened.close();
});
