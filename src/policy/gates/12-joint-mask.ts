/**
 * Gate 12: among all that this person sees of this customer today, the candidates left stay at or above the rule's minimum; else the member
 * whose lowering leaves most candidates is lowered, from clear to masked to withheld, until the rule holds.
 */
import type { Coordinate } from '../../domain/classification.ts';
import type { TogetherGate, Verdict } from '../gate.ts';
import { lowerJointly, readJointRules } from '../joint.ts';

const NOTHING: ReadonlyMap<Coordinate, Verdict> = new Map();

export const jointMaskGate: TogetherGate = {
  number: 12,
  judge(request, outcomes) {
    const rules = readJointRules(request);
    if (rules.members.size === 0) return NOTHING;
    const members = [...outcomes].filter(
      ([coordinate, outcome]) => outcome !== 'WITHHOLD' && rules.members.has(coordinate),
    );
    if (members.length === 0) return NOTHING;
    const lowered = lowerJointly(rules, new Map(members), request.facts.disclosedToday);
    return new Map([...lowered].map(([coordinate, ceiling]) => [coordinate, { ceiling, reasons: ['JOINT_MASK'] }]));
  },
};
