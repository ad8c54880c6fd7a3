/**
 * The entry point: `sandbox` (npm start) or `serve` (npm run serve). What is wrong with the configuration or the machine is said
 * in a sentence each, without a stack.
 */
import { serve } from './cli/serve.ts';
import { startSandbox } from './cli/start-sandbox.ts';
import { ConfigError, loadConfig } from './config.ts';
import { createLogger } from './telemetry/log.ts';

const mode = process.argv[2] === 'serve' ? 'serve' : 'sandbox';

try {
  const config = loadConfig(mode);
  const log = createLogger(config.logLevel);
  await (mode === 'serve' ? serve(config, log) : startSandbox(config, log));
} catch (err) {
  process.stderr.write(`${explain(err)}\n`);
  process.exit(1);
}

function explain(err: unknown): string {
  if (err instanceof ConfigError)
    return `The gateway cannot start:\n${err.problems.map((problem) => `  ${problem}`).join('\n')}`;
  const { code, port, message } = err as { code?: string; port?: number; message?: string };
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Stop what uses it, or set GATEWAY_PORT or SANDBOX_PORT.`;
  return `The gateway cannot start: ${message ?? String(err)}`;
}
