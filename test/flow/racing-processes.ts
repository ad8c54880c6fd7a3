/**
 * Gateways in operating-system processes of their own, on one database, one Redis, one issuer and one set of partners: what two machines
 * behind a balancer are. They say their address when they listen, and end with the test that started them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { SANDBOX_AUDIENCE } from '../../src/sandbox/keys.ts';
import { sandboxSecret } from '../../src/sandbox/partners.ts';
import { openRedis } from '../../src/store/redis/connection.ts';
import { openServer } from '../../src/store/server.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { KEK, type TestGateway } from '../support/gateway.ts';
import { freshPrefix, testRedisUrl } from '../support/redis.ts';

interface About {
  readonly databaseUrl: string;
  readonly keyPrefix: string;
  readonly issuer: string;
  readonly partnerUrls: Readonly<Record<string, string>>;
}

interface Listening {
  readonly url: string;
}

export interface Processes {
  /** Of each process its GraphQL endpoint. */
  readonly urls: readonly [string, string];
  close(): Promise<void>;
}

/** Two more gateways on what the given one stands on; PostgreSQL only. */
export async function startTwoProcesses(gateway: TestGateway): Promise<Processes> {
  const about: About = {
    databaseUrl: gateway.database.url,
    keyPrefix: freshPrefix(),
    issuer: decodeJwt(await gateway.token('credit-officer')).iss ?? '',
    partnerUrls: Object.fromEntries(connectors.map(({ connector: { id } }) => [id, gateway.partner(id).url])),
  };
  const started = [startProcess(about), startProcess(about)] as const;
  const [one, other] = await Promise.all([started[0].url, started[1].url]);
  return { urls: [one, other], close: async () => void (await Promise.all(started.map(({ end }) => end()))) };
}

function startProcess(about: About): { readonly url: Promise<string>; readonly end: () => Promise<void> } {
  const script = fileURLToPath(import.meta.url);
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(about)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = new Promise<string>((resolve, reject) => {
    child.once('message', ({ url }: Listening) => resolve(url));
    child.once('exit', (code) => reject(new Error(`a gateway process ended with ${code}`)));
  });
  return {
    url,
    end: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

async function run({ databaseUrl, keyPrefix, issuer, partnerUrls }: About): Promise<void> {
  const database = openServer({ url: databaseUrl, maxConnections: 8 });
  const redis = testRedisUrl === undefined ? null : await openRedis({ url: testRedisUrl, keyPrefix });
  const app = await createApp({
    config: loadConfig('sandbox', { CALLER_LIMIT_PER_ADDRESS: '1000000', CALLER_LIMIT_PER_APPLICATION: '1000000' }),
    database,
    redis,
    identity: { issuer, audience: SANDBOX_AUDIENCE, jwksUrl: `${issuer}/.well-known/jwks.json` },
    keyEncryptionKey: KEK,
    connectors: connectors.map(({ connector }) => connector),
    baseUrlOf: (id) => partnerUrls[id],
    secretOf: sandboxSecret,
    log: createLogger('error', process.stderr),
  });
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  process.once('disconnect', () => {
    const close = async (): Promise<void> => {
      await app.close();
      await redis?.close();
      await database.close();
    };
    void close().finally(() => process.exit(0));
  });
  const address = app.http.server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway does not listen');
  const listening: Listening = { url: `http://127.0.0.1:${address.port}/graphql` };
  process.send?.(listening);
}

const [, script = '', given = '{}'] = process.argv;
if (script.endsWith('/racing-processes.ts')) await run(JSON.parse(given) as About);
