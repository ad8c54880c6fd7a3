/**
 * Keeps a gateway running until SIGTERM or SIGINT, then lets running requests finish. A second signal ends it at once.
 */
import type { Logger } from '../telemetry/log.ts';

export function runUntilStopped(close: () => Promise<void>, log: Logger): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'stopping: running requests finish, new ones are refused');
    close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
