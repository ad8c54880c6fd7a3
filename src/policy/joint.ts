/**
 * Joint masks: fields that together tell more than each by itself. `candidates` people fit while nothing is known; every member shown
 * divides them by its factor. Counts together what this decision would show and what the same person was shown of the same customer on the
 * same UTC day, through whatever application. Numbers that are none withhold.
 */
import type { Coordinate } from '../domain/classification.ts';
import type { Outcome } from '../domain/decision.ts';
import { type JointClaim, type JointMark, marksOf, shownBy } from '../domain/joint.ts';
import type { JointMaskRule, PolicyRules } from '../domain/policy.ts';
import type { AccessRequest } from './gate.ts';
import { rank } from './lattice.ts';

interface Member {
  readonly coordinate: Coordinate;
  readonly factorOf: (outcome: Outcome) => number;
}

interface Rule {
  readonly candidates: number;
  readonly minimum: number;
  readonly members: readonly Member[];
}

export interface JointRules {
  readonly rules: readonly Rule[];
  readonly members: ReadonlySet<Coordinate>;
}

const NONE: JointRules = { rules: [], members: new Set() };
const rulesByPolicy = new WeakMap<PolicyRules, JointRules>();

/** Read once per policy. Throws on a number that cannot be counted with. */
export function readJointRules({ policy }: Pick<AccessRequest, 'policy'>): JointRules {
  if (policy === null || policy.body.jointMasks.length === 0) return NONE;
  const known = rulesByPolicy.get(policy.body);
  if (known !== undefined) return known;
  const rules = policy.body.jointMasks.map(readRule);
  const read = { rules, members: new Set(rules.flatMap(({ members }) => members.map((one) => one.coordinate))) };
  rulesByPolicy.set(policy.body, read);
  return read;
}

/** `clear: '1'` leaves whoever may read that member in clear alone: the rule protects nothing from them any more. */
const readRule = ({ candidates, minimum, members }: JointMaskRule): Rule => ({
  candidates: atLeastOne(candidates),
  minimum: atLeastOne(minimum),
  members: members.map(({ coordinate, clear, masked }) => {
    const factors: Readonly<Record<Outcome, number>> = {
      WITHHOLD: 1,
      MASK: atLeastOne(masked),
      ALLOW: atLeastOne(clear),
    };
    return { coordinate, factorOf: (outcome) => factors[outcome] };
  }),
});

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 1) throw new Error('a joint mask counts with a number that is none');
  return value;
}

export type Outcomes = ReadonlyMap<Coordinate, Outcome>;

/** What of these outcomes must be lowered, and to what, until every rule holds. Empty: nothing. */
export function lowerJointly({ rules }: JointRules, outcomes: Outcomes, today: readonly JointMark[]): Outcomes {
  const marks = new Set<string>(today);
  const shown = new Map(outcomes);
  const lowered = new Map<Coordinate, Outcome>();
  // Each step lowers one member, so this ends; what is lowered for one rule may break another.
  for (;;) {
    const step = rules
      .filter((rule) => !holds(rule, shown, marks))
      .reduce<Step | null>((found, rule) => found ?? strongestStep(rule, shown, marks), null);
    if (step === null) return lowered;
    shown.set(step.coordinate, step.outcome);
    lowered.set(step.coordinate, step.outcome);
  }
}

const total = ({ members }: Rule, shown: Outcomes, marks: ReadonlySet<string>): number =>
  members.reduce((product, member) => product * member.factorOf(bothOf(member, shown, marks)), 1);

/** What the person knows of a member: the most of now and today. */
function bothOf({ coordinate }: Member, shown: Outcomes, marks: ReadonlySet<string>): Outcome {
  const now = shown.get(coordinate) ?? 'WITHHOLD';
  const before = shownBy(marks, coordinate);
  return rank(now) > rank(before) ? now : before;
}

const holds = (rule: Rule, shown: Outcomes, marks: ReadonlySet<string>): boolean =>
  rule.candidates >= rule.minimum * total(rule, shown, marks);

interface Step {
  readonly coordinate: Coordinate;
  readonly outcome: Outcome;
  readonly left: number;
}

/** One member one step lower: the one whose lowering leaves most candidates, then the first by name. */
function strongestStep(rule: Rule, shown: Outcomes, marks: ReadonlySet<string>): Step | null {
  const steps = rule.members.flatMap(({ coordinate }): Step[] => {
    const now = shown.get(coordinate) ?? 'WITHHOLD';
    if (rank(now) === 0) return [];
    const outcome = now === 'ALLOW' ? 'MASK' : 'WITHHOLD';
    const left = rule.candidates / total(rule, new Map(shown).set(coordinate, outcome), marks);
    return [{ coordinate, outcome, left }];
  });
  return steps.reduce<Step | null>((best, step) => (best === null || comesBefore(step, best) ? step : best), null);
}

const comesBefore = (a: Step, b: Step): boolean =>
  a.left > b.left || (a.left === b.left && a.coordinate < b.coordinate);

/** What was counted and what a release of these outcomes makes of the day; null where no member was asked for. */
export function claimOf(request: AccessRequest, outcomes: Outcomes): JointClaim | null {
  const { members } = readJointRules(request);
  if (members.size === 0) return null;
  const asked = [...outcomes].filter(([coordinate]) => members.has(coordinate));
  if (asked.length === 0) return null;
  const added = asked.flatMap(([coordinate, outcome]) => marksOf(coordinate, outcome));
  const before = [...new Set(request.facts.disclosedToday)].sort();
  return {
    day: request.facts.decidedAt.slice(0, 10),
    person: request.caller.subject,
    customerId: request.customerId,
    before,
    after: [...new Set([...before, ...added])].sort(),
  };
}
