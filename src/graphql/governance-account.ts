/**
 * `extensions.governance`: what happened to each selected governed field, by response path. Made of the released views' own
 * lines and nothing else. One entry per field, not per item of a list.
 *
 * One customer: `customer.identity.name`. Several: `customers.*.identity.name` is what most of them share, and
 * `customers.3.identity.name` stands only where the fourth one differs, so that a hundred like customers cost one entry a field.
 */
import type { Coordinate } from '../domain/classification.ts';
import { datasetOf } from '../domain/dataset.ts';
import type { Outcome } from '../domain/decision.ts';
import type { ReasonCode } from '../domain/reason.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { BudgetRefusal } from '../domain/spending.ts';
import type { CustomerViewContent, DisclosureLine, GapLine } from '../domain/view.ts';
import { type AgeOf, createAges } from './ages.ts';
import type { Selection } from './selection.ts';

export interface AccountLine {
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  readonly partner: SourceId | null;
  /** `<agreement>/<version>`. */
  readonly agreement: string | null;
  /** Only where an older stored record stands in for a partner that failed: its age in whole seconds. */
  readonly cache?: 'STALE';
  readonly ageS?: number;
  /** Only where the partner was not asked, because a budget or quota is spent. */
  readonly budget?: BudgetRefusal;
}

/** The line of the value that stands in the answer, and those of further sources. */
export interface AccountEntry extends AccountLine {
  readonly others?: readonly AccountLine[];
}

export type GovernanceAccount = Record<string, AccountEntry>;

const RANK: Record<Outcome, number> = { ALLOW: 2, MASK: 1, WITHHOLD: 0 };

/** What one root field answered. */
export type Answer = { readonly responseKey: string; readonly selection: Selection } & (
  { readonly view: CustomerViewContent } | { readonly views: readonly CustomerViewContent[] }
);

export function accountFor(answers: readonly Answer[]): GovernanceAccount {
  const account: GovernanceAccount = {};
  for (const answer of answers) {
    if ('view' in answer) accountForOne(account, answer.responseKey, answer.selection, answer.view);
    else accountForMany(account, answer.responseKey, answer.selection, answer.views);
  }
  return account;
}

function accountForOne(into: GovernanceAccount, prefix: string, selection: Selection, view: CustomerViewContent): void {
  const linesByCoordinate = groupLines(view.disclosures);
  const remarksOf = remarksIn(view);
  for (const [coordinate, paths] of selection) {
    const lines = linesByCoordinate.get(coordinate);
    if (lines !== undefined) for (const path of paths) into[`${prefix}.${path}`] = toEntry(lines, remarksOf);
  }
}

/** The commonest entry once, the others by index. */
function accountForMany(
  into: GovernanceAccount,
  prefix: string,
  selection: Selection,
  views: readonly CustomerViewContent[],
): void {
  const grouped = views.map((view) => ({ lines: groupLines(view.disclosures), remarksOf: remarksIn(view) }));
  for (const [coordinate, paths] of selection) {
    const variants = groupVariants(
      grouped.map(({ lines, remarksOf }) => ({ lines: lines.get(coordinate), remarksOf })),
    );
    const [common, ...rest] = variants.sort((one, other) => other.indexes.length - one.indexes.length);
    for (const path of paths) {
      if (common !== undefined) into[`${prefix}.*.${path}`] = common.entry;
      for (const { entry, indexes } of rest) {
        for (const index of indexes) into[`${prefix}.${index}.${path}`] = entry;
      }
    }
  }
}

interface Variant {
  readonly entry: AccountEntry;
  readonly indexes: number[];
}

interface Grouped {
  readonly lines: readonly DisclosureLine[] | undefined;
  readonly remarksOf: RemarksOf;
}

function groupVariants(groupedByIndex: readonly Grouped[]): Variant[] {
  const variants = new Map<string, Variant>();
  groupedByIndex.forEach(({ lines, remarksOf }, index) => {
    if (lines === undefined) return;
    const key = lines.map((line) => fingerprint(line, remarksOf)).join('\n');
    const variant = variants.get(key);
    if (variant === undefined) variants.set(key, { entry: toEntry(lines, remarksOf), indexes: [index] });
    else variant.indexes.push(index);
  });
  return [...variants.values()];
}

/** Equal exactly for lines that give equal entries. */
const fingerprint = (line: DisclosureLine, remarksOf: RemarksOf): string => {
  const { outcome, reasons, source, agreement, survivedBy } = line;
  const { ageS, budget } = remarksOf(line);
  const spent = budget === undefined ? '' : `${budget.meter} ${budget.wouldCost} ${budget.left} ${budget.resetsAt}`;
  const stands = survivedBy === null ? '' : 'stands';
  return `${outcome} ${reasons.join()} ${source ?? ''} ${agreement?.id ?? ''} ${stands} ${ageS ?? ''} ${spent}`;
};

type Remarks = Pick<AccountLine, 'cache' | 'ageS' | 'budget'>;

/** What an entry says besides: the age of a stand-in, the budget that kept a partner from being asked. */
type RemarksOf = (line: DisclosureLine) => Remarks;

const NOTHING: Remarks = {};

function remarksIn({ decidedAt, gaps }: CustomerViewContent): RemarksOf {
  let ageSOf: AgeOf | undefined;
  const spent = gaps.filter(({ fault }) => fault.budget !== undefined);
  return ({ cache, fetchedAt, source, coordinate }) => {
    if (fetchedAt === null) return spent.length === 0 ? NOTHING : budgetOf(spent, source, coordinate);
    if (cache !== 'STALE') return NOTHING;
    ageSOf ??= createAges(decidedAt);
    return { cache, ageS: ageSOf({ cache, fetchedAt }) ?? 0 };
  };
}

function budgetOf(spent: readonly GapLine[], source: SourceId | null, coordinate: Coordinate): Remarks {
  const dataset = datasetOf(coordinate);
  const budget = spent.find((gap) => gap.source === source && gap.dataset === dataset)?.fault.budget;
  return budget === undefined ? NOTHING : { budget };
}

function groupLines(lines: readonly DisclosureLine[]): ReadonlyMap<Coordinate, readonly DisclosureLine[]> {
  const groups = new Map<Coordinate, DisclosureLine[]>();
  for (const line of lines) {
    const group = groups.get(line.coordinate);
    if (group === undefined) groups.set(line.coordinate, [line]);
    else group.push(line);
  }
  return groups;
}

function toEntry(lines: readonly DisclosureLine[], remarksOf: RemarksOf): AccountEntry {
  const first = lines.reduce((best, line) => (precedes(line, best) ? line : best));
  const others = lines.filter((line) => line !== first);
  const toLine = (line: DisclosureLine): AccountLine => lineOf(line, remarksOf(line));
  return others.length === 0 ? toLine(first) : { ...toLine(first), others: others.map(toLine) };
}

/** The line whose value stands comes first; else the one that shows most. */
function precedes(line: DisclosureLine, best: DisclosureLine): boolean {
  const stands = line.survivedBy !== null;
  if (stands !== (best.survivedBy !== null)) return stands;
  return RANK[line.outcome] > RANK[best.outcome];
}

const lineOf = ({ outcome, reasons, source, agreement }: DisclosureLine, remarks: Remarks): AccountLine => ({
  outcome,
  reasons,
  partner: source,
  agreement: agreement?.id ?? null,
  ...remarks,
});
