/**
 * A decision gate by gate, for people: what each gate said alone about each field and source, and the facts it looked at. Judges with the very
 * gates of `decide`, one at a time, so that the lowest of these verdicts is the decision (pinned by a property test). Never throws. Gates 10 and
 * 14 judge values, after the fetch: there are none here.
 */
import type { Coordinate } from '../domain/classification.ts';
import type { Decision } from '../domain/custody.ts';
import type { FieldDecision, Outcome } from '../domain/decision.ts';
import type { Fact, FactRef, Facts } from '../domain/fact.ts';
import { DENIAL_REASONS, type DenialReason } from '../domain/reason.ts';
import type { SourceId } from '../domain/sourced.ts';
import { decide, type DecideInput } from './decide.ts';
import { GATES, type Gates } from './gates.ts';
import { judge } from './judge.ts';

/** A fact as it stood in the snapshot; null hash: the gate rests on it and the snapshot does not show it. */
export interface ExplainedFact extends FactRef {
  readonly hash: string | null;
  /** False: somebody edited it outside the gateway. */
  readonly isIntact: boolean;
  /** Where the fact has one. */
  readonly state: string | null;
  /** A release tests that this version is still current. */
  readonly isRequired: boolean;
}

export interface GateVerdict {
  /** Its row in decisions.md. */
  readonly number: number;
  readonly name: string;
  readonly outcome: Outcome;
  readonly reasons: readonly DenialReason[];
  readonly facts: readonly ExplainedFact[];
}

export interface ExplainedSource {
  /** Empty where no source can supply the field. */
  readonly source: SourceId;
  readonly outcome: Outcome;
  readonly gates: readonly GateVerdict[];
}

export interface ExplainedField {
  readonly coordinate: Coordinate;
  readonly sources: readonly ExplainedSource[];
}

export interface Explanation {
  readonly decision: Decision;
  readonly fields: readonly ExplainedField[];
}

/** Gates as a person calls them. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'caller',
  1: 'purpose',
  2: 'policy',
  3: 'customer',
  4: 'batch and export',
  5: 'classification',
  6: 'partner',
  7: 'agreement',
  8: 'impact assessment',
  9: 'consent',
  10: 'retention',
  11: 'role ceiling',
  12: 'joint masks',
  13: 'predicates',
};

export function explain(input: DecideInput): Explanation {
  const decision = decide(input);
  const together = explainTogether(GATES, input);
  const fields = decision.fields.map(({ coordinate, sources }) => {
    const named = sources.length > 0 ? sources : [NO_SOURCE];
    return {
      coordinate,
      sources: named.map(({ source, outcome }) => ({
        source,
        outcome,
        gates: [...alone(input, coordinate, source), ...together.map((verdictFor) => verdictFor(coordinate, source))],
      })),
    };
  });
  return { decision, fields };
}

/** Stands where nobody supplies a field, as in judge.ts. */
const NO_SOURCE = { source: '', outcome: 'WITHHOLD' } as const;

/** Gates that judge one question at a time, each as if it were the only one. */
const LONE = [
  ...GATES.request.map((gate) => ({ number: gate.number, gates: { request: [gate], field: [], together: [] } })),
  ...GATES.field.map((gate) => ({ number: gate.number, gates: { request: [], field: [gate], together: [] } })),
];

function alone(input: DecideInput, coordinate: Coordinate, source: SourceId): readonly GateVerdict[] {
  const asked = { ...input, coordinates: [coordinate], candidates: () => [source] };
  return LONE.map(({ number, gates }) => {
    const { fields, requires } = judge(gates, asked);
    const { outcome = 'WITHHOLD', reasons = [] } = fields[0] ?? {};
    return told(number, outcome, reasons.filter(isDenial), factsOf(number, input.facts, source, requires));
  });
}

type VerdictFor = (coordinate: Coordinate, source: SourceId) => GateVerdict;

/** Gates that look at all fields at once: what each of them lowers after all before it. */
function explainTogether(gates: Gates, input: DecideInput): readonly VerdictFor[] {
  return gates.together.map(({ number }, i) => {
    const before = judge({ ...gates, together: gates.together.slice(0, i) }, input).fields;
    const after = judge({ ...gates, together: gates.together.slice(0, i + 1) }, input).fields;
    return (coordinate, source) => {
      const then = answerOf(before, coordinate, source);
      const now = answerOf(after, coordinate, source);
      const added = now.reasons.filter((reason) => !then.reasons.includes(reason)).filter(isDenial);
      const isLowered = added.length > 0 || now.outcome !== then.outcome;
      return told(number, isLowered ? now.outcome : 'ALLOW', added, factsOf(number, input.facts, source, []));
    };
  });
}

/** Of the source; of the field where nobody supplies it. */
function answerOf(fields: readonly FieldDecision[], coordinate: Coordinate, source: SourceId): Answer {
  const field = fields.find((one) => one.coordinate === coordinate);
  return field?.sources.find((one) => one.source === source) ?? field ?? { outcome: 'WITHHOLD', reasons: [] };
}

type Answer = Pick<FieldDecision, 'outcome' | 'reasons'>;

const told = (
  number: number,
  outcome: Outcome,
  reasons: readonly DenialReason[],
  facts: readonly ExplainedFact[],
): GateVerdict => ({ number, name: NAMES[number] ?? `gate ${number}`, outcome, reasons, facts });

const DENIALS: ReadonlySet<string> = new Set(DENIAL_REASONS);
const isDenial = (reason: string): reason is DenialReason => DENIALS.has(reason);

/** What the gate looks at in the snapshot, whatever it answered. */
const LOOKS_AT: Readonly<Record<number, (facts: Facts, source: SourceId) => readonly (Fact | null | undefined)[]>> = {
  0: ({ principal }) => [principal],
  1: ({ purpose, roles }) => [purpose, ...roles],
  2: ({ policy }) => [policy],
  3: ({ subject, guardianships }) => [subject, ...guardianships],
  4: ({ policy, purpose }) => [policy, purpose],
  6: ({ partners }, source) => [partners.get(source)],
  7: ({ agreements }, source) => agreements.get(source) ?? [],
  8: ({ assessments }) => assessments,
  9: ({ consents, notices }) => [...consents, ...notices.values()],
  11: ({ roles, elevations }) => [...roles, ...elevations],
  12: ({ policy }) => [policy],
};

function factsOf(
  number: number,
  facts: Facts,
  source: SourceId,
  requires: readonly FactRef[],
): readonly ExplainedFact[] {
  const seen = (LOOKS_AT[number]?.(facts, source) ?? []).filter((fact) => fact != null);
  const isSame = (a: FactRef, b: FactRef): boolean => a.kind === b.kind && a.id === b.id && a.version === b.version;
  const elsewhere = requires.filter((ref) => !seen.some((fact) => isSame(fact, ref)));
  return [
    ...seen.map((fact) => ({
      ...{ kind: fact.kind, id: fact.id, version: fact.version, hash: fact.hash, isIntact: fact.isIntact },
      state: stateOf(fact),
      isRequired: requires.some((ref) => isSame(fact, ref)),
    })),
    ...elsewhere.map(({ kind, id, version }) => ({
      ...{ kind, id, version, hash: null, isIntact: true },
      state: null,
      isRequired: true,
    })),
  ];
}

/** A fact that was edited may hold anything. */
function stateOf({ body }: Fact): string | null {
  const state = (body as { readonly state?: unknown } | null)?.state;
  return typeof state === 'string' ? state : null;
}
