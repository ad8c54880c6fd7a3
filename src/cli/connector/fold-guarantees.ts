/**
 * Folds what the suite said into lines a person reads: one per guarantee, what holds for every cassette counted and not repeated, failures
 * and skips each with its reason. Pure.
 */
import type { Guarantee } from './run-conformance.ts';

export interface Line {
  readonly outcome: Guarantee['outcome'];
  readonly text: string;
  readonly why: string;
}

export function foldGuarantees(guarantees: readonly Guarantee[]): readonly Line[] {
  const groups = new Map<string, Guarantee[]>();
  for (const guarantee of guarantees) {
    const key = keyOf(guarantee);
    groups.set(key, [...(groups.get(key) ?? []), guarantee]);
  }
  const lines = [...groups.values()].flatMap((members) => lineOf(members) ?? []);
  return lines.sort((a, b) => rank(a) - rank(b));
}

/** What holds is one line for all endpoints; what does not is told for each. */
function keyOf({ about, title, member, outcome, why }: Guarantee): string {
  const isForEvery = outcome === 'ok' && about !== '' && member === null;
  return JSON.stringify([isForEvery ? 'every endpoint' : about, title, outcome, why]);
}

/** What must be done comes last, where it is seen. */
const rank = ({ outcome }: Line): number => ['ok', 'skipped', 'FAILED'].indexOf(outcome);

function lineOf(members: readonly Guarantee[]): Line | null {
  const [first] = members;
  if (first === undefined) return null;
  const { about, title, outcome, why } = first;
  const names = members.flatMap(({ member }) => member ?? []);
  const of = names.length === 0 ? endpoints(members.map((one) => one.about)) : cassettes(names, outcome);
  return { outcome, text: about === '' ? title : `${of}: ${title}`, why };
}

const endpoints = (names: readonly string[]): string =>
  names.length > 1 ? `${names.length} endpoints` : names.join('');

const cassettes = (names: readonly string[], outcome: Guarantee['outcome']): string =>
  outcome === 'ok' || names.length > 3
    ? `${names.length} cassette${names.length === 1 ? '' : 's'}`
    : `cassette ${names.join(', ')}`;

export const render = ({ outcome, text, why }: Line): string =>
  `  ${outcome.padEnd(8)}${text}${why === '' ? '' : `\n          why: ${why}`}`;
