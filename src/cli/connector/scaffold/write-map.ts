/**
 * Writes map.ts: a first map of what matches by name, and above each function what a person must still decide: fields nothing feeds and
 * fields nothing reads.
 */
import { DATASETS } from '../../../domain/dataset.ts';
import { gapLines, type Match, type Use, type Way } from './match.ts';
import { pascalCase } from './names.ts';
import type { EndpointPlan, Plan } from './plan.ts';
import { comment, typeName } from './write-wire.ts';

export function writeMap(plan: Plan): string {
  const functions = plan.endpoints.map((endpoint) => functionText(endpoint)).join('\n');
  const readers = Object.entries(READERS).filter(([name]) => functions.includes(`${name}(`)).map(([, text]) => text); // prettier-ignore
  const body = [functions, ...readers].join('\n');
  const values = ['instantFromEpoch', 'parseDecimal', 'parseInstant', 'parseLocalDate', 'parseMoney', 'present'].filter((name) => body.includes(`${name}(`)); // prettier-ignore
  return [
    '/**',
    ` * From ${comment(plan.displayName)} to canonical records. Pure and total; missing stays missing. A first map: what follows from names alone.`,
    ' */',
    `import { ${['type Mapped', ...values].join(', ')} } from '../../src/sdk/index.ts';`,
    `import type { ${plan.endpoints.map(typeName).join(', ')} } from './wire.ts';`,
    '',
    constants(plan),
    body,
  ].join('\n');
}

export const mapName = ({ name }: EndpointPlan): string => `map${pascalCase(name)}`;

const needsNetwork = (endpoint: EndpointPlan): boolean =>
  isMapped(endpoint) && /^social\.(profile|activity|audience)$/.test(endpoint.choice.dataset);
const needsModel = (endpoint: EndpointPlan): boolean =>
  isMapped(endpoint) && endpoint.choice.dataset === 'credit.score' && !has(endpoint.choice.matching.matches, 'model');

const has = (matches: readonly Match[], canonical: string): boolean =>
  matches.some((match) => match.canonical === canonical);

function constants(plan: Plan): string {
  return [
    ...(plan.endpoints.some(needsNetwork) ? [`const NETWORK = ${JSON.stringify(plan.partner)};`, ''] : []),
    ...(plan.endpoints.some(needsModel) ? ["/** The score's name in the partner's contract: to be confirmed. */", `const MODEL = ${JSON.stringify(plan.displayName)};`, ''] : []), // prettier-ignore
  ].join('\n');
}

function functionText(endpoint: EndpointPlan): string {
  const { choice, operation } = endpoint;
  const { gaps, unused, matches } = choice.matching;
  const about = [
    `${operation.method} ${operation.path} to ${choice.dataset}.`,
    ...(gaps.length === 0 ? [] : ['', 'Not supplied yet:', ...gapLines(gaps).flatMap((gap) => broken(`- ${gap}`))]),
    ...(unused.length === 0
      ? []
      : ['', 'In the answer and not read:', ...wrapped(unused.map(({ path }) => path.join('.')))]),
  ];
  const head = ['/**', ...about.map((line) => ` * ${comment(line)}`.trimEnd()), ' */'];
  const isMapped = matches.length > 0 && isWhole(choice.dataset, matches);
  const signature = `export function ${mapName(endpoint)}(${isMapped ? 'answer' : '_answer'}: ${typeName(endpoint)}): Mapped<'${choice.dataset}'> | null {`; // prettier-ignore
  return [...head, signature, ...(isMapped ? bodyOf(endpoint) : ['  return null;']), '}', ''].join('\n');
}

/** A rate without its currencies is no rate. */
const isWhole = (dataset: string, matches: readonly Match[]): boolean =>
  dataset !== 'market.currency' || (has(matches, 'base') && has(matches, 'quote'));

export const isMapped = ({ choice }: EndpointPlan): boolean =>
  choice.matching.matches.length > 0 && isWhole(choice.dataset, choice.matching.matches);

/** Lines of a comment, at most 110 characters each. */
const broken = (text: string): readonly string[] => text.match(/\S.{0,109}(?=\s|$)/g) ?? [text];

const MOST_NAMED = 80;

function wrapped(names: readonly string[]): readonly string[] {
  const shown = names.slice(0, MOST_NAMED);
  const lines: string[] = [];
  for (const [i, name] of shown.entries()) {
    const text = i + 1 < shown.length ? `${name},` : name;
    const last = lines.at(-1);
    if (last === undefined || last.length + text.length > 110) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return names.length > shown.length ? [...lines, `and ${names.length - shown.length} more`] : lines;
}

function bodyOf(endpoint: EndpointPlan): readonly string[] {
  const { row, dataset, matching } = endpoint.choice;
  const isMany = DATASETS[dataset].shape === 'many';
  const place = ['answer', ...row.path].reduce((text, key, i) => (i === 0 ? key : text + step(key)), '');
  const record = `present({ ${matching.matches.map((match) => `${match.canonical}: ${spell(match, row.isList || row.path.length > 0 ? 'row' : 'answer')}`).join(', ')} })`;
  const named = [
    ...(needsNetwork(endpoint) ? ['network: NETWORK'] : []),
    ...(needsModel(endpoint) ? ['model: MODEL'] : []),
  ];
  const whole = named.length === 0 ? 'known' : `{ ${named.join(', ')}, ...known }`;
  const isEmpty = 'Object.keys(known).length === 0';
  if (isMany && row.isList)
    return [
      `  const records = ${place}.flatMap((row) => {`,
      `    const known = ${record};`,
      `    return ${isEmpty} ? [] : [${whole}];`,
      '  });',
      '  return records.length === 0 ? null : { record: records, asOf: null };',
    ];
  const head = row.isList
    ? [ONE_OF_SEVERAL, `  const [row, ...more] = ${place};`, '  if (row === undefined || more.length > 0) return null;']
    : rowAt(row.path.length, place);
  return [
    ...head,
    `  const known = ${record};`,
    `  return ${isEmpty} ? null : { record: ${isMany ? `[${whole}]` : whole}, asOf: null };`,
  ];
}

const ONE_OF_SEVERAL = '  // One record is asked for: of several nobody says which it is.';

const rowAt = (depth: number, place: string): readonly string[] => (depth === 0 ? [] : [`  const row = ${place};`]);

const step = (key: string, isMaybe = false): string => {
  const isName = /^[A-Za-z_$][\w$]*$/.test(key);
  if (isName) return `${isMaybe ? '?.' : '.'}${key}`;
  return `${isMaybe ? '?.' : ''}[${JSON.stringify(key)}]`;
};

const accessor = ({ field }: Use, row: string): string =>
  field.path.reduce((text, key, i) => text + step(key, i > 0 && field.certain[i - 1] !== true), row);

function spell({ way, uses, parts = [] }: Match, row: string): string {
  const [value = '', second = ''] = uses.map((use) => accessor(use, row));
  const simple: Readonly<Partial<Record<Way, string>>> = {
    'as-is': value,
    'decimal-text': `decimalOf(${value})`,
    'day-text': `dayOf(${value})`,
    'instant-text': `instantOf(${value})`,
    money: `parseMoney(${value}, ${second}) ?? undefined`,
    'one-text': `listOf(${value})`,
  };
  const known = simple[way];
  if (known !== undefined) return known;
  if (way === 'address' || way === 'addresses') {
    const address = `addressOf({ ${uses.map((use, i) => `${parts[i] ?? ''}: ${accessor(use, row)}`).join(', ')} })`;
    return way === 'address' ? address : `listOf(${address})`;
  }
  return `epochOf(${value}, '${way.slice('epoch-'.length)}')`;
}

const READERS: Readonly<Record<string, string>> = {
  decimalOf:
    'const decimalOf = (text: string | undefined) => (text === undefined ? undefined : (parseDecimal(text) ?? undefined));\n',
  dayOf:
    '/** The day as the text shows it, in its own offset. */\nconst dayOf = (text: string | undefined) => (text === undefined ? undefined : (parseLocalDate(text.slice(0, 10)) ?? undefined));\n',
  instantOf:
    'const instantOf = (text: string | undefined) => (text === undefined ? undefined : (parseInstant(text) ?? undefined));\n',
  epochOf:
    "/** The unit is that of the document's example. */\nconst epochOf = (digits: string | undefined, unit: 's' | 'ms' | 'us' | 'ns') => (digits === undefined ? undefined : (instantFromEpoch(digits, unit) ?? undefined));\n",
  addressOf:
    'function addressOf(parts: Readonly<Record<string, string | undefined>>) {\n  const address = present(parts) as Readonly<Record<string, string>>;\n  return Object.keys(address).length === 0 ? undefined : address;\n}\n',
  listOf:
    'const listOf = <T>(value: T | undefined): readonly T[] | undefined => (value === undefined ? undefined : [value]);\n',
};
