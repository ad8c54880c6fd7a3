/**
 * `npm run token -- --role credit-officer --application loan-desk`: mints a sandbox token, also while the gateway runs. Prints
 * the token and nothing else to stdout. Production tokens come from the bank's own issuer.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { mintSandboxToken, type TokenRequest } from '../sandbox/issuer.ts';
import { readSandboxKeys } from '../sandbox/keys.ts';

const USAGE = `Usage: npm run token -- --role <role> [--role <role>] --application <application>
                        [--subject <person>] [--lifetime <seconds>] [--branch <branch>] [--book <book>]...
In a script: TOKEN=$(npm run --silent token -- --role <role> --application <application>)`;

const MAX_LIFETIME_S = 30 * 86_400;
const NAME = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

class UsageError extends Error {}

const messageOf = (err: unknown): string => (err instanceof Error ? err.message : String(err));

function readOptions(args: readonly string[]) {
  const name = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        role: { type: 'string', multiple: true },
        application: name,
        subject: name,
        branch: name,
        book: { type: 'string', multiple: true },
        lifetime: { type: 'string', default: '28800' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (err) {
    throw new UsageError(messageOf(err));
  }
}

function requestOf(options: ReturnType<typeof readOptions>): TokenRequest {
  const { role: roles, application, subject, lifetime, branch, book: books } = options;
  if (roles === undefined || application === undefined) throw new UsageError('--role and --application are needed.');
  const lifetimeS = /^\d{1,7}$/.test(lifetime) ? Number(lifetime) : 0;
  if (lifetimeS < 1 || lifetimeS > MAX_LIFETIME_S)
    throw new UsageError(`--lifetime must be 1 to ${MAX_LIFETIME_S} seconds.`);
  const person = subject ?? `${roles[0] ?? 'user'}-1`;
  const names = [...roles, application, person, ...(branch === undefined ? [] : [branch]), ...(books ?? [])];
  if (!names.every((one) => NAME.test(one)))
    throw new UsageError('Names must be printable and 1 to 256 characters long.');
  const place = { ...(branch === undefined ? {} : { branch }), ...(books === undefined ? {} : { books }) };
  return { subject: person, application, roles, lifetimeS, ...place };
}

async function mint(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options.help) return console.error(USAGE);
  const request = requestOf(options);
  const { storageDir, sandboxPort } = loadConfig('sandbox');
  const keys = readSandboxKeys(storageDir);
  if (keys === undefined)
    throw new Error(`No sandbox in ${storageDir} yet. Run "npm start" once, then again this command.`);
  console.log(await mintSandboxToken(keys, sandboxPort, request));
}

/** Answers the exit code: 0 printed, 1 not possible, 2 wrong usage. */
export async function printToken(args: readonly string[]): Promise<number> {
  try {
    await mint(args);
    return 0;
  } catch (err) {
    const isUsage = err instanceof UsageError;
    console.error(isUsage ? `${err.message}\n${USAGE}` : messageOf(err));
    return isUsage ? 2 : 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await printToken(process.argv.slice(2));
