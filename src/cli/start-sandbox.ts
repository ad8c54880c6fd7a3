/**
 * `npm start`: an embedded database, the demo bank, six sandbox partners, a token issuer and the gateway, with nothing to set up.
 */
import { connectors } from '../../connectors/index.ts';
import { createApp, createCustomerRegistry } from '../app.ts';
import type { Config } from '../config.ts';
import { welcome } from '../sandbox/banner.ts';
import { DEMO_CALLERS } from '../sandbox/demo-bank/callers.ts';
import { loadDemoBank } from '../sandbox/demo-bank/load.ts';
import { mintSandboxToken, startSandboxIssuer } from '../sandbox/issuer.ts';
import { openSandboxKeys, SANDBOX_AUDIENCE, type SandboxKeys, sandboxIssuer } from '../sandbox/keys.ts';
import { sandboxSecret, startSandboxPartners } from '../sandbox/partners.ts';
import { createRuleSeeds } from '../store/rule-seeds.ts';
import type { Logger } from '../telemetry/log.ts';
import { openDatabase } from './open-database.ts';
import { runStep } from './run-step.ts';
import { runUntilStopped } from './run-until-stopped.ts';

export async function startSandbox(config: Config, log: Logger): Promise<void> {
  const startedAt = performance.now();
  const keys = await openSandboxKeys(config.storageDir);
  const keyEncryptionKey = config.keyEncryptionKey ?? {
    id: 'sandbox',
    bytes: Buffer.from(keys.keyEncryptionKey, 'base64'),
  };
  const database = await runStep('opening the database', () => openDatabase(config, log));
  await runStep('migrating', () => database.migrate());
  await runStep('loading the demo bank', (report) =>
    loadDemoBank(
      { registry: createCustomerRegistry(database, keyEncryptionKey), rules: createRuleSeeds(database) },
      report,
    ),
  );
  const issuer = await startSandboxIssuer(keys, config.sandboxPort);
  const partners = await runStep('starting six sandbox partners', () =>
    startSandboxPartners(connectors, config.sandboxPort === 0 ? 0 : config.sandboxPort + 1),
  );
  const identity = config.identity ?? {
    issuer: sandboxIssuer(issuer.port),
    audience: SANDBOX_AUDIENCE,
    jwksUrl: `${sandboxIssuer(issuer.port)}/.well-known/jwks.json`,
  };
  const app = await createApp({
    config,
    database,
    identity,
    keyEncryptionKey,
    connectors: connectors.map(({ connector }) => connector),
    baseUrlOf: (id) => config.partnerBaseUrl(id) ?? partners.byId.get(id)?.url,
    secretOf: (id, name) => config.partnerSecret(id, name) ?? sandboxSecret(id, name),
    log,
  });
  const url = `${await app.http.listen({ host: config.host, port: config.port })}/graphql`;
  const tokens = await mintTokens(keys, issuer.port);
  const addresses = [...partners.byId].map(([id, partner]) => ({ id, url: partner.url }));
  process.stdout.write(
    `\n${welcome({ url, startedInMs: performance.now() - startedAt, partners: addresses, tokens })}`,
  );
  runUntilStopped(async () => closeAll(app, partners, issuer, database), log);
}

const mintTokens = (keys: SandboxKeys, issuerPort: number) =>
  Promise.all(
    DEMO_CALLERS.map(async ({ role, application, subject }) => {
      const token = await mintSandboxToken(keys, issuerPort, {
        subject,
        application,
        roles: [role],
        lifetimeS: 28_800,
      });
      return { role, application, subject, token };
    }),
  );

async function closeAll(...parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}
