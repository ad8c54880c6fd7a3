/**
 * Gate 13: who filters, sorts, groups or aggregates by a field learns its value from what comes back. So each field used like that must be
 * allowed in clear; where one is not, nothing of this customer is answered.
 */
import type { Coordinate } from '../../domain/classification.ts';
import { withhold, type TogetherGate, type Verdict } from '../gate.ts';

const NOTHING: ReadonlyMap<Coordinate, Verdict> = new Map();
const PROTECTED = withhold('PREDICATE_ON_PROTECTED');

export const predicateGate: TogetherGate = {
  number: 13,
  judge({ predicates }, outcomes) {
    if (predicates.every((coordinate) => outcomes.get(coordinate) === 'ALLOW')) return NOTHING;
    return new Map([...outcomes.keys()].map((coordinate) => [coordinate, PROTECTED]));
  },
};
