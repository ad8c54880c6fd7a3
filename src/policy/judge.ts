/**
 * Runs every gate over every question and keeps the lowest verdict and all reasons; then the gates that look at all fields together, and
 * what they lower is judged anew. Never throws: a gate that does is a verdict of WITHHOLD with POLICY_EVAL_ERROR. Which gates there are is
 * not known here.
 */
import type { Classification, Coordinate } from '../domain/classification.ts';
import type { DecisionContent, FieldDecision, Outcome, SourceDecision } from '../domain/decision.ts';
import type { JointClaim } from '../domain/joint.ts';
import type { SourceId } from '../domain/sourced.ts';
import { readAccessRequest } from './access-request.ts';
import type { DecideInput } from './decide.ts';
import {
  FAILED,
  withhold,
  type AccessInput,
  type AccessRequest,
  type FieldGate,
  type Question,
  type TogetherGate,
  type Verdict,
} from './gate.ts';
import type { Gates } from './gates.ts';
import { createGrounds, type Grounds } from './grounds.ts';
import { claimOf } from './joint.ts';
import { inGateOrder, rank } from './lattice.ts';
import { weigh } from './weigh.ts';

export type Judgement = Omit<DecisionContent, 'customerId' | 'purpose' | 'decidedAt'>;

type FieldJudge = (question: Question) => Verdict;

/** What does not depend on the coordinate. */
interface Seat {
  /** Null: it could not even be read; everything is withheld. */
  readonly request: AccessRequest | null;
  readonly requestVerdicts: readonly Verdict[];
  readonly fieldJudges: readonly FieldJudge[];
}

/** By coordinate, what the gates that look at all fields found against it. */
type Together = ReadonlyMap<Coordinate, readonly Verdict[]>;

interface Bench extends Seat {
  readonly together: Together;
  readonly grounds: Grounds;
  /** What was weighed of each source. Gates give the same verdict objects again and again, and equal verdicts weigh alike. */
  readonly weighed: Map<SourceId, Weighed[]>;
}

interface Weighed {
  readonly verdicts: readonly Verdict[];
  readonly classification: Classification | undefined;
  readonly decision: SourceDecision;
}

export function judge(gates: Gates, input: DecideInput): Judgement {
  const taken = seat(gates, input);
  const coordinates = [...new Set([...input.coordinates, ...input.predicates])];
  let sitting = sit(taken, input, coordinates, new Map());
  for (const gate of gates.together) {
    const found = lookTogether(gate, taken.request, sitting.outcomes);
    if (found.size > 0) sitting = sit(taken, input, coordinates, alsoAgainst(sitting.bench.together, found));
  }
  const { fields, bench, outcomes } = sitting;
  const asked = new Set(input.coordinates);
  return {
    fields: asked.size === fields.length ? fields : fields.filter(({ coordinate }) => asked.has(coordinate)),
    requires: bench.grounds.requires(),
    validUntil: bench.grounds.validUntil(),
    ...pinsOf(taken.request, outcomes),
  };
}

/** What the log and the later stages take over from the policy. */
function pinsOf(
  request: AccessRequest | null,
  outcomes: ReadonlyMap<Coordinate, Outcome>,
): Pick<Judgement, 'documentHash' | 'adverseCreditYears' | 'joint'> {
  if (request?.policy == null) return {};
  const { documentHash, adverseCreditYears } = request.policy.body;
  const joint = attemptClaim(request, outcomes);
  return { documentHash, adverseCreditYears, ...(joint === null ? {} : { joint }) };
}

/** Where the rules cannot be read gate 12 has withheld everything. */
function attemptClaim(request: AccessRequest, outcomes: ReadonlyMap<Coordinate, Outcome>): JointClaim | null {
  try {
    return claimOf(request, outcomes);
  } catch {
    return null;
  }
}

function seat(gates: Gates, input: AccessInput): Seat {
  try {
    const request = readAccessRequest(input);
    return {
      request,
      requestVerdicts: gates.request.map((gate) => attempt(() => gate.judge(request))),
      fieldJudges: gates.field.map((gate) => guarded(gate, request)),
    };
  } catch {
    return { request: null, requestVerdicts: [FAILED], fieldJudges: [] };
  }
}

function sit(taken: Seat, input: DecideInput, coordinates: readonly Coordinate[], together: Together) {
  const bench: Bench = { ...taken, together, grounds: createGrounds(), weighed: new Map() };
  const outcomes = new Map<Coordinate, Outcome>();
  const fields = coordinates.map((coordinate) => {
    const field = judgeField(bench, input, coordinate);
    outcomes.set(coordinate, field.outcome);
    return field;
  });
  return { bench, fields, outcomes };
}

/** A gate that fails here withholds all fields. */
function lookTogether(
  gate: TogetherGate,
  request: AccessRequest | null,
  outcomes: ReadonlyMap<Coordinate, Outcome>,
): ReadonlyMap<Coordinate, Verdict> {
  if (request === null) return new Map();
  try {
    return gate.judge(request, outcomes);
  } catch {
    return new Map([...outcomes.keys()].map((coordinate) => [coordinate, FAILED]));
  }
}

const alsoAgainst = (before: Together, found: ReadonlyMap<Coordinate, Verdict>): Together =>
  new Map([
    ...before,
    ...[...found].map(([coordinate, verdict]): [Coordinate, readonly Verdict[]] => [
      coordinate,
      [...(before.get(coordinate) ?? []), verdict],
    ]),
  ]);

function judgeField(bench: Bench, input: DecideInput, coordinate: Coordinate): FieldDecision {
  const sources = candidatesOf(input, coordinate);
  if (sources === null) return withheldField(coordinate, [judgeSource(bench, input, coordinate, NOBODY, [FAILED])]);
  const more = bench.together.get(coordinate) ?? NOTHING_MORE;
  if (sources.length === 0)
    return withheldField(coordinate, [judgeSource(bench, input, coordinate, NOBODY, [...UNSUPPLIED, ...more])]);
  const decisions = sources.map((source) => judgeSource(bench, input, coordinate, source, more));
  const best = decisions.reduce((a, b) => (rank(b.outcome) > rank(a.outcome) ? b : a));
  if (best.outcome === 'WITHHOLD') return { ...withheldField(coordinate, decisions), sources: decisions };
  return { coordinate, outcome: best.outcome, reasons: best.reasons, sources: decisions };
}

/** Stands in where no source can supply a field, so that the gates still give their reasons. No partner has this id. */
const NOBODY: SourceId = '';
const UNSUPPLIED: readonly Verdict[] = [withhold('AGREEMENT_NONE')];
const NOTHING_MORE: readonly Verdict[] = [];

function candidatesOf(input: DecideInput, coordinate: Coordinate): readonly SourceId[] | null {
  try {
    return distinct(input.candidates(coordinate));
  } catch {
    return null;
  }
}

/** Candidates are a handful and hardly ever repeat. */
const distinct = (sources: readonly SourceId[]): readonly SourceId[] =>
  sources.every((source, i) => sources.indexOf(source) === i) ? sources : [...new Set(sources)];

function judgeSource(
  bench: Bench,
  input: DecideInput,
  coordinate: Coordinate,
  source: SourceId,
  more: readonly Verdict[],
): SourceDecision {
  const question: Question = { coordinate, source, classification: input.catalogue.get(coordinate) };
  const verdicts = [
    ...bench.requestVerdicts,
    ...bench.fieldJudges.map((judgeQuestion) => judgeQuestion(question)),
    ...more,
  ];
  const before = bench.weighed.get(source) ?? [];
  const known = before.find((one) => weighsAlike(one, question, verdicts));
  if (known !== undefined) return known.decision;
  const decision = weigh(question, verdicts);
  if (decision.outcome !== 'WITHHOLD') bench.grounds.add(verdicts);
  bench.weighed.set(source, [...before, { verdicts, classification: question.classification, decision }]);
  return decision;
}

/** The classification counts only where it chose the mask. */
const weighsAlike = (
  { verdicts, classification, decision }: Weighed,
  question: Question,
  others: readonly Verdict[],
): boolean =>
  verdicts.length === others.length &&
  verdicts.every((verdict, i) => verdict === others[i]) &&
  (decision.outcome !== 'MASK' || classification === question.classification);

const withheldField = (coordinate: Coordinate, decisions: readonly SourceDecision[]): FieldDecision => ({
  coordinate,
  outcome: 'WITHHOLD',
  reasons: inGateOrder(decisions.flatMap(({ reasons }) => reasons)),
  sources: [],
});

function attempt(run: () => Verdict): Verdict {
  try {
    return run();
  } catch {
    return FAILED;
  }
}

function guarded(gate: FieldGate, request: AccessRequest): FieldJudge {
  try {
    const judgeQuestion = gate.open(request);
    return (question) => {
      try {
        return judgeQuestion(question);
      } catch {
        return FAILED;
      }
    };
  } catch {
    return () => FAILED;
  }
}
