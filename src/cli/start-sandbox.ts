/**
 * `npm start`: an embedded database, the demo bank, six sandbox partners, a token issuer and the gateway, with nothing to set up.
 */
import { join } from 'node:path';
import { createApp, createCustomerRegistry } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { welcome } from '../sandbox/banner.ts';
import { DEMO_CALLERS } from '../sandbox/demo-bank/callers.ts';
import { loadDemoBank } from '../sandbox/demo-bank/load.ts';
import { mintSandboxToken, startSandboxIssuer } from '../sandbox/issuer.ts';
import {
  openSandboxKeys,
  SANDBOX_AUDIENCE,
  type SandboxKeys,
  sandboxIssuer,
  sandboxKeyEncryptionKey,
} from '../sandbox/keys.ts';
import { mocked } from '../sandbox/mocked.ts';
import { sandboxSecret, startSandboxPartners } from '../sandbox/partners.ts';
import type { Database } from '../store/database.ts';
import { createRuleSeeds } from '../store/rule-seeds.ts';
import type { KeyEncryptionKey } from '../subjects/vault.ts';
import type { Logger } from '../telemetry/log.ts';
import { connectors, knownSurfaces, reportBroken } from './loaded-connectors.ts';
import { openDatabase } from './open-database.ts';
import { openConfiguredRedis } from './open-redis.ts';
import { withSandboxKey } from './open-store.ts';
import { runStep } from './run-step.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { runningSchemaHash } from '../graphql/running-schema.ts';

export async function startSandbox(config: Config, log: Logger): Promise<void> {
  const opened: Closing[] = [];
  try {
    const text = await start(config, log, (part) => (opened.unshift(part), part));
    process.stdout.write(`\n${text}`);
  } catch (err) {
    await closeAll(opened);
    throw err;
  }
  runUntilStopped(() => closeAll(opened), log);
}

interface Closing {
  close(): Promise<void>;
}

/** Answers what to tell. `keep` remembers what must be closed, in the reverse order of opening. */
async function start(config: Config, log: Logger, keep: <T extends Closing>(part: T) => T): Promise<string> {
  const startedAt = performance.now();
  reportBroken(log);
  const keys = await openSandboxKeys(config.storageDir);
  const keyEncryptionKey =
    config.keyEncryptionKey === undefined
      ? sandboxKeyEncryptionKey(keys)
      : withSandboxKey(config.keyEncryptionKey, keys);
  const database = keep(await runStep('opening the database', () => openDatabase(config, log)));
  // Before the long steps: a port in use is told at once.
  const issuer = keep(await startSandboxIssuer(keys, config.sandboxPort));
  const partners = keep(
    await runStep('starting the sandbox partners', () =>
      startSandboxPartners(connectors, config.sandboxPort === 0 ? 0 : config.sandboxPort + 1),
    ),
  );
  await fill(database, keyEncryptionKey);
  const redis = await openConfiguredRedis(config, log);
  if (redis !== null) keep(redis);
  const app = keep(
    await createApp({
      config: withLedger(config),
      database,
      redis,
      identity: config.identity ?? identityOf(issuer.port),
      keyEncryptionKey,
      connectors: connectors.map(({ connector }) =>
        config.partnerBaseUrl(connector.id) === undefined ? connector : mocked(connector),
      ),
      baseUrlOf: (id) => config.partnerBaseUrl(id) ?? partners.byId.get(id)?.url,
      surfaces: knownSurfaces,
      secretOf: (id, name) => config.partnerSecret(id, name) ?? sandboxSecret(id, name),
      log,
    }),
  );
  const url = `${await app.http.listen({ host: config.host, port: config.port })}/graphql`;
  const tokens = await mintTokens(keys, issuer.port);
  const addresses = [...partners.byId].map(([id, partner]) => ({ id, url: partner.url }));
  const tokenCommand = tokenCommandOf(config, issuer.port);
  return welcome({ url, startedInMs: performance.now() - startedAt, partners: addresses, tokens, tokenCommand });
}

async function fill(database: Database, keyEncryptionKey: KeyEncryptionKey): Promise<void> {
  await runStep('migrating', () => database.migrate());
  const registry = createCustomerRegistry(database, keyEncryptionKey);
  const { isPolicyRenewed } = await runStep('loading the demo bank', (report) =>
    loadDemoBank({ registry, rules: createRuleSeeds(database), schemaHash: runningSchemaHash() }, report),
  );
  if (isPolicyRenewed) process.stderr.write("  The demo bank's policy was renewed for this version of the gateway.\n");
}

const withLedger = (config: Config): Config => ({
  ...config,
  erasureLedger: config.erasureLedger ?? join(config.storageDir, 'erasure-ledger.jsonl'),
});

const identityOf = (issuerPort: number) => ({
  issuer: sandboxIssuer(issuerPort),
  audience: SANDBOX_AUDIENCE,
  jwksUrl: `${sandboxIssuer(issuerPort)}/.well-known/jwks.json`,
});

/** In another terminal the command must find the same keys and name the same issuer. */
function tokenCommandOf({ storageDir }: Config, issuerPort: number): string {
  const usual = loadConfig('sandbox', {});
  return [
    ...(issuerPort === usual.sandboxPort ? [] : [`SANDBOX_PORT=${issuerPort}`]),
    ...(storageDir === usual.storageDir ? [] : [`STORAGE_DIR='${storageDir}'`]),
    'npm run token --',
  ].join(' ');
}

const mintTokens = (keys: SandboxKeys, issuerPort: number) =>
  Promise.all(
    DEMO_CALLERS.map(async ({ role, application, subject, branch }) => {
      const token = await mintSandboxToken(keys, issuerPort, {
        subject,
        application,
        roles: [role],
        ...(branch === undefined ? {} : { branch }),
        lifetimeS: 28_800,
      });
      return { role, application, subject, token };
    }),
  );

async function closeAll(parts: readonly Closing[]): Promise<void> {
  for (const part of parts) await part.close();
}
