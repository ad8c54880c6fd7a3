/**
 * `npm run connector:check -- <partner>-<kind>`: the conformance suite for one connector in readable lines, what changed against the last
 * committed version, and at `--level strict` what evidence is missing. Exit codes: 0 green, 1 something is left to do, 2 wrong usage.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Connector } from '../sdk/index.ts';
import { type Cassette, readCassettes } from './connector/cassette.ts';
import { type Change, compareSurfaces } from './connector/compare-surfaces.ts';
import { foldGuarantees, render } from './connector/fold-guarantees.ts';
import { lastVersion, objectionToRevision } from './connector/last-version.ts';
import { loadFolders } from './connector/load-folders.ts';
import { type Guarantee, runConformance } from './connector/run-conformance.ts';
import { strictDemands } from './connector/strict-demands.ts';
import { surfaceOf } from './connector/surface.ts';
import { vendorDocument } from './connector/vendor-document.ts';
import { CONNECTORS, connectorFolders } from './generate-connectors.ts';

const USAGE = `Usage: npm run connector:check -- <partner>-<kind> [--level basic|strict] [--document <openapi file>]
                                  [--against <git revision>] [--allow-breaking]

  --level strict     every endpoint proven by a published or recorded exchange, judged by the partner's document, nothing left
                     to confirm, no breaking change; basic (the default) is what \`npm run check\` asks of every folder
  --document <file>  the partner's OpenAPI document, where it is not at its usual place
  --against <rev>    the version to compare with; HEAD where nothing is said
  --allow-breaking   a breaking change is told and does not fail the strict level`;

const ROOT = resolve(CONNECTORS, '..');

interface Asked {
  readonly name: string;
  readonly level: 'basic' | 'strict';
  readonly document?: string;
  readonly against: string;
  readonly isBreakingAllowed: boolean;
}

/** Answers the exit code. */
export async function checkConnector(asked: Asked): Promise<number> {
  const { name, level, document } = asked;
  const folder = join(CONNECTORS, name);
  console.log(`${name}: conformance, level ${level}\n`);
  const { connectors, broken } = await loadFolders([filesOf(folder, name)]);
  const connector = connectors[0]?.connector;
  if (connector === undefined) {
    console.log(
      `  FAILED  the folder loads\n          why: ${broken[0]?.reason ?? ''}\n\nThe gateway would quarantine it and serve the others.`,
    );
    return 1;
  }
  const guarantees = await runConformance({
    root: ROOT,
    connector: name,
    ...(document === undefined ? {} : { document }),
  });
  console.log(foldGuarantees(guarantees).map(render).join('\n'));
  const changes = changesOf(connector, asked.against);
  console.log(`\n${describe(changes, asked.against)}`);
  const demands = level === 'basic' ? [] : demandsOf(asked, { folder, connector, guarantees, changes: changes ?? [] });
  if (demands.length > 0)
    console.log(`\nstrict asks for more:\n${demands.map((demand) => `  - ${demand}`).join('\n')}`);
  return conclude(name, guarantees, demands);
}

const filesOf = (folder: string, name: string) => ({
  folder: name,
  connector: () => import(pathToFileURL(join(folder, 'connector.ts')).href) as Promise<{ readonly default: Connector }>,
  sandbox: () => import(pathToFileURL(join(folder, 'sandbox.ts')).href) as Promise<never>,
});

/** null: there is no last version. */
function changesOf(connector: Connector, against: string): readonly Change[] | null {
  const last = lastVersion(ROOT, connector.id, against);
  return last === null ? null : compareSurfaces(last, surfaceOf(connector));
}

function describe(changes: readonly Change[] | null, against: string): string {
  if (changes === null) return `against ${against}: no version there to compare with`;
  if (changes.length === 0) return `against ${against}: the surface did not change`;
  const lines = [...changes].sort((a, b) => Number(b.isBreaking) - Number(a.isBreaking));
  return [
    `against ${against}:`,
    ...lines.map(({ isBreaking, text }) => `  ${isBreaking ? 'BREAKING  ' : 'compatible'} ${text}`),
  ].join('\n');
}

interface Found {
  readonly folder: string;
  readonly connector: Connector;
  readonly guarantees: readonly Guarantee[];
  readonly changes: readonly Change[];
}

function demandsOf({ name, document, isBreakingAllowed }: Asked, found: Found): readonly string[] {
  const hasDocument = vendorDocument(name, document) !== null;
  return strictDemands({ ...found, cassettes: cassettesOf(found.folder), hasDocument, isBreakingAllowed });
}

/** The suite has told a folder without readable cassettes already. */
function cassettesOf(folder: string): readonly Cassette[] {
  try {
    return readCassettes(folder);
  } catch {
    return [];
  }
}

function conclude(name: string, guarantees: readonly Guarantee[], demands: readonly string[]): number {
  const count = (outcome: Guarantee['outcome']) => guarantees.filter((one) => one.outcome === outcome).length;
  const isGreen = count('FAILED') === 0 && count('ok') > 0 && demands.length === 0;
  const left = demands.length === 0 ? '' : `, ${demands.length} left to do`;
  console.log(
    `\n${name}: ${isGreen ? 'green' : 'NOT green'}: ${count('ok')} ok, ${count('FAILED')} failed, ${count('skipped')} skipped${left}`,
  );
  return isGreen ? 0 : 1;
}

function readAsked(args: readonly string[]): Asked | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      level: { type: 'string', default: 'basic' },
      document: { type: 'string' },
      against: { type: 'string', default: 'HEAD' },
      'allow-breaking': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { level, document, against } = values;
  const [name, ...more] = positionals;
  if (values.help || name === undefined || more.length > 0 || (level !== 'basic' && level !== 'strict')) return null;
  const file = document === undefined ? {} : { document: resolve(document) };
  return { name, level, against, isBreakingAllowed: values['allow-breaking'], ...file };
}

async function main(): Promise<number> {
  const asked = readAsked(process.argv.slice(2));
  if (asked === null) return fail(USAGE);
  if (!connectorFolders().includes(asked.name)) return fail(absent(asked.name));
  const objection = objectionToRevision(ROOT, asked.against);
  if (objection !== null) return fail(objection);
  if (asked.document !== undefined && !existsSync(asked.document)) return fail(`There is no file ${asked.document}.`);
  return checkConnector(asked);
}

const absent = (name: string): string =>
  /^[\w-]+$/.test(name) && existsSync(join(CONNECTORS, name))
    ? `connectors/${name} has no connector.ts: write one, or take the folder away and have it written by connector:new.`
    : `There is no connector "${name}". There are: ${connectorFolders().join(', ')}.`;

function fail(text: string): number {
  console.error(text);
  return 2;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main().catch((error: unknown) =>
    fail(error instanceof Error ? error.message : String(error)),
  );
}
