/**
 * `npm run serve`: production. Everything comes from outside: database, issuer, key-encryption key, partner credentials.
 */
import { connectors } from '../../connectors/index.ts';
import { createApp } from '../app.ts';
import { type Config, ConfigError } from '../config.ts';
import type { Logger } from '../telemetry/log.ts';
import { openDatabase } from './open-database.ts';
import { runUntilStopped } from './run-until-stopped.ts';

export async function serve(config: Config, log: Logger): Promise<void> {
  const { identity, keyEncryptionKey } = config;
  if (identity === undefined || keyEncryptionKey === undefined)
    throw new ConfigError(['an issuer and a key-encryption key are needed']);
  const database = await openDatabase(config, log);
  await database.migrate();
  log.info({}, 'migrated');
  const app = await createApp({
    config,
    database,
    identity,
    keyEncryptionKey,
    connectors: connectors.map(({ connector }) => connector),
    baseUrlOf: (id) => config.partnerBaseUrl(id),
    secretOf(id, name) {
      const secret = config.partnerSecret(id, name);
      if (secret === undefined) throw new Error(`secret ${name} of ${id} is not set`);
      return secret;
    },
    log,
  });
  const address = await app.http.listen({ host: config.host, port: config.port });
  log.info({ address, partners: connectors.length }, 'the gateway answers');
  runUntilStopped(async () => {
    await app.close();
    await database.close();
  }, log);
}
