/**
 * The entry point: `sandbox` (npm start) or `serve` (npm run serve). What is wrong with the configuration or the machine is said
 * in a sentence each, without a stack.
 */
import { serve } from './cli/serve.ts';
import { startSandbox } from './cli/start-sandbox.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLogger } from './telemetry/log.ts';

const mode = process.argv[2] === 'serve' ? 'serve' : 'sandbox';

/** No such host, nobody there, no answer; or a SQLSTATE of connecting: wrong login (28), no such database (3D). */
const DATABASE_FAILURES = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|28[0-9A-Z]{3}|3D000)$/;

const FOLDER_FAILURES = /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOSPC)$/;

let config: Config | undefined;

try {
  config = loadConfig(mode);
  const log = createLogger(config.logLevel);
  await (mode === 'serve' ? serve(config, log) : startSandbox(config, log));
} catch (err) {
  process.stderr.write(`${explain(err)}\n`);
  process.exit(1);
}

function explain(err: unknown): string {
  if (err instanceof ConfigError)
    return `The gateway cannot start:\n${err.problems.map((problem) => `  ${problem}`).join('\n')}`;
  const { code, port, path, message } = err as { code?: string; port?: number; path?: string; message?: string };
  if (code === 'EADDRINUSE' && port !== undefined) return portInUse(port);
  if (code !== undefined && path !== undefined && FOLDER_FAILURES.test(code))
    return `The gateway cannot start: ${path} cannot be written (${code}). Set STORAGE_DIR to a folder that can.`;
  if (code !== undefined && DATABASE_FAILURES.test(code))
    return `The gateway cannot start: the database of DATABASE_URL cannot be used: ${message ?? code}.`;
  return `The gateway cannot start: ${message ?? String(err)}`;
}

function portInUse(port: number): string {
  const remedy = port === config?.port ? 'GATEWAY_PORT to a free one' : 'SANDBOX_PORT to the first of seven free ones';
  return `The gateway cannot start: port ${port} is in use. Stop what uses it, or set ${remedy}.`;
}
