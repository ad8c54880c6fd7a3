/**
 * What joint masks promise for every rule, request and order of requests: together, never fewer people fit than the rule demands.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coordinate } from '../../src/domain/classification.ts';
import type { Outcome } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/fact.ts';
import { type JointMark, shownBy } from '../../src/domain/joint.ts';
import type { PolicyRules } from '../../src/domain/policy.ts';
import { decide } from '../../src/policy/decide.ts';
import { changed, input, withFacts } from './generated-world.ts';

const MEMBERS: readonly Coordinate[] = ['CreditScore.value', 'CreditScore.model', 'Identity.name'];

type Rule = PolicyRules['jointMasks'][number];

const factor = fc.integer({ min: 1, max: 60 }).map(String);
/** What is shown in clear tells at least as much as its mask. */
const member = (coordinate: Coordinate) =>
  fc.tuple(factor, factor).map(([a, b]) => {
    const [masked, clear] = [a, b].sort((x, y) => Number(x) - Number(y));
    return { coordinate, clear, masked };
  });
const rules = fc.array(
  fc.record({
    id: fc.constantFrom('R'),
    because: fc.constant('x'),
    candidates: fc.constantFrom('100', '1000', '10000'),
    minimum: fc.constantFrom('1', '5', '50'),
    members: fc.tuple(...MEMBERS.map(member)),
  }) as unknown as fc.Arbitrary<Rule>,
  { minLength: 1, maxLength: 2 },
);

const left = (rule: Rule, outcomeOf: (coordinate: Coordinate) => Outcome): number =>
  rule.members.reduce((people, { coordinate, clear, masked }) => {
    const outcome = outcomeOf(coordinate);
    if (outcome === 'WITHHOLD') return people;
    return people / Number(outcome === 'ALLOW' ? clear : masked);
  }, Number(rule.candidates));

const under = (
  one: Parameters<typeof decide>[0],
  jointMasks: readonly Rule[],
  disclosedToday: Facts['disclosedToday'],
) => withFacts(one, { disclosedToday, policy: one.facts.policy && changed(one.facts.policy, { jointMasks }) });

describe('whatever is asked, in whatever order,', () => {
  it('what one person was shown in a day leaves the people that every rule demands', () => {
    let lowered = 0;
    const asks = fc.array(fc.subarray([...MEMBERS], { minLength: 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(input, rules, asks, (one, jointMasks, requests) => {
        let today: readonly JointMark[] = [];
        for (const coordinates of requests) {
          const { joint, fields } = decide({ ...under(one, jointMasks, today), coordinates });
          lowered += Number(fields.some(({ reasons }) => reasons.includes('JOINT_MASK')));
          expect(today.every((mark) => joint?.after.includes(mark) ?? true)).toBe(true);
          today = joint?.after ?? today;
          const marks = new Set<string>(today);
          for (const rule of jointMasks)
            expect(left(rule, (coordinate) => shownBy(marks, coordinate))).toBeGreaterThanOrEqual(
              Number(rule.minimum) - 1e-9,
            );
        }
      }),
      { numRuns: 250 },
    );
    expect(lowered).toBeGreaterThan(10);
  });

  it('a rule shows no more than without it, and asking again changes nothing', () => {
    const rank: Readonly<Record<Outcome, number>> = { WITHHOLD: 0, MASK: 1, ALLOW: 2 };
    fc.assert(
      fc.property(input, rules, (one, jointMasks) => {
        const ask = { ...one, coordinates: MEMBERS };
        const free = decide(ask).fields;
        const first = decide(under(ask, jointMasks, []));
        expect(first.fields.every(({ outcome }, i) => rank[outcome] <= rank[free[i]?.outcome ?? 'WITHHOLD'])).toBe(
          true,
        );
        const again = decide(under(ask, jointMasks, first.joint?.after ?? []));
        expect(again.fields.map(({ outcome }) => outcome)).toEqual(first.fields.map(({ outcome }) => outcome));
      }),
      { numRuns: 200 },
    );
  });
});
