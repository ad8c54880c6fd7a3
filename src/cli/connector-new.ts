/**
 * `npm run connector:new -- <partner>-<kind> [--from-openapi file --operation id …]`: writes a folder that works, runs its conformance and
 * says what is left, in order. Never overwrites; writes nothing when it refuses. Exit codes: 0 green, 1 written and not green, 2 refused.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DATASET_NAMES, type DatasetName } from '../domain/dataset.ts';
import type { Connector } from '../sdk/index.ts';
import { foldGuarantees, render } from './connector/fold-guarantees.ts';
import { runConformance } from './connector/run-conformance.ts';
import { sayWhatIsLeft } from './connector/scaffold/say-what-is-left.ts';
import { inventedDocument } from './connector/scaffold/invented-document.ts';
import { openApiOf, type OpenApi, type Operation, readOpenApi } from './connector/scaffold/open-api.ts';
import { type Plan, planConnector } from './connector/scaffold/plan.ts';
import { ScaffoldError } from './connector/scaffold/scaffold-error.ts';
import { writeCassettes, type WrittenCassette } from './connector/scaffold/write-cassettes.ts';
import { writeConnector } from './connector/scaffold/write-connector.ts';
import { writeMap } from './connector/scaffold/write-map.ts';
import { writeReadme } from './connector/scaffold/write-readme.ts';
import { writeSandbox } from './connector/scaffold/write-sandbox.ts';
import { writeWire } from './connector/scaffold/write-wire.ts';
import { CONNECTORS, generate } from './generate-connectors.ts';

const USAGE = `Usage: npm run connector:new -- <partner>-<kind> [--from-openapi <file> --operation <id> …] [--dataset <name>]

  <partner>-<kind>       lower case; kind is credit, market or social
  --from-openapi <file>  the partner's OpenAPI document (2.0 to 3.2), YAML or JSON; without it the interface is invented
  --operation <id>       which operation to read, by operationId or "GET /path"; may be given several times
  --dataset <name>       what it feeds; otherwise guessed from names, and said. One of:
                         ${DATASET_NAMES.filter((name) => name !== 'customer.core').join(', ')}
  --no-check             writes the folder and leaves conformance to connector:check`;

interface Asked {
  readonly id: string;
  readonly file: string | undefined;
  readonly operations: readonly string[];
  readonly dataset: DatasetName | undefined;
  readonly isChecked: boolean;
}

export function readAsked(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'from-openapi': { type: 'string' },
      operation: { type: 'string', multiple: true, default: [] },
      dataset: { type: 'string' },
      'no-check': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [id, ...more] = positionals;
  if (values.help || id === undefined || more.length > 0) throw new ScaffoldError(USAGE);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*-(credit|market|social)$/.test(id))
    throw new ScaffoldError(
      `"${id}" is not <partner>-<kind>: lower case letters and digits, then -credit, -market or -social.`,
    );
  const { dataset, operation: operations } = values;
  if (dataset !== undefined && (dataset === 'customer.core' || !DATASET_NAMES.includes(dataset as DatasetName)))
    throw new ScaffoldError(`There is no dataset "${dataset}" for a connector.\n\n${USAGE}`);
  if (values['from-openapi'] === undefined && operations.length > 0)
    throw new ScaffoldError('--operation needs --from-openapi.');
  return {
    id,
    file: values['from-openapi'],
    operations,
    dataset: dataset as DatasetName | undefined,
    isChecked: !values['no-check'],
  };
}

export function planOf({ id, file, operations: wanted, dataset }: Asked): Plan {
  const folder = join(CONNECTORS, id);
  if (existsSync(folder))
    throw new ScaffoldError(
      `connectors/${id} exists. Nothing is ever overwritten: choose another name, or remove it yourself.`,
    );
  const [, partner = '', kind = ''] = /^(.+)-([^-]+)$/.exec(id) ?? [];
  const openApi =
    file === undefined
      ? openApiOf(inventedDocument(partner, kind), 'the invented document')
      : readOpenApi(resolve(file));
  return planConnector({ id, openApi, operations: chosen(openApi, wanted), dataset, isInvented: file === undefined });
}

function chosen({ operations }: OpenApi, wanted: readonly string[]): readonly Operation[] {
  const listed = operations
    .map(({ id, method, path }) => `  ${id}   ${id.includes(' ') ? '' : `${method} ${path}`}`)
    .join('\n');
  const [only] = operations;
  if (wanted.length === 0 && operations.length === 1 && only !== undefined) return [only];
  if (wanted.length === 0) throw new ScaffoldError(`Name an operation with --operation. The document has:\n${listed}`);
  return [...new Set(wanted)].map((id) => {
    const operation = operations.find((one) => one.id === id || `${one.method} ${one.path}` === id);
    if (operation === undefined)
      throw new ScaffoldError(`The document has no GET or POST operation "${id}". It has:\n${listed}`);
    return operation;
  });
}

/** Answers the cassettes it wrote. A folder that could not be finished is taken away again. */
async function write(plan: Plan, today: string): Promise<readonly WrittenCassette[]> {
  const folder = join(CONNECTORS, plan.id);
  mkdirSync(join(folder, 'cassettes'), { recursive: true });
  try {
    for (const [file, text] of Object.entries(filesOf(plan, today)))
      writeFileSync(join(folder, file), await formatted(file, text));
    const { default: connector } = (await import(pathToFileURL(join(folder, 'connector.ts')).href)) as {
      default: Connector;
    };
    const cassettes = writeCassettes(plan, connector, today);
    for (const { file, text } of cassettes) writeFileSync(join(folder, 'cassettes', file), text);
    for (const { file, text } of (await generate()).files) writeFileSync(join(CONNECTORS, file), text);
    return cassettes;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Everything but cassettes, which need the connector to run. */
export const filesOf = (plan: Plan, today: string): Readonly<Record<string, string>> => ({
  'wire.ts': writeWire(plan),
  'map.ts': writeMap(plan),
  'connector.ts': writeConnector(plan),
  'sandbox.ts': writeSandbox(plan),
  'README.md': writeReadme(plan, today),
});

async function formatted(file: string, text: string): Promise<string> {
  const { format, resolveConfig } = await import('prettier');
  const filepath = join(CONNECTORS, file);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

async function main(): Promise<number> {
  const asked = readAsked(process.argv.slice(2));
  const plan = planOf(asked);
  const cassettes = await write(plan, new Date().toISOString().slice(0, 10));
  console.log(`Wrote connectors/${plan.id}/ and listed it in connectors/index.ts.`);
  for (const { name, choice } of plan.endpoints) console.log(`  ${name} feeds ${choice.dataset}: ${choice.why}`);
  if (!asked.isChecked) return 0;
  const document = asked.file === undefined ? {} : { document: resolve(asked.file) };
  const guarantees = await runConformance({ root: resolve(CONNECTORS, '..'), connector: plan.id, ...document });
  const failed = guarantees.filter(({ outcome }) => outcome === 'FAILED');
  const count = guarantees.filter(({ outcome }) => outcome === 'ok').length;
  console.log(`\nConformance: ${failed.length === 0 ? 'green' : 'NOT green'}: ${count} ok, ${failed.length} failed`);
  if (failed.length > 0) console.log(foldGuarantees(failed).map(render).join('\n'));
  console.log(`\n${sayWhatIsLeft(plan, cassettes, failed)}`);
  return failed.length === 0 && count > 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main().catch((error: unknown) => {
    const isUsage = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    console.error(error instanceof ScaffoldError || isUsage ? error.message : error);
    return 2;
  });
}
