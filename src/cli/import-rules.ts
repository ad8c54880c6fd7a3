/**
 * `npm run rules:import -- rules.yaml`: a bank's roles, purposes, applications, general rules and partners. The whole file is checked first; one
 * problem and nothing is recorded. The first rules are recorded at once, later changes of the policy are proposed. Running it again updates
 * and never deletes. Exit codes: 0 recorded, proposed or nothing to do, 1 problems, 2 could not even try.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { connectors } from './loaded-connectors.ts';
import { createLogEntries } from '../app.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { runningSchema } from '../graphql/running-schema.ts';
import { createKeyStore } from '../store/customers.ts';
import { sqlStateOf } from '../store/database.ts';
import { createVault } from '../subjects/vault.ts';
import { embeddedFolder } from './open-database.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { type Problems, readKnownRules } from './compare-rules.ts';
import { describeEnd, describePlan } from './describe-rules.ts';
import type { SchemaWish } from './overlay-rules.ts';
import { readRules, type RulesFile } from './read-rules.ts';
import { NOTHING_IN_FORCE, type Plan, planRules, readPolicyOf, type Recorder, recordRules } from './record-rules.ts';

const USAGE = `Usage: npm run rules:import -- <rules.yaml | rules.json> [--check] [--by <person>] [--second <person>]
       npm run rules:import -- --schema | --schema-only [--check] [--by <person>]

  --check            says what would be recorded or proposed, and does neither
  --by <person>      who answers for the change, for the log; otherwise the login name on this machine
  --second <person>  for the first rules of a bank: somebody else who has read them
  --schema           proposes that the policy also holds for the schema of this release, before a rollout
  --schema-only      proposes that it holds for this one alone, after the rollout

Sections: roles, purposes, applications and partners, each a map from id to body, and policy with general rules. README, "Production", has an
example. What the file leaves out stays as it is.`;

const FORMATS = ['.yaml', '.yml', '.json'];
const BY = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

/** Answers the exit code. */
export const importRules = (args: readonly string[]): Promise<number> => importFrom(args).catch(explain);

async function importFrom(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') return fail(asked);
  const { file, isCheck } = asked;
  // Only the database knows the other roles; without a question to it, it is not opened for a file that is refused anyhow.
  if (file.problems.length > 0 && file.rolesElsewhere.length === 0) return refuse(file.problems);
  const config = loadConfig('sandbox');
  if (isCheck) {
    const plan = await compare(config, asked);
    if ('problems' in plan) return refuse(plan.problems);
    console.log(`${describePlan(plan)} Nothing was recorded.`);
    return 0;
  }
  return within(config, async (store) => {
    const recorder = await recorderOf(store, asked);
    const recorded = await recordRules(store.database, file, recorder);
    if ('problems' in recorded) return refuse(recorded.problems);
    console.log(`${describePlan(recorded)} ${describeEnd(recorded, recorder)}`);
    return 0;
  });
}

interface Asked {
  readonly file: RulesFile;
  readonly isCheck: boolean;
  readonly by: string;
  readonly second?: string;
  readonly schemas: SchemaWish;
}

const OPTIONS = {
  check: { type: 'boolean', default: false },
  by: { type: 'string' },
  second: { type: 'string' },
  schema: { type: 'boolean', default: false },
  'schema-only': { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const;

/** What is asked, or what to tell instead. */
function readArguments(args: readonly string[]): Asked | string {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const isSchemaOnly = values['schema-only'];
  const isWithoutFile = values.schema || isSchemaOnly;
  const [path, ...more] = positionals;
  const isOddlySaid = isWithoutFile ? path !== undefined || (values.schema && isSchemaOnly) : path === undefined;
  if (isOddlySaid || more.length > 0 || values.help === true) return USAGE;
  const by = (values.by ?? userInfo().username).trim();
  const second = values.second?.trim();
  if (![by, second ?? by].every((name) => BY.test(name)))
    return '--by and --second must be 1 to 256 characters on one line.';
  const file = path === undefined ? NO_FILE : readRules(textOf(path), KNOWN);
  const schemas = isSchemaOnly ? 'only' : 'keep';
  return { file, isCheck: values.check, by, ...(second === undefined ? {} : { second }), schemas };
}

const KNOWN = new Map(connectors.map(({ connector }) => [connector.id, connector]));
const NO_FILE: RulesFile = { drafts: [], general: {}, problems: [], rolesElsewhere: [] };

function textOf(path: string): string {
  if (!FORMATS.includes(extname(path).toLowerCase())) throw new Error(`"${path}" must end in ${FORMATS.join(', ')}.`);
  return readFileSync(path, 'utf8');
}

/** An embedded database that was never made holds nothing, and looking does not make it. */
async function compare(config: Config, { file, schemas }: Asked): Promise<Problems | Plan> {
  const about = { ...runningSchema(), schemas };
  if (config.databaseUrl === undefined && !existsSync(embeddedFolder(config)))
    return planRules(file, new Map(), NOTHING_IN_FORCE, about);
  return within(config, async ({ database }) =>
    planRules(file, await readKnownRules(database), await readPolicyOf(database), about),
  );
}

async function recorderOf(
  { database, keyEncryptionKey }: OpenStore,
  { by, second, schemas }: Asked,
): Promise<Recorder> {
  const vault = createVault({ keyEncryptionKey, keys: createKeyStore(database), cacheSize: 1 });
  const about = runningSchema();
  const entries = await createLogEntries(vault, about.schemaHash);
  return { by, ...(second === undefined ? {} : { second }), requestId: randomUUID(), ...about, entries, schemas };
}

async function within<T>(config: Config, work: (store: OpenStore) => Promise<T>): Promise<T> {
  const store = await openStore(config);
  try {
    return await work(store);
  } finally {
    await store.database.close();
  }
}

function refuse(problems: readonly string[]): number {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  console.error([...problems, `${count}. Nothing was recorded.`].join('\n'));
  return 1;
}

function fail(text: string): number {
  console.error(text);
  return 2;
}

/** No such role or table: only a gateway that starts makes them. */
const UNMIGRATED = new Set(['22023', '42P01']);

function explain(error: unknown): number {
  if (error instanceof ConfigError) return fail(error.problems.join('\n'));
  if (UNMIGRATED.has(sqlStateOf(error) ?? ''))
    return fail('The database has no tables yet: start the gateway on it once, then run this again.');
  return fail(error instanceof Error ? `${error.message}\nNothing was recorded.` : 'Nothing was recorded.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await importRules(process.argv.slice(2));
}
