/**
 * `npm run token -- --role credit-officer --application loan-desk`: mints a sandbox token, also while the gateway runs. Prints
 * the token and nothing else to stdout. Production tokens come from the bank's own issuer.
 */
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { mintSandboxToken, type TokenRequest } from '../sandbox/issuer.ts';
import { readSandboxKeys } from '../sandbox/keys.ts';

const USAGE = `Usage: npm run token -- --role <role> [--role <role>] --application <application>
                        [--subject <person>] [--lifetime <seconds>]
In a script: TOKEN=$(npm run --silent token -- --role <role> --application <application>)`;

const MAX_LIFETIME_S = 30 * 86_400;
const NAME = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

const WRONG_USAGE = 2;
const NOT_POSSIBLE = 1;

function fail(status: number, ...lines: readonly string[]): never {
  console.error(lines.join('\n'));
  process.exit(status);
}

const messageOf = (err: unknown): string => (err instanceof Error ? err.message : String(err));

function readOptions() {
  const name = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        role: { type: 'string', multiple: true },
        application: name,
        subject: name,
        lifetime: { type: 'string', default: '28800' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (err) {
    return fail(WRONG_USAGE, messageOf(err), USAGE);
  }
}

function readRequest(): TokenRequest {
  const { role: roles, application, subject, lifetime, help } = readOptions();
  if (help) fail(0, USAGE);
  if (roles === undefined || application === undefined)
    fail(WRONG_USAGE, '--role and --application are needed.', USAGE);
  const lifetimeS = /^\d{1,7}$/.test(lifetime) ? Number(lifetime) : 0;
  if (lifetimeS < 1 || lifetimeS > MAX_LIFETIME_S)
    fail(WRONG_USAGE, `--lifetime must be 1 to ${MAX_LIFETIME_S} seconds.`, USAGE);
  const names = [...roles, application, subject ?? `${roles[0] ?? 'user'}-1`];
  if (!names.every((one) => NAME.test(one)))
    fail(WRONG_USAGE, 'Names must be printable and 1 to 256 characters long.', USAGE);
  return { subject: names.at(-1) ?? '', application, roles, lifetimeS };
}

const request = readRequest();
try {
  const { storageDir, sandboxPort } = loadConfig('sandbox');
  const keys = readSandboxKeys(storageDir);
  if (keys === undefined)
    fail(NOT_POSSIBLE, `No sandbox in ${storageDir} yet. Run "npm start" once, then again this command.`);
  console.log(await mintSandboxToken(keys, sandboxPort, request));
} catch (err) {
  fail(NOT_POSSIBLE, messageOf(err));
}
