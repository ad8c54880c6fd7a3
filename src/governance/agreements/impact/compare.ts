/**
 * One customer's fields decided twice, with an agreement version and without it. Pure. What another agreement or another partner still
 * permits is not lost.
 */
import type { Coordinate } from '../../../domain/classification.ts';
import type { Outcome } from '../../../domain/decision.ts';
import type { Fact, Facts } from '../../../domain/fact.ts';
import { decide, type DecideInput } from '../../../policy/decide.ts';

export interface Difference {
  readonly coordinate: Coordinate;
  /** What is left of it. */
  readonly left: Exclude<Outcome, 'ALLOW'>;
}

const RANK: Readonly<Record<Outcome, number>> = { WITHHOLD: 0, MASK: 1, ALLOW: 2 };

export function compare(input: DecideInput, version: Fact<'agreement'>): readonly Difference[] {
  const facts = { ...input.facts, elevations: [] };
  const now = decide({ ...input, facts }).fields.filter(({ outcome }) => outcome !== 'WITHHOLD');
  if (now.length === 0) return [];
  const coordinates = now.map(({ coordinate }) => coordinate);
  const { fields } = decide({ ...input, coordinates, facts: without(facts, version) });
  const left = new Map(fields.map((one) => [one.coordinate, one.outcome]));
  return now.flatMap(({ coordinate, outcome }) => {
    const after = left.get(coordinate) ?? 'WITHHOLD';
    return after !== 'ALLOW' && RANK[after] < RANK[outcome] ? [{ coordinate, left: after }] : [];
  });
}

function without(facts: Facts, { id, body }: Fact<'agreement'>): Facts {
  const { partnerId } = body.terms;
  const others = (facts.agreements.get(partnerId) ?? []).filter((one) => one.id !== id);
  return { ...facts, agreements: new Map([...facts.agreements, [partnerId, others]]) };
}
