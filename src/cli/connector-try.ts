/**
 * `npm run connector:try -- <partner>-<kind> --customer <id>`: one real call through the whole path, each step's decision told, values and
 * secrets never. `--record` saves what was exchanged as a redacted cassette. Exit codes: 0 answered, 1 denied or a gap, 2 refused.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ConfigError } from '../config.ts';
import { DATASETS } from '../domain/dataset.ts';
import type { Connector } from '../sdk/index.ts';
import { type CassetteOutcome, readCassettes } from './connector/cassette.ts';
import { loadFolders } from './connector/load-folders.ts';
import { follow, type Followed, type Tell } from './connector/try/follow.ts';
import { maskRecord } from './connector/try/mask-values.ts';
import { openTry, type OpenTry, type TryFolder, TryRefused, type TryRequest } from './connector/try/open-try.ts';
import { recordCassette } from './connector/try/record-cassette.ts';
import { type Exchanged, tap, type Tapped } from './connector/try/tap.ts';
import { allSecretNames } from './secret-names.ts';
import { CONNECTORS, connectorFolders } from './generate-connectors.ts';
import { folders } from '../../connectors/index.ts';

const USAGE = `Usage: npm run connector:try -- <partner>-<kind> --customer <id> [--endpoint <name>] [--purpose <purpose>]

  --purpose <purpose>     CREDIT_DECISION where nothing is said
  --by, --application, --role
                          who asks; the sandbox has somebody, a real database wants all three
  --reference name=value  what the partner calls the customer, in memory only; may be given several times
  --accept-side-effect    a billed call or an inquiry is meant; asked for wherever it leaves this machine
  --record [--as <name>]  saves the exchange as connectors/<id>/cassettes/<name>.json, redacted; needs --endpoint where there are several
  --keep <key>            a key whose values stay as they are in the recording: you answer for them

Without DATABASE_URL: a demo bank in memory. Without PARTNER_<ID>_BASE_URL there: the folder's own sandbox answers.`;

interface Asked extends TryRequest {
  readonly isRecorded: boolean;
  readonly as: string | undefined;
  readonly keep: ReadonlySet<string>;
}

function readAsked(args: readonly string[]): Asked {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const list = { type: 'string', multiple: true, default: [] } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      customer: text, endpoint: text, purpose: { type: 'string', default: 'CREDIT_DECISION' }, by: text, application: text, role: text,
      reference: { ...list, default: [] }, keep: { ...list, default: [] }, 'accept-side-effect': flag, record: flag, as: text, help: flag,
    }, // prettier-ignore
  });
  const [name, ...more] = positionals;
  if (values.help || name === undefined || more.length > 0 || values.customer === undefined)
    throw new TryRefused(USAGE);
  const { endpoint, purpose, by, application, role, customer: customerId } = values;
  const references = Object.fromEntries(values.reference.map((pair) => pairOf(pair)));
  const isSideEffectAccepted = values['accept-side-effect'];
  const who = { by, application, role };
  return {
    name,
    customerId,
    endpoint,
    purpose,
    ...who,
    references,
    isSideEffectAccepted,
    isRecorded: values.record,
    as: values.as,
    keep: new Set(values.keep),
  };
}

function pairOf(pair: string): [string, string] {
  const [, name = '', value = ''] = /^([A-Za-z]\w*)=(.+)$/.exec(pair) ?? [];
  if (name === '') throw new TryRefused(`--reference "${pair.slice(0, 20)}" is not name=value.`);
  return [name, value];
}

async function folderOf({ name, endpoint }: Asked): Promise<TryFolder> {
  const files = folders.find(({ folder }) => folder === name);
  if (files === undefined)
    throw new TryRefused(`There is no connector "${name}". There are: ${connectorFolders().join(', ')}.`);
  const { connectors, broken } = await loadFolders([files]);
  const [loaded] = connectors;
  if (loaded === undefined) throw new TryRefused(`connectors/${name} does not load: ${broken[0]?.reason ?? ''}`);
  const names = loaded.connector.endpoints.map((one) => one.name);
  if (endpoint !== undefined && !names.includes(endpoint))
    throw new TryRefused(`${name} has no endpoint "${endpoint}". It has: ${names.join(', ')}.`);
  return { ...loaded, references: referencesIn(name, endpoint) };
}

/** Of a cassette that brings a record. */
function referencesIn(name: string, endpoint: string | undefined): Readonly<Record<string, string>> {
  const known = readCassettes(join(CONNECTORS, name)).filter(
    (one) =>
      one.outcome !== undefined && 'record' in one.outcome && (endpoint === undefined || one.endpoint === endpoint),
  );
  return Object.assign({}, ...known.map(({ references }) => references ?? {})) as Record<string, string>;
}

const tell: Tell = (step, text) => console.log(`  ${step.padEnd(12)}${text}`);

/** Answers the exit code. */
export async function tryConnector(args: readonly string[]): Promise<number> {
  try {
    return await tryAsked(readAsked(args));
  } catch (error) {
    return explain(error);
  }
}

async function tryAsked(asked: Asked): Promise<number> {
  const folder = await folderOf(asked);
  const { connector } = folder;
  if (asked.isRecorded) assertRecordable(asked, connector);
  const open = await openTry(asked, folder);
  try {
    introduce(asked, connector, open);
    const tapped = tap(connector, ({ endpoint, request, answer, answers }) =>
      tell(
        'partner',
        `${endpoint}: ${request.method} answered ${statusOf(answer?.status ?? 0)}${answers > 1 ? `, attempt ${answers}` : ''}`,
      ),
    );
    const followed = await follow(tapped.connector, asked, open, tell);
    const isAnswered = conclude(followed);
    return asked.isRecorded ? record(asked, connector, tapped, followed, open) : Number(!isAnswered);
  } finally {
    await open.close();
  }
}

const statusOf = (status: number): string => `${status} (${Math.floor(status / 100)}xx)`;

function introduce(
  { customerId, purpose }: Asked,
  connector: Connector,
  { remarks, address, isReal, caller, config }: OpenTry,
): void {
  console.log(
    `${connector.id}: one call about ${customerId} for ${purpose}, asked by ${caller.subject} (${caller.roles.join(', ')}) through ${caller.application}\n`,
  );
  for (const remark of remarks) tell('remark', remark);
  tell('address', `${new URL(address).origin}${isReal ? '' : ": the folder's own sandbox.ts, over HTTP"}`);
  const secrets = allSecretNames(connector).map(
    (name) => `${name} ${config.partnerSecret(connector.id, name) === undefined ? 'not set' : 'set'}`,
  );
  tell(
    'auth',
    !isReal
      ? `${connector.auth.type}: the sandbox takes any credential`
      : `${connector.auth.type}${secrets.length === 0 ? '' : `: ${secrets.join(', ')}`}`,
  );
}

/** Tells the decision and what came; true where somebody answered. */
function conclude({ view, fetched }: Followed): boolean {
  const { disclosures } = view;
  for (const outcome of ['ALLOW', 'MASK', 'WITHHOLD'] as const) {
    const lines = disclosures.filter((line) => line.outcome === outcome);
    const byReason = new Map<string, string[]>();
    for (const { coordinate, reasons } of lines)
      byReason.set(reasons.join(', '), [...(byReason.get(reasons.join(', ')) ?? []), coordinate]);
    for (const [reasons, coordinates] of byReason)
      tell('policy', `${outcome} (${reasons}): ${[...new Set(coordinates)].join(', ')}`);
  }
  if (fetched.length === 0)
    tell('partner', 'was not called: nothing was permitted, or the partner does not know the customer');
  return fetched.map(tellFetched).some(Boolean);
}

function tellFetched({ want, result }: Followed['fetched'][number]): boolean {
  if (result === null) return false;
  if ('gap' in result) {
    const { code, detail, retryAfterMs } = result.gap.fault;
    tell(
      code === 'PARTNER_BROKE_CONTRACT' ? 'contract' : 'gap',
      `${want.endpoint}: ${code}, ${detail}${retryAfterMs === undefined ? '' : `, ask again in ${retryAfterMs} ms`}`,
    );
    return false;
  }
  const { record } = result.sourced;
  tell('contract', `${want.endpoint}: holds`);
  if (record === null) tell('record', `${want.endpoint}: the partner has no record of this customer`);
  else maskRecord(want.dataset, record).forEach((line) => tell('record', `${DATASETS[want.dataset].type}: ${line}`));
  return true;
}

const recordedName = ({ as }: Asked, endpoint: string): string => as ?? `${endpoint}-recorded`;

function assertRecordable(asked: Asked, connector: Connector): void {
  const [only, ...more] = connector.endpoints;
  const endpoint = asked.endpoint ?? (more.length === 0 ? only?.name : undefined);
  if (endpoint === undefined) throw new TryRefused('--record needs --endpoint: one cassette is one exchange.');
  const name = recordedName(asked, endpoint);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new TryRefused('--as takes lower case letters, digits and dashes.');
  if (existsSync(fileOf(connector.id, name)))
    throw new TryRefused(
      `connectors/${connector.id}/cassettes/${name}.json exists. Nothing is overwritten: choose another name with --as.`,
    );
}

const fileOf = (id: string, name: string): string => join(CONNECTORS, id, 'cassettes', `${name}.json`);

function record(
  asked: Asked,
  connector: Connector,
  tapped: Tapped,
  { fetched }: Followed,
  { isReal, address }: OpenTry,
): number {
  const [one] = fetched.filter(({ result }) => result !== null);
  const endpoint = connector.endpoints.find(({ name }) => name === one?.want.endpoint);
  if (one === undefined || endpoint === undefined) return notRecorded('the partner was not asked');
  const today = tapped.contexts()[0]?.today ?? '';
  const name = recordedName(asked, endpoint.name);
  const source = isReal
    ? `Recorded from ${new URL(address).host} on ${today} by connector:try, redacted.`
    : `Answered by this folder's own sandbox.ts on ${today}, redacted by connector:try.`;
  const exchanges: readonly Exchanged[] = tapped.exchanges();
  const recorded = recordCassette({
    connector, endpoint, exchanges, references: one.want.references, today, name, source, keep: asked.keep,
    outcome: outcomeOf(one.result), provenance: isReal ? 'recorded' : 'synthetic',
  }); // prettier-ignore
  if ('refusal' in recorded) return notRecorded(recorded.refusal);
  writeFileSync(fileOf(connector.id, name), recorded.text, { flag: 'wx' });
  tell('recorded', `connectors/${connector.id}/cassettes/${name}.json, redacted; it replays to its outcome`);
  return 0;
}

function notRecorded(reason: string): number {
  tell('recorded', `nothing: ${reason}`);
  return 1;
}

function outcomeOf(result: Followed['fetched'][number]['result']): CassetteOutcome {
  if (result === null) throw new Error('no outcome');
  if ('gap' in result) return { fault: result.gap.fault.code };
  const { record: found, asOf } = result.sourced;
  return found === null ? { noRecord: true } : { record: found, asOf };
}

/** Of the runtime's own reader of options. */
const isUsageError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

function explain(error: unknown): number {
  if (error instanceof TryRefused) console.error(error.message);
  else if (error instanceof ConfigError) console.error(error.problems.join('\n'));
  else if (isUsageError(error)) console.error(error.message);
  else console.error(error instanceof Error ? `${error.name}: ${error.message}` : 'the try failed');
  return 2;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await tryConnector(process.argv.slice(2));
}
