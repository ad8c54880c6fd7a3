/**
 * One gateway process of the run with two replicas: the whole product on the given database and Redis, with limits small enough to be met.
 * An unhandled rejection ends it, which the parent sees.
 */
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { SANDBOX_AUDIENCE, sandboxIssuer } from '../../src/sandbox/keys.ts';
import { sandboxSecret } from '../../src/sandbox/partners.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { openRedis } from '../../src/store/redis/connection.ts';
import { openServer } from '../../src/store/server.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { addressOf, serveParent } from './child.ts';

export interface ReplicaAbout {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly keyPrefix: string;
  readonly issuerPort: number;
  readonly partnerUrls: Readonly<Record<string, string>>;
}

export interface ReplicaMemory {
  readonly rssMb: number;
  /** What is still in use after a collection. */
  readonly heapMb: number;
}

export const REPLICA_KEY = { id: 'bench', bytes: new Uint8Array(32).fill(7) };

/** Windows that a load of some dozen callers meets all the time. Billed and inquiry calls keep their answers for the whole run. */
export const tightened = (connector: Connector): Connector => ({
  ...connector,
  limits: {
    ...connector.limits,
    concurrency: Math.min(connector.limits.concurrency, 16),
    windows: [
      { calls: 20, perMs: 1_000 },
      { calls: 120, perMs: 10_000 },
    ],
  },
  deadlineMs: 2_000,
  endpoints: connector.endpoints.map((endpoint) => ({
    ...endpoint,
    cacheTtlS: connector.sideEffect === 'free' ? 2 : 86_400,
  })),
});

async function run(about: ReplicaAbout): Promise<void> {
  const database = openServer({ url: about.databaseUrl, maxConnections: 8 });
  const redis = about.redisUrl === null ? null : await openRedis({ url: about.redisUrl, keyPrefix: about.keyPrefix });
  const issuer = sandboxIssuer(about.issuerPort);
  const app = await createApp({
    config: loadConfig('sandbox', {
      CALLER_LIMIT_PER_ADDRESS: '100000000',
      CALLER_LIMIT_PER_APPLICATION: '100000000',
      REQUEST_DEADLINE_MS: '5000',
    }),
    database,
    redis,
    identity: { issuer, audience: SANDBOX_AUDIENCE, jwksUrl: `${issuer}/.well-known/jwks.json` },
    keyEncryptionKey: REPLICA_KEY,
    connectors: connectors.map(({ connector }) => tightened(connector)),
    baseUrlOf: (id) => about.partnerUrls[id],
    secretOf: sandboxSecret,
    log: createLogger('error', process.stderr),
  });
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const memory = (): ReplicaMemory => {
    // The bench starts replicas with --expose-gc: without a collection the figure is mostly garbage.
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rssMb: Math.round(rss / 1e6), heapMb: Math.round(heapUsed / 1e6) };
  };
  serveParent({ url: `${addressOf(app.http.server)}/graphql` }, { memory }, async () => {
    await app.close();
    await redis?.close();
    await database.close();
  });
}

const [, script, given] = process.argv;
if (script !== undefined && import.meta.url.endsWith('/replica.ts') && script.endsWith('/replica.ts'))
  await run(JSON.parse(given ?? '{}') as ReplicaAbout);
