/**
 * A whole gateway for flow tests: real HTTP, real tokens from a real issuer, real partners on sockets, a fresh database with the
 * demo bank or nothing in it. Everything listens on free ports of this machine.
 */
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { type App, type AppParts, createApp, createCustomerRegistry } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { DEMO_CALLERS } from '../../src/sandbox/demo-bank/callers.ts';
import { loadDemoBank } from '../../src/sandbox/demo-bank/load.ts';
import { mintSandboxToken, startSandboxIssuer } from '../../src/sandbox/issuer.ts';
import { SANDBOX_AUDIENCE, type SandboxKeys, sandboxIssuer } from '../../src/sandbox/keys.ts';
import type { PartnerSimulator } from '../../src/sandbox/partner-simulator.ts';
import { sandboxSecret, startSandboxPartners } from '../../src/sandbox/partners.ts';
import type { Connector } from '../../src/sdk/index.ts';
import type { Database } from '../../src/store/database.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import type { KeyEncryptionKey } from '../../src/subjects/vault.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { openRedis } from '../../src/store/redis/connection.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { freshPrefix, testRedisUrl } from './redis.ts';
import { runningSchemaHash } from '../../src/graphql/running-schema.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, never> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly code: string; readonly requestId?: string };
  }[];
  readonly extensions: Record<string, never>;
  readonly text: string;
}

/** Who asks: a demo role by name, or anything a token can say. */
export type Asker =
  | string
  | {
      readonly role: string | readonly string[];
      readonly application: string;
      readonly subject?: string;
      readonly branch?: string;
      readonly books?: readonly string[];
    };

export interface TestGateway {
  readonly url: string;
  readonly app: App;
  readonly database: TestDatabase;
  readonly logLines: readonly string[];
  partner(id: string): PartnerSimulator;
  token(asker: Asker): Promise<string>;
  /** Any claims under the signature of the gateway's own issuer; times and audience are the caller's to give. */
  sign(claims: JWTPayload): Promise<string>;
  /** POSTs an operation; `variables` and extra headers are optional. */
  ask(asker: Asker, query: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A second replica on the same database and partners, under the same key-encryption keys unless others are given. */
  replica(
    keyEncryptionKey?: KeyEncryptionKey,
  ): Promise<{ readonly url: string; readonly app: App; close(): Promise<void> }>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  /** Variables as in the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  /** `serve`: as in production, but still on test keys; partners on loopback then count as unreachable. */
  readonly mode?: Config['mode'];
  /** Replaces the database the gateway itself uses; fixtures still go to the fresh one. */
  readonly through?: (database: Database) => Database;
  /** Changes a connector before the gateway sees it. */
  readonly adapt?: (connector: Connector) => Connector;
  /** `ON_DEMAND`: nothing runs by itself. */
  readonly chores?: 'ON_DEMAND';
  /** `empty`: no rules and no customers, as production starts. */
  readonly bank?: 'demo' | 'empty';
  readonly keyEncryptionKey?: KeyEncryptionKey;
}

/** For tests that ask more in a minute than a contract allows, and are about something else. */
export const withoutWindows = (connector: Connector): Connector => ({
  ...connector,
  limits: { ...connector.limits, windows: [] },
});

export const KEK: KeyEncryptionKey = { id: 'test', bytes: new Uint8Array(32).fill(7) };

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const database = await openTestDatabase();
  if (options.bank !== 'empty')
    await loadDemoBank({
      registry: createCustomerRegistry(database.db, options.keyEncryptionKey ?? KEK),
      rules: createRuleSeeds(database.db),
      schemaHash: runningSchemaHash(),
    });
  const keys = await newKeys();
  const issuer = await startSandboxIssuer(keys, 0);
  const partners = await startSandboxPartners(connectors, 0);
  const logLines: string[] = [];
  const sandbox = loadConfig('sandbox', { LOG_LEVEL: 'debug', REDIS_URL: testRedisUrl, ...options.env });
  const config = { ...sandbox, mode: options.mode ?? 'sandbox' };
  const about = {
    config,
    keyPrefix: freshPrefix(),
    adapt: options.adapt ?? ((connector: Connector) => connector),
    issuerPort: issuer.port,
    partners,
    logLines,
    keyEncryptionKey: options.keyEncryptionKey ?? KEK,
    extra: {
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.chores === undefined ? {} : { chores: options.chores }),
    },
  };
  const app = await listen(options.through?.(database.db) ?? database.db, about);
  const url = urlOf(app);
  const token = (asker: Asker): Promise<string> =>
    mintSandboxToken(keys, issuer.port, { ...claimsOf(asker), lifetimeS: 3_600 });
  return {
    url,
    app,
    database,
    logLines,
    token,
    sign: async (claims) => {
      const header = { alg: 'EdDSA', typ: 'at+jwt', kid: keys.issuerKey.kid ?? '' };
      return new SignJWT({ iss: sandboxIssuer(issuer.port), ...claims })
        .setProtectedHeader(header)
        .sign(await importJWK(keys.issuerKey, 'EdDSA'));
    },
    partner(id) {
      const partner = partners.byId.get(id);
      if (partner === undefined) throw new Error(`no sandbox partner ${id}`);
      return partner;
    },
    ask: async (asker, query, variables = {}, headers = {}) =>
      post(url, { authorization: `Bearer ${await token(asker)}`, ...headers }, JSON.stringify({ query, variables })),
    async replica(keyEncryptionKey = about.keyEncryptionKey) {
      const other = database.replica();
      const twin = await listen(other, { ...about, keyEncryptionKey });
      return { url: urlOf(twin), app: twin, close: async () => closeAll(twin, other) };
    },
    close: () => closeAll(app, partners, issuer, database),
  };
}

/** POSTs a raw body to a GraphQL endpoint. */
export async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return readAnswer(response);
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const { data = null, errors = [], extensions = {} } = JSON.parse(text) as Partial<Answer>;
  return { status: response.status, headers: response.headers, data, errors, extensions, text };
}

interface Shared {
  readonly config: Config;
  /** Of this gateway's own keys in Redis, the same for its replicas. */
  readonly keyPrefix: string;
  readonly adapt: (connector: Connector) => Connector;
  readonly issuerPort: number;
  readonly partners: Awaited<ReturnType<typeof startSandboxPartners>>;
  readonly logLines: string[];
  /** Only what was given. */
  readonly extra: Pick<AppParts, 'now' | 'chores'>;
  readonly keyEncryptionKey: KeyEncryptionKey;
}

async function listen(
  database: Database,
  { config, keyPrefix, adapt, issuerPort, partners, logLines, extra, keyEncryptionKey }: Shared,
): Promise<App> {
  const issuer = sandboxIssuer(issuerPort);
  const redis = config.redisUrl === undefined ? null : await openRedis({ url: config.redisUrl, keyPrefix });
  const app = await createApp({
    config,
    database,
    redis,
    identity: { issuer, audience: SANDBOX_AUDIENCE, jwksUrl: `${issuer}/.well-known/jwks.json` },
    keyEncryptionKey,
    connectors: connectors.map(({ connector }) => adapt(connector)),
    baseUrlOf: (id) => partners.byId.get(id)?.url,
    secretOf: sandboxSecret,
    log: createLogger(config.logLevel, { write: (line) => void logLines.push(line) }),
    ...extra,
  });
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...app,
    async close() {
      await app.close();
      await redis?.close();
    },
  };
}

function urlOf(app: App): string {
  const address = app.http.server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway does not listen');
  return `http://127.0.0.1:${address.port}/graphql`;
}

async function newKeys(): Promise<SandboxKeys> {
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  return {
    issuerKey: { ...(await exportJWK(privateKey)), kid: 'test', alg: 'EdDSA', use: 'sig' },
    keyEncryptionKey: '',
  };
}

function claimsOf(asker: Asker): {
  readonly subject: string;
  readonly application: string;
  readonly roles: readonly string[];
  readonly branch?: string;
  readonly books?: readonly string[];
} {
  if (typeof asker !== 'string') {
    const roles = typeof asker.role === 'string' ? [asker.role] : asker.role;
    const { role: _role, subject = 'somebody', ...rest } = asker;
    return { ...rest, subject, roles };
  }
  const known = DEMO_CALLERS.find(({ role }) => role === asker);
  if (known === undefined) throw new Error(`no demo caller has the role ${asker}`);
  const { role, ...rest } = known;
  return { ...rest, roles: [role] };
}

async function closeAll(...parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}
