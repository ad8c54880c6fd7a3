/**
 * `npm run consents:import -- consents.csv`: brings in the consents a bank holds already. The whole file is checked first, by the rules of
 * `grantConsent`; one bad row and nothing is recorded. Recorded in batches: cut short, it goes on when it is run again. Exit codes: 0
 * recorded, 1 bad rows, 2 could not even try.
 */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createLogEntries } from '../app.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { epochMsOf } from '../domain/instant.ts';
import { readCatalogue } from '../graphql/catalogue.ts';
import { loadSchema } from '../graphql/schema.ts';
import { createKeyStore } from '../store/customers.ts';
import { createVault } from '../subjects/vault.ts';
import { CONSENT_COLUMNS, type ConsentFile, readConsentFile } from './consent-rows.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { startProgress } from './progress.ts';
import { checkConsents, type ConsentImport, type Imported, recordConsents } from './record-consents.ts';

const USAGE = `Usage: npm run consents:import -- <consents.csv | consents.jsonl | consents.ndjson> [--check] [--by <person>]

  --check        only checks the file against the database; records nothing
  --by <person>  who answers for it, for the log; otherwise the login name on this machine

Columns: ${CONSENT_COLUMNS.join(', ')}.
Optional are sources, granted_at, starts_at, look_back_days, given_by, guardianship_id, evidence and evidence_sha256. Several
coordinates, recipients or sources are separated by ";". JSON lines have the same names as keys and may use lists.`;

const BY = /^[^\p{Cc}\p{Cs}]{1,256}$/u;
const SHOWN = 20;

/** Answers the exit code. */
export const importConsents = (args: readonly string[]): Promise<number> => importFrom(args).catch(explain);

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
  const file = await readWithProgress(path);
  if (file.problems.length > 0) return refuse(file.problems);
  const store = await openStore(loadConfig('sandbox'));
  try {
    const imported = await importInto(store, file, { by, isOnlyCheck: values.check });
    return 'problems' in imported ? refuse(imported.problems) : tell(imported, file.rows.length);
  } finally {
    await store.database.close();
  }
}

async function readWithProgress(path: string): Promise<ConsentFile> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new Error(`There is no file "${path}".`);
  const progress = startProgress('reading', stats.size);
  return readConsentFile(path, progress.update).finally(progress.stop);
}

type Outcome = { readonly problems: readonly string[] } | Imported | { readonly isChecked: true };

/** The oldest word first, so that the newest one counts. */
export async function importInto(
  store: OpenStore,
  file: ConsentFile,
  { by, isOnlyCheck }: { readonly by: string; readonly isOnlyCheck: boolean },
): Promise<Outcome> {
  const about = await aboutOf(store, by);
  const atOf = ({ grantedAt }: ConsentFile['rows'][number]): number =>
    grantedAt === undefined ? Infinity : epochMsOf(grantedAt);
  const rows = [...file.rows].sort((a, b) => (atOf(a) === atOf(b) ? a.line - b.line : atOf(a) - atOf(b)));
  const checking = startProgress('checking', rows.length);
  const problems = await checkConsents({ ...about, onProgress: checking.update }, rows).finally(checking.stop);
  if (problems.length > 0) return { problems: [...problems].sort((a, b) => lineOf(a) - lineOf(b)) };
  if (isOnlyCheck) return { isChecked: true };
  const recording = startProgress('recording', rows.length);
  return recordConsents({ ...about, onProgress: recording.update }, rows).finally(recording.stop);
}

const lineOf = (problem: string): number => Number(/^line (\d+)/.exec(problem)?.[1]);

async function aboutOf(
  { database, keyEncryptionKey }: OpenStore,
  by: string,
): Promise<Omit<ConsentImport, 'onProgress'>> {
  const { catalogue, schemaHash } = readCatalogue(loadSchema());
  const types = new Set([...catalogue.keys()].map((coordinate) => coordinate.slice(0, coordinate.indexOf('.'))));
  const coordinates = new Set<string>(catalogue.keys());
  const vault = createVault({ keyEncryptionKey, keys: createKeyStore(database), cacheSize: 1 });
  return {
    database,
    entries: await createLogEntries(vault, schemaHash),
    isCoordinate: (coordinate) => coordinates.has(coordinate),
    isGovernedType: (type) => types.has(type),
    by,
    requestId: randomUUID(),
  };
}

function tell(outcome: Exclude<Outcome, { readonly problems: unknown }>, count: number): number {
  if ('isChecked' in outcome) console.log(`${count} consents, all in order. Nothing was recorded.`);
  else {
    const { recorded, knownBefore, superseded } = outcome;
    console.log(`${recorded} consents recorded, ${knownBefore} known before, ${superseded} older ones superseded.`);
  }
  return 0;
}

function refuse(problems: readonly string[]): number {
  const rest = problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more`] : [];
  const count = `${problems.length} bad ${problems.length === 1 ? 'line' : 'lines'}. Nothing was recorded.`;
  console.error([...problems.slice(0, SHOWN), ...rest, count].join('\n'));
  return 1;
}

function fail(text: string): number {
  console.error(text);
  return 2;
}

function explain(error: unknown): number {
  if (error instanceof ConfigError) return fail(error.problems.join('\n'));
  const text = error instanceof Error ? error.message : 'The import failed.';
  return fail(`${text}\nWhat was recorded before stays; run it again to go on.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await importConsents(process.argv.slice(2));
}
