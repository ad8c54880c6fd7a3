/**
 * The only reader of the environment. Every variable has a default or is named when it is missing; all problems are told at
 * once. Production refuses sandbox parts and partner addresses without https.
 */
import { z } from 'zod';
import type { EdgeLimits } from './http/port.ts';
import { createSecretFiles } from './secret-file.ts';
import type { LogLevel } from './telemetry/log.ts';

export type Mode = 'sandbox' | 'serve';

interface NamedKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface Config {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  /** Absent: the embedded database below `storageDir`. */
  readonly databaseUrl?: string;
  /** Login that owns the tables and may migrate; the gateway itself then runs with fewer rights. */
  readonly migrationDatabaseUrl?: string;
  /** Absent: partners' limits are shared through the database. */
  readonly redisUrl?: string;
  readonly storageDir: string;
  /** File of erasures, on storage that is not restored together with the database. */
  readonly erasureLedger?: string;
  readonly identity?: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  readonly tokenClockToleranceS: number;
  readonly tokenCacheSize: number;
  /** Which key signs receipts and statements; one more for a new one. */
  readonly recordKeyGeneration: number;
  /** `others`: former ones, or the next: they unwrap and never wrap. */
  readonly keyEncryptionKey?: NamedKey & { readonly others: readonly NamedKey[] };
  /** Whole days until a customer's request is due; never more than the law's month. */
  readonly rightsAnswerDays: number;
  readonly edge: EdgeLimits;
  readonly gate: { readonly depth: number; readonly aliases: number; readonly cost: number };
  readonly trustedProxies: readonly string[];
  /** First of the loopback ports of the sandbox: the issuer, then the partners. */
  readonly sandboxPort: number;
  /** `PARTNER_<ID>_BASE_URL`, by connector id. */
  partnerBaseUrl(id: string): string | undefined;
  /** `PARTNER_<ID>_<NAME>`, or what stands in the file `PARTNER_<ID>_<NAME>_FILE` names, now; undefined when there is none. */
  partnerSecret(id: string, name: string): string | undefined;
  /** What to mend where `partnerSecret` gives none: a variable's name and a named reason, never a value. */
  partnerSecretProblem(id: string, name: string): string | null;
}

/** Names what is missing or wrong and how to mend it, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const whole = (fallback: number, least: number, most: number): z.ZodType<number> =>
  z.coerce.number().int().min(least).max(most).default(fallback);

const url = (...protocols: string[]): z.ZodType<string | undefined> =>
  z
    .url({ protocol: new RegExp(`^(${protocols.join('|')})$`), error: `must be a ${protocols.join(' or ')} URL` })
    .optional();

/** Variable, default and bounds; README lists the same, by test. */
export const VARIABLES = {
  GATEWAY_HOST: z.string().default('127.0.0.1'),
  GATEWAY_PORT: whole(4000, 0, 65_535),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DATABASE_URL: url('postgres', 'postgresql'),
  MIGRATION_DATABASE_URL: url('postgres', 'postgresql'),
  REDIS_URL: url('redis', 'rediss'),
  STORAGE_DIR: z.string().min(1).default('.data'),
  ERASURE_LEDGER: z.string().min(1).optional(),
  OIDC_ISSUER: url('https', 'http'),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_JWKS_URL: url('https', 'http'),
  TOKEN_CLOCK_TOLERANCE_S: whole(30, 0, 300),
  TOKEN_CACHE_SIZE: whole(10_000, 1, 1_000_000),
  KEY_ENCRYPTION_KEY: z.string().optional(),
  KEY_ENCRYPTION_KEY_ID: z.string().min(1).default('kek-1'),
  RECORD_KEY_GENERATION: whole(1, 1, 100),
  KEY_ENCRYPTION_KEYS_OLD: z.string().default(''),
  RIGHTS_ANSWER_DAYS: whole(30, 1, 31),
  BODY_LIMIT_BYTES: whole(262_144, 1_024, 10_485_760),
  REQUEST_DEADLINE_MS: whole(10_000, 100, 120_000),
  RELEASE_RESERVE_MS: whole(1_500, 0, 60_000),
  CALLER_LIMIT_PER_ADDRESS: whole(3_000, 1, 100_000_000),
  CALLER_LIMIT_PER_APPLICATION: whole(1_200, 1, 100_000_000),
  CALLER_LIMIT_WINDOW_MS: whole(60_000, 1_000, 3_600_000),
  OPERATION_MAX_DEPTH: whole(12, 1, 100),
  OPERATION_MAX_ALIASES: whole(30, 0, 1_000),
  OPERATION_MAX_COST: whole(20_000, 1, 10_000_000),
  TRUSTED_PROXIES: z.string().default(''),
  SANDBOX_PORT: whole(4_010, 0, 65_500),
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws ConfigError. */
export function loadConfig(mode: Mode, env: Environment = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = z.object(VARIABLES).safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const read = parsed.data;
  const problems = [
    ...problemsOfKeys(read),
    ...problemsOfSecrets(given),
    ...(mode === 'serve' ? problemsInProduction(read, given) : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return assemble(mode, read, given);
}

type Read = z.output<z.ZodObject<typeof VARIABLES>>;

function assemble(mode: Mode, read: Read, env: Environment): Config {
  const variable = (id: string, name: string): string | undefined => env[variableOf(id, name)];
  const files = createSecretFiles();
  return {
    mode,
    host: read.GATEWAY_HOST,
    port: read.GATEWAY_PORT,
    logLevel: read.LOG_LEVEL,
    ...present({
      databaseUrl: read.DATABASE_URL,
      migrationDatabaseUrl: read.MIGRATION_DATABASE_URL,
      redisUrl: read.REDIS_URL,
      identity: identityOf(read),
      keyEncryptionKey: keyOf(read),
      erasureLedger: read.ERASURE_LEDGER,
    }),
    storageDir: read.STORAGE_DIR,
    tokenClockToleranceS: read.TOKEN_CLOCK_TOLERANCE_S,
    tokenCacheSize: read.TOKEN_CACHE_SIZE,
    recordKeyGeneration: read.RECORD_KEY_GENERATION,
    rightsAnswerDays: read.RIGHTS_ANSWER_DAYS,
    edge: edgeOf(read),
    gate: { depth: read.OPERATION_MAX_DEPTH, aliases: read.OPERATION_MAX_ALIASES, cost: read.OPERATION_MAX_COST },
    trustedProxies: listOf(read.TRUSTED_PROXIES),
    sandboxPort: read.SANDBOX_PORT,
    partnerBaseUrl: (id) => variable(id, 'BASE_URL')?.replace(/\/$/, ''),
    partnerSecret(id, name) {
      const file = variable(id, `${name}_FILE`);
      return file === undefined ? variable(id, name) : files.read(file);
    },
    partnerSecretProblem(id, name) {
      const file = variable(id, `${name}_FILE`);
      const problem = file === undefined ? 'not set' : files.problemOf(file);
      if (problem === null || variable(id, name) !== undefined) return null;
      return `${variableOf(id, file === undefined ? name : `${name}_FILE`)}: ${problem}`;
    },
  };
}

const variableOf = (id: string, name: string): string => `PARTNER_${id.toUpperCase().replaceAll('-', '_')}_${name}`;

function identityOf({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: keys }: Read): Config['identity'] {
  if (issuer === undefined || audience === undefined) return undefined;
  return { issuer, audience, jwksUrl: keys ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json` };
}

function keyOf(read: Read): Config['keyEncryptionKey'] {
  const { KEY_ENCRYPTION_KEY: key, KEY_ENCRYPTION_KEY_ID: id } = read;
  if (key === undefined) return undefined;
  return { id, bytes: Buffer.from(key, 'base64'), others: otherKeysOf(read) };
}

const otherKeysOf = ({ KEY_ENCRYPTION_KEYS_OLD: text }: Read): readonly NamedKey[] =>
  listOf(text).map((entry) => {
    const at = entry.lastIndexOf(':');
    return { id: entry.slice(0, Math.max(at, 0)).trim(), bytes: Buffer.from(entry.slice(at + 1), 'base64') };
  });

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const edgeOf = (read: Read): Config['edge'] => ({
  bodyBytes: read.BODY_LIMIT_BYTES,
  deadlineMs: read.REQUEST_DEADLINE_MS,
  reserveMs: Math.min(read.RELEASE_RESERVE_MS, Math.floor(read.REQUEST_DEADLINE_MS / 2)),
  perAddress: read.CALLER_LIMIT_PER_ADDRESS,
  perApplication: read.CALLER_LIMIT_PER_APPLICATION,
  windowMs: read.CALLER_LIMIT_WINDOW_MS,
});

/** Leaves out what is not set, as optional properties demand. */
function present<T extends object>(about: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined)) as never;
}

const isKey = (bytes: Uint8Array): boolean => bytes.length === 32;

/** Never a key's text: what is wrong may be one that works elsewhere. */
function problemsOfKeys(read: Read): readonly string[] {
  const { KEY_ENCRYPTION_KEY: key, KEY_ENCRYPTION_KEY_ID: currentId } = read;
  const others = otherKeysOf(read);
  const ids = [currentId, ...others.map(({ id }) => id)];
  const repeated = new Set(ids.filter((id, i) => id !== '' && ids.indexOf(id) < i));
  const old = (problem: string): string => `KEY_ENCRYPTION_KEYS_OLD: ${problem}`;
  return [
    ...(key === undefined || isKey(Buffer.from(key, 'base64'))
      ? []
      : ['KEY_ENCRYPTION_KEY: must be 32 random bytes in base64. Make one with: openssl rand -base64 32']),
    ...others.flatMap(({ id, bytes }, i) =>
      id !== '' && isKey(bytes) ? [] : [old(`entry ${i + 1} must be <id>:<32 bytes in base64>, entries apart by ","`)],
    ),
    ...[...repeated].map((id) => old(`two keys are called "${id}"; KEY_ENCRYPTION_KEY_ID names the current one.`)),
    ...(key === undefined && others.length > 0 ? [old('needs KEY_ENCRYPTION_KEY, the current one.')] : []),
  ];
}

/** Which of two sources counts must never be a guess. */
const problemsOfSecrets = (env: Environment): readonly string[] =>
  Object.keys(env)
    .map((name) => /^(PARTNER_\w+)_FILE$/.exec(name)?.[1])
    .filter((name) => name !== undefined && env[name] !== undefined)
    .map((name) => `${name} and ${name}_FILE: set one of them, not both.`);

function problemsInProduction(read: Read, env: Environment): readonly string[] {
  const required = {
    DATABASE_URL: 'name the PostgreSQL server: postgres://user:password@host:5432/database',
    OIDC_ISSUER: 'name the issuer of access tokens, as in their claim "iss"',
    OIDC_AUDIENCE: 'name the audience of access tokens, as in their claim "aud"',
    KEY_ENCRYPTION_KEY: 'make one with "openssl rand -base64 32" and keep it in your secret store',
    ERASURE_LEDGER: 'name a file on storage that is never restored together with the database',
  } as const;
  const missing = Object.entries(required)
    .filter(([name]) => read[name as keyof typeof required] === undefined)
    .map(([name, remedy]) => `${name}: missing; ${remedy}.`);
  const insecure = ['OIDC_ISSUER', 'OIDC_JWKS_URL']
    .filter((name) => /^http:/i.test(env[name] ?? ''))
    .map((name) => `${name}: must be https in production.`);
  const plain = Object.entries(env)
    .filter(([name, value]) => /^PARTNER_\w+_BASE_URL$/.test(name) && !value?.startsWith('https://'))
    .map(([name]) => `${name}: must be an https URL in production.`);
  return [...missing, ...insecure, ...plain];
}
