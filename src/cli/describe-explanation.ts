/**
 * An explanation as a person reads it on a screen: the decision, then every gate of every source. Fields to which all gates say the same are told
 * together. Names, codes and hashes; never a value.
 */
import { ACTORS, REASON_WORDS } from '../domain/reason-words.ts';
import type { ExplainedFact, ExplainedField, ExplainedSource, Explanation, GateVerdict } from '../policy/explain.ts';

export function describeExplanation({ decision, fields }: Explanation): string {
  const { customerId, purpose, decidedAt } = decision;
  const outcomes = new Map(decision.fields.map(({ coordinate, outcome }) => [coordinate, outcome]));
  const groups = alike(fields, ({ coordinate, sources }) => JSON.stringify([outcomes.get(coordinate), sources]));
  return [
    `Customer ${customerId}, purpose ${purpose || '(none)'}, decided at ${decidedAt}`,
    ...groups.flatMap(([first, ...others]) => [
      '',
      `${[first, ...others].map(({ coordinate }) => coordinate).join(', ')}: ${outcomes.get(first.coordinate) ?? ''}`,
      ...first.sources.flatMap((source) => describeSource(source)),
    ]),
    '',
    '* a release tests that this version is still current; - looked at. Gates 10 (retention) and 14 (mask) judge the values, after the fetch.',
  ].join('\n');
}

type Group = readonly [ExplainedField, ...ExplainedField[]];

function alike(fields: readonly ExplainedField[], keyOf: (field: ExplainedField) => string): readonly Group[] {
  const groups = new Map<string, [ExplainedField, ...ExplainedField[]]>();
  for (const field of fields) {
    const key = keyOf(field);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [field]);
    else known.push(field);
  }
  return [...groups.values()];
}

const describeSource = ({ source, outcome, gates }: ExplainedSource): readonly string[] => [
  `  ${source === '' ? 'no source supplies it' : `from ${source}`}: ${outcome}`,
  ...gates.flatMap(describeGate),
];

const describeGate = ({ number, name, outcome, reasons, facts }: GateVerdict): readonly string[] => [
  `    ${String(number).padStart(2)} ${name.padEnd(18)} ${outcome}`,
  ...reasons.flatMap((reason) => {
    const { en, law, actor } = REASON_WORDS[reason];
    return [`         ${reason}: ${en}`, `           ${law}. Who can change it: ${ACTORS[actor].en}.`];
  }),
  ...facts.map(describeFact),
];

const describeFact = ({ kind, id, version, hash, isIntact, state, isRequired }: ExplainedFact): string =>
  [
    `         ${isRequired ? '*' : '-'} ${kind} ${id} v${version}`,
    ...(state === null ? [] : [state]),
    ...(hash === null ? [] : [`sha256 ${hash.slice(0, 12)}…`]),
    ...(isIntact ? [] : ['EDITED OUTSIDE THE GATEWAY']),
  ].join(' ');
