/**
 * `npm run customers:import -- file.csv`: brings a bank's customers and partner references in. The whole file is checked first;
 * one bad row and nothing is loaded. Running it again updates. Exit codes: 0 loaded, 1 bad rows, 2 could not even try.
 */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { connectors } from './loaded-connectors.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { GatewayError } from '../domain/errors.ts';
import { createCustomerStore, createKeyStore } from '../store/customers.ts';
import { createRegistry, type Registry } from '../subjects/registry.ts';
import type { KeyStore } from '../subjects/port.ts';
import { createVault } from '../subjects/vault.ts';
import { checkFile, customersIn, openFile } from './import-passes.ts';
import { knownReferences } from './known-references.ts';
import { openStore, type OpenStore } from './open-store.ts';

const USAGE = `Usage: npm run customers:import -- <file.csv | file.jsonl | file.ndjson> [--check] [--errors <file>]

  --check          only checks the file; needs no database
  --errors <file>  writes every problem to a file; the screen shows the first ones

Columns: id, kind (PERSON or COMPANY), legal_entity, branch and name are required. Optional: book (whose customers they
are, for roles that reach their own books only; without it in none), phones and emails (several separated by ";"), birth_date (YYYY-MM-DD), document_number, company_registration, country, province, city, street,
postal_code, and a column ref:<partner>:<reference> for each partner reference. A partner with a column here is replaced for
every customer of the file, also where the cell is empty; partners without a column keep their references.
JSON lines have the same names as keys; phones and emails may be lists.

References:
${[...knownReferences(connectors)].map(([id, names]) => `  ref:${id}: ${[...names].join(', ')}`).join('\n')}`;

/** Unwrapped keys in memory; a round of registration needs 500. */
const KEYS = 2_000;

/** Answers the exit code. */
export const importCustomers = (args: readonly string[]): Promise<number> => importFrom(args).catch(explain);

async function importFrom(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, errors: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0 || values.help === true) return fail(USAGE);
  const file = openFile(path, { known: knownReferences(connectors), errorsFile: values.errors });
  const { good, bad } = await checkFile(file);
  if (bad > 0) return 1;
  if (values.check) {
    console.log(`${good} customers, all in order. Nothing was loaded.`);
    return 0;
  }
  const store = await openStore(loadConfig('sandbox'));
  try {
    const { customers, added } = await customersIn(file, good, registryOver(store));
    console.log(`${customers} customers loaded: ${added} new, ${customers - added} known before.`);
    return 0;
  } finally {
    await store.database.close();
  }
}

function registryOver({ database, keyEncryptionKey }: OpenStore): Registry {
  const vaultOver = (keys: KeyStore) => createVault({ keyEncryptionKey, keys, cacheSize: KEYS });
  return createRegistry({
    store: createCustomerStore(database),
    vault: vaultOver(createKeyStore(database)),
    vaultOver,
  });
}

function fail(text: string): number {
  console.error(text);
  return 2;
}

/** A refusal of rows is exit code 1; everything that kept the command from working is 2. */
function explain(error: unknown): number {
  if (error instanceof GatewayError && error.code === 'INVALID_INPUT') {
    console.error(`${error.message} Nothing was loaded.`);
    return 1;
  }
  if (error instanceof ConfigError) return fail(error.problems.join('\n'));
  return fail(error instanceof Error ? `${error.message}\nNothing was loaded.` : 'Nothing was loaded.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await importCustomers(process.argv.slice(2));
}
