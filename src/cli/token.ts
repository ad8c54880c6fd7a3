/**
 * `npm run token -- --role credit-officer --application loan-desk`: mints a sandbox token. Production tokens come from the
 * bank's own issuer.
 */
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { mintSandboxToken } from '../sandbox/issuer.ts';
import { readSandboxKeys } from '../sandbox/keys.ts';

const USAGE =
  'npm run token -- --role <role> [--role <role>] --application <application> [--subject <person>] [--lifetime <seconds>]';

const { values } = parseArgs({
  options: {
    role: { type: 'string', multiple: true },
    application: { type: 'string' },
    subject: { type: 'string' },
    lifetime: { type: 'string', default: '28800' },
  },
});

function fail(text: string): never {
  console.error(text);
  process.exit(1);
}

const { role: roles, application } = values;
if (roles === undefined || application === undefined) fail(`Usage: ${USAGE}`);
const lifetimeS = Number(values.lifetime);
if (!Number.isInteger(lifetimeS) || lifetimeS < 1 || lifetimeS > 2_592_000)
  fail('--lifetime must be 1 to 2592000 seconds.');
const config = loadConfig('sandbox');
const keys = readSandboxKeys(config.storageDir);
if (keys === undefined) fail(`No sandbox in ${config.storageDir} yet. Run "npm start" once, then again this command.`);
console.log(
  await mintSandboxToken(keys, config.sandboxPort, {
    subject: values.subject ?? `${roles[0] ?? 'user'}-1`,
    application,
    roles,
    lifetimeS,
  }),
);
