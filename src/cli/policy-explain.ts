/**
 * `npm run policy:explain -- --caller … --application … --role … --customer … --purpose … --field …`: prints every gate in order with its
 * verdict, its reasons in words and the facts it looked at, per field and source. Asks no partner, opens no customer's data, prints no value.
 * For whoever may read the database itself: nothing is concealed, and no entry is written. Exit codes: 0 explained, 2 could not even try.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { readInputs } from '../disclosure/decide-all.ts';
import { covers, type CoordinatePattern } from '../domain/agreement.ts';
import type { Caller } from '../domain/caller.ts';
import type { Coordinate } from '../domain/classification.ts';
import { CUSTOMER_ID } from '../domain/customer.ts';
import { runningSchema } from '../graphql/running-schema.ts';
import { createRegistry } from '../partners/registry.ts';
import { explain, type Explanation } from '../policy/explain.ts';
import { sqlStateOf } from '../store/database.ts';
import { createFacts } from '../store/facts.ts';
import { createLogger } from '../telemetry/log.ts';
import { describeExplanation } from './describe-explanation.ts';
import { connectors, knownSurfaces } from './loaded-connectors.ts';
import { embeddedFolder, openDatabase } from './open-database.ts';

const USAGE = `Usage: npm run policy:explain -- --caller <sub> --application <id> --role <role> [--role <role>]
                                 --customer <id> --purpose <id> --field <Type.field> [--field <Type.*>]
                                 [--branch <branch>] [--book <book>] [--json]

Which gate says what, and on which facts, if this caller asked now. On the embedded database stop the gateway first.`;

const OPTIONS = {
  caller: { type: 'string' },
  application: { type: 'string' },
  role: { type: 'string', multiple: true },
  customer: { type: 'string' },
  purpose: { type: 'string' },
  field: { type: 'string', multiple: true },
  branch: { type: 'string' },
  book: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const;

interface Question {
  readonly caller: Caller;
  readonly customerId: string;
  readonly purpose: string;
  readonly coordinates: readonly Coordinate[];
  readonly isJson: boolean;
}

/** Answers the exit code. */
export const explainPolicy = (args: readonly string[]): Promise<number> => explainAsked(args).catch(tell);

async function explainAsked(args: readonly string[]): Promise<number> {
  const question = readQuestion(args);
  if (typeof question === 'string') return fail(question);
  const explanation = await explainIn(loadConfig('sandbox'), question);
  console.log(question.isJson ? JSON.stringify(explanation, null, 2) : describeExplanation(explanation));
  return 0;
}

/** What is asked, or what to tell instead. */
function readQuestion(args: readonly string[]): Question | string {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { caller, application, role: roles, customer, purpose, field, branch, book: books } = values;
  if (values.help === true) return USAGE;
  const missing = (['caller', 'application', 'role', 'customer', 'purpose', 'field'] as const).filter(
    (name) => values[name] === undefined,
  );
  if (!caller || !application || !roles || !customer || purpose === undefined || !field)
    return `Missing: ${missing.map((name) => `--${name}`).join(', ')}\n${USAGE}`;
  if (!CUSTOMER_ID.test(customer))
    return '--customer must be 1 to 64 letters, digits, "-" and "_", beginning with a letter or digit.';
  const all = [...runningSchema().catalogue.keys()];
  const unknown = field.filter((one) => !all.some((coordinate) => covers([one as CoordinatePattern], coordinate)));
  if (unknown.length > 0) return `--field: no governed field ${unknown.map((one) => `"${one}"`).join(', ')}.`;
  const about = { ...(branch === undefined ? {} : { branch }), ...(books === undefined ? {} : { books }) };
  return {
    caller: { subject: caller, application, roles, expiresAtS: 0, ...about },
    customerId: customer,
    purpose,
    coordinates: all.filter((coordinate) => covers(field as CoordinatePattern[], coordinate)),
    isJson: values.json,
  };
}

async function explainIn(config: Config, { customerId, ...request }: Question): Promise<Explanation> {
  if (config.databaseUrl === undefined && !existsSync(embeddedFolder(config)))
    throw new Error(`There is no database in ${config.storageDir} yet. Run "npm start" once, then again this command.`);
  const database = await openDatabase(config, createLogger('silent'));
  try {
    const facts = createFacts(database);
    const stages = { facts, partners: suppliers(), ...runningSchema() };
    const inputs = await readInputs(stages, { ...request, customersAsked: 1 }, [customerId]);
    const input = inputs.get(customerId);
    if (input === undefined) throw new Error('the snapshot lacks the customer');
    return explain(input);
  } finally {
    await database.close();
  }
}

/** Who could supply a field, as the gateway itself would ask them. Nobody is asked. */
function suppliers() {
  return createRegistry(
    connectors.map(({ connector }) => connector),
    {
      surfaces: knownSurfaces,
      baseUrlOf: ({ baseUrl }) => baseUrl,
      addressPolicy: 'public-and-loopback',
      isKnownField: () => true,
      log: createLogger('silent'),
    },
  );
}

function fail(text: string): number {
  console.error(text);
  return 2;
}

/** No such role or table: only a gateway that starts makes them. */
const UNMIGRATED = new Set(['22023', '42P01']);

function tell(error: unknown): number {
  if (error instanceof ConfigError) return fail(error.problems.join('\n'));
  if (UNMIGRATED.has(sqlStateOf(error) ?? ''))
    return fail('The database has no tables yet: start the gateway on it once, then run this again.');
  return fail(error instanceof Error ? error.message : 'It could not be explained.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await explainPolicy(process.argv.slice(2));
}
