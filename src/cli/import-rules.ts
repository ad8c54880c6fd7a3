/**
 * `npm run rules:import -- rules.yaml`: records a bank's roles, purposes, applications and partners. The whole file is checked first;
 * one problem and nothing is recorded. Running it again updates and never deletes. Exit codes: 0 recorded, 1 problems, 2 could not
 * even try.
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
import { runningSchemaHash } from '../graphql/running-schema.ts';
import { createKeyStore } from '../store/customers.ts';
import { sqlStateOf } from '../store/database.ts';
import { createVault } from '../subjects/vault.ts';
import { embeddedFolder } from './open-database.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { readRules, type RuleFact, type RuleKind, type RulesFile } from './read-rules.ts';
import { type Compared, compareRules, readKnownRules, recordRules, type RuleStep } from './record-rules.ts';

const USAGE = `Usage: npm run rules:import -- <rules.yaml | rules.json> [--check] [--by <person>]

  --check        says what would be recorded, and records nothing
  --by <person>  who answers for the change, for the log; otherwise the login name on this machine

Sections, each a map from id to body: roles, purposes, applications, partners. README, "Production", has an example. What the
file leaves out stays as it is.`;

const FORMATS = ['.yaml', '.yml', '.json'];
const BY = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

/** Answers the exit code. */
export const importRules = (args: readonly string[]): Promise<number> => importFrom(args).catch(explain);

async function importFrom(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, by: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0 || values.help === true) return fail(USAGE);
  const by = (values.by ?? userInfo().username).trim();
  if (!BY.test(by)) return fail('--by must be 1 to 256 characters on one line.');
  const file = readRules(textOf(path), new Map(connectors.map(({ connector }) => [connector.id, connector])));
  // Only the database knows the other roles; without a question to it, it is not opened for a file that is refused anyhow.
  if (file.problems.length > 0 && file.rolesElsewhere.length === 0) return refuse(file.problems);
  const config = loadConfig('sandbox');
  const compared = values.check ? await compare(config, file) : await record(config, file, by);
  if ('problems' in compared) return refuse(compared.problems);
  const changes = compared.steps.filter(({ outcome }) => outcome !== 'unchanged').length;
  console.log(describe(compared, values.check || changes === 0 ? 'Nothing was recorded.' : `Recorded by ${by}.`));
  return 0;
}

function textOf(path: string): string {
  if (!FORMATS.includes(extname(path).toLowerCase())) throw new Error(`"${path}" must end in ${FORMATS.join(', ')}.`);
  return readFileSync(path, 'utf8');
}

/** An embedded database that was never made holds nothing, and looking does not make it. */
async function compare(config: Config, file: RulesFile): Promise<Compared> {
  if (config.databaseUrl === undefined && !existsSync(embeddedFolder(config))) return compareRules(file, new Map());
  return within(config, async ({ database }) => compareRules(file, await readKnownRules(database)));
}

const record = (config: Config, file: RulesFile, by: string): Promise<Compared> =>
  within(config, async ({ database, keyEncryptionKey }) => {
    const vault = createVault({ keyEncryptionKey, keys: createKeyStore(database), cacheSize: 1 });
    const schemaHash = runningSchemaHash();
    const entries = await createLogEntries(vault, schemaHash);
    return recordRules(database, file, { by, requestId: randomUUID(), schemaHash, entries });
  });

async function within<T>(config: Config, work: (store: OpenStore) => Promise<T>): Promise<T> {
  const store = await openStore(config);
  try {
    return await work(store);
  } finally {
    await store.database.close();
  }
}

const WORDS: Readonly<Record<RuleKind, string>> = {
  role: 'role',
  purpose: 'purpose',
  principal: 'application',
  partner: 'partner',
};

/** `role credit-officer`. */
const nameOf = ({ kind, id }: Pick<RuleFact, 'kind' | 'id'>): string => `${WORDS[kind]} ${id}`;

function describe({ steps, kept }: Exclude<Compared, { readonly problems: unknown }>, end: string): string {
  const those = (outcome: RuleStep['outcome']) => steps.filter((step) => step.outcome === outcome);
  const [added, changed] = [those('added'), those('changed')];
  const counts = `${added.length} added, ${changed.length} changed, ${those('unchanged').length} unchanged`;
  return [
    ...added.map(({ draft }) => `added      ${nameOf(draft)}`),
    ...changed.map(({ draft, known }) => `changed    ${nameOf(draft)}: version ${(known?.version ?? 0) + 1}`),
    ...kept.map((fact) => `kept       ${nameOf(fact)}: not in this file, stays as it is`),
    `${counts}. ${end}`,
  ].join('\n');
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
