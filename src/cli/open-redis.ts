/**
 * The Redis a configuration names, or none. One that cannot be reached does not keep the gateway from starting: limits are stricter until
 * it is there.
 */
import type { Config } from '../config.ts';
import { openRedis, type Redis } from '../store/redis/connection.ts';
import type { Logger } from '../telemetry/log.ts';

export async function openConfiguredRedis({ redisUrl }: Config, log: Logger): Promise<Redis | null> {
  if (redisUrl === undefined) return null;
  return openRedis({
    url: redisUrl,
    onAway: (reason) =>
      log.warn({ reason }, 'Redis cannot be reached: limits of partners are stricter until it is back'),
    onBack: () => log.info({}, 'Redis is back'),
  });
}
