/**
 * Runs every gate over every question and keeps the lowest verdict and all reasons. Never throws: a gate that does is a
 * verdict of WITHHOLD with POLICY_EVAL_ERROR. Which gates there are is not known here.
 */
import type { Classification, Coordinate } from '../domain/classification.ts';
import type { DecisionContent, FieldDecision, SourceDecision } from '../domain/decision.ts';
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
  type Verdict,
} from './gate.ts';
import type { Gates } from './gates.ts';
import { createGrounds, type Grounds } from './grounds.ts';
import { inGateOrder, rank } from './lattice.ts';
import { weigh } from './weigh.ts';

export type Judgement = Pick<DecisionContent, 'fields' | 'requires' | 'validUntil'>;

type FieldJudge = (question: Question) => Verdict;

/** What does not depend on the coordinate. */
interface Bench {
  readonly requestVerdicts: readonly Verdict[];
  readonly fieldJudges: readonly FieldJudge[];
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
  const bench: Bench = { ...seat(gates, input), grounds: createGrounds(), weighed: new Map() };
  const fields = [...new Set(input.coordinates)].map((coordinate) => judgeField(bench, input, coordinate));
  return { fields, requires: bench.grounds.requires(), validUntil: bench.grounds.validUntil() };
}

function seat(gates: Gates, input: AccessInput): Pick<Bench, 'requestVerdicts' | 'fieldJudges'> {
  try {
    const request = readAccessRequest(input);
    return {
      requestVerdicts: gates.request.map((gate) => attempt(() => gate.judge(request))),
      fieldJudges: gates.field.map((gate) => guarded(gate, request)),
    };
  } catch {
    return { requestVerdicts: [FAILED], fieldJudges: [] };
  }
}

function judgeField(bench: Bench, input: DecideInput, coordinate: Coordinate): FieldDecision {
  const sources = candidatesOf(input, coordinate);
  if (sources === null) return withheldField(coordinate, [judgeSource(bench, input, coordinate, NOBODY, [FAILED])]);
  if (sources.length === 0)
    return withheldField(coordinate, [judgeSource(bench, input, coordinate, NOBODY, UNSUPPLIED)]);
  const decisions = sources.map((source) => judgeSource(bench, input, coordinate, source, []));
  const best = decisions.reduce((a, b) => (rank(b.outcome) > rank(a.outcome) ? b : a));
  if (best.outcome === 'WITHHOLD') return { ...withheldField(coordinate, decisions), sources: decisions };
  return { coordinate, outcome: best.outcome, reasons: best.reasons, sources: decisions };
}

/** Stands in where no source can supply a field, so that the gates still give their reasons. No partner has this id. */
const NOBODY: SourceId = '';
const UNSUPPLIED: readonly Verdict[] = [withhold('AGREEMENT_NONE')];

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
