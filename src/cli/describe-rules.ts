/**
 * What an import did, or would do, as its author reads it.
 */
import type { PolicyDifference } from '../domain/policy.ts';
import type { RuleStep } from './compare-rules.ts';
import type { RuleFact, RuleKind } from './read-rules.ts';
import { differencesOf, type Plan, type Recorded, type Recorder } from './record-rules.ts';

const WORDS: Readonly<Record<RuleKind, string>> = {
  role: 'role',
  purpose: 'purpose',
  principal: 'application',
  partner: 'partner',
};

/** `role credit-officer`. */
const nameOf = ({ kind, id }: Pick<RuleFact, 'kind' | 'id'>): string => `${WORDS[kind]} ${id}`;

export function describePlan(plan: Plan): string {
  const { steps, kept, isFirst, isPolicyChange } = plan;
  const those = (outcome: RuleStep['outcome']) => steps.filter((step) => step.outcome === outcome);
  const [added, changed] = [those('added'), those('changed')];
  const counts = `${added.length} added, ${changed.length} changed, ${those('unchanged').length} unchanged`;
  const isTold = isPolicyChange && !isFirst;
  return [
    ...added.map(({ draft }) => `added      ${nameOf(draft)}`),
    ...changed.map(({ draft, known }) => `changed    ${nameOf(draft)}: version ${(known?.version ?? 0) + 1}`),
    ...kept.map((fact) => `kept       ${nameOf(fact as RuleFact)}: not in this file, stays as it is`),
    ...(isTold ? ['policy', ...differencesOf(plan).map(describeDifference)] : []),
    ...(plan.inForce.number > 0 && !plan.inForce.isIntact
      ? ['The policy in force was edited outside the gateway; this repairs it.']
      : []),
    `${counts}.`,
  ].join('\n');
}

const describeDifference = ({ path, before, after }: PolicyDifference): string =>
  before === null ? `  ${path}: ${after ?? ''}` : `  ${path}: ${before} → ${after ?? 'nothing'}`;

export function describeEnd(recorded: Recorded, { by, second }: Recorder): string {
  const { change, isFirst, wasProposed } = recorded;
  const partners = recorded.steps.some(({ draft, outcome }) => draft.kind === 'partner' && outcome !== 'unchanged');
  if (change === null) return partners ? `Recorded by ${by}.` : 'Nothing was recorded.';
  if (isFirst)
    return `Recorded by ${by} and ${second ?? ''}: these are the first rules of this bank, so they hold at once. Later changes wait for an approval.`;
  return [
    `${partners ? `Partners were recorded by ${by}. ` : ''}${wasProposed ? 'Proposed already' : `Proposed by ${by}`} as policy change ${change.id}. The policy stays as it is until somebody else approves it:`,
    `  read     query { policyChange(id: "${change.id}") { differences { path before after } because documentHash } }`,
    `  approve  mutation { approvePolicy(input: { id: "${change.id}", documentHash: "${change.body.documentHash}" }) { state } }`,
    `They need a role with "policy:approve" and must not be ${change.body.author}.`,
  ].join('\n');
}
