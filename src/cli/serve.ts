/**
 * `npm run serve`: production. Everything comes from outside: database, issuer, key-encryption key, partner credentials.
 */
import { createApp } from '../app.ts';
import { type Config, ConfigError } from '../config.ts';
import type { Logger } from '../telemetry/log.ts';
import { connectors, knownSurfaces, reportBroken } from './loaded-connectors.ts';
import { openDatabase } from './open-database.ts';
import { openConfiguredRedis } from './open-redis.ts';
import { readPolicyProblem } from './policy-problem.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { allSecretNames } from './secret-names.ts';

export async function serve(config: Config, log: Logger): Promise<void> {
  const { identity, keyEncryptionKey } = config;
  if (identity === undefined || keyEncryptionKey === undefined)
    throw new ConfigError(['an issuer and a key-encryption key are needed']);
  reportBroken(log);
  const database = await openDatabase(config, log);
  await database.migrate();
  log.info({}, 'migrated');
  const redis = await openConfiguredRedis(config, log);
  const app = await createApp({
    config,
    database,
    redis,
    identity,
    keyEncryptionKey,
    connectors: connectors.map(({ connector }) => connector),
    surfaces: knownSurfaces,
    baseUrlOf: (id) => config.partnerBaseUrl(id),
    secretOf(id, name) {
      const secret = config.partnerSecret(id, name);
      if (secret === undefined) throw new Error(`secret ${name} of ${id} is not set`);
      return secret;
    },
    log,
  });
  const unset = missingSecrets(config);
  if (unset.length > 0) log.warn({ unset }, 'partner credentials are not set: these partners will be gaps');
  const policyProblem = await readPolicyProblem(database);
  if (policyProblem !== null) log.warn({}, policyProblem);
  const address = await app.http.listen({ host: config.host, port: config.port });
  log.info({ address, partners: connectors.length }, 'the gateway answers');
  runUntilStopped(async () => {
    await app.close();
    await redis?.close();
    await database.close();
  }, log);
}

/** What to mend. Told and not refused: a partner without an agreement needs no credentials. */
const missingSecrets = (config: Config): readonly string[] =>
  connectors.flatMap(({ connector }) =>
    allSecretNames(connector).flatMap((name) => config.partnerSecretProblem(connector.id, name) ?? []),
  );
