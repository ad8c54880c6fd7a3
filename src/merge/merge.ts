/**
 * What is true of a customer, as far as the asker may know: one value per field with its provenance, and what the other
 * permitted sources say instead. A withheld source leaves no trace. No clock, no I/O; the order of `sourced` never shows.
 */
import type { Decision } from '../domain/custody.ts';
import { DATASET_NAMES, DATASETS, type DatasetName } from '../domain/dataset.ts';
import { isSame } from '../domain/same.ts';
import type { Sourced, SourceId } from '../domain/sourced.ts';
import type { Answer, MergedDataset, MergedField, MergedView } from '../domain/view.ts';
import { holdMany, holdOne, type Holding, type OneHolding, type Said } from './holding.ts';
import { type FieldsBySource, isOpen, permissionsOf } from './permissions.ts';
import { type Candidate, compareCandidates, reasonBetween } from './rank.ts';
import { SURVIVORSHIP, tiersOf } from './survivorship.ts';

/** Throws when the decision is about another customer or decides anything twice. */
export function merge(customerId: string, sourced: readonly Sourced[], decision: Decision): MergedView {
  if (decision.customerId !== customerId) throw new Error('the decision is about another customer');
  const permissions = permissionsOf(decision);
  const byDataset = groupBy(sourced, ({ dataset }) => dataset);
  const datasets = new Map<DatasetName, MergedDataset | null>();
  const answers = new Map<DatasetName, readonly Answer[]>();
  for (const dataset of DATASET_NAMES) {
    const permitted = permissions.get(dataset);
    const parts =
      permitted === undefined ? [] : (byDataset.get(dataset) ?? []).filter(({ source }) => permitted.has(source));
    if (permitted === undefined || parts.length === 0) continue;
    const merged =
      DATASETS[dataset].shape === 'one' ? mergeOne(dataset, parts, permitted) : mergeMany(dataset, parts, permitted);
    datasets.set(dataset, merged.content);
    answers.set(dataset, merged.answers);
  }
  return { customerId, datasets, answers };
}

interface Merged {
  readonly content: MergedDataset | null;
  readonly answers: readonly Answer[];
}

function mergeOne(dataset: DatasetName, parts: readonly Sourced[], permitted: FieldsBySource): Merged {
  const holdings = holdingsOf(dataset, parts, (own, source) => {
    const holding = holdOne(own, new Set(permitted.get(source)?.keys()));
    return { ...holding, filled: holding.said.size, fields: new Set(holding.said.keys()) };
  });
  const answers = holdings.map(answerOf);
  if (!holdings.some(({ hasRecord }) => hasRecord)) return { content: null, answers };
  const names = new Set(holdings.flatMap(({ said }) => [...said.keys()]));
  const fields = Object.fromEntries(
    [...names].sort().map((name) => [name, survivor(dataset, name, holdings, isOpen(permitted, name))]),
  );
  return { content: { shape: 'one', fields }, answers };
}

/**
 * Who wins one field, and what the others say instead. Only values shown in clear can be said to agree: that a masked one equals
 * what stands in clear beside it would give it away, so it always counts as a rival and the mask stage compares what is shown.
 */
function survivor(
  dataset: DatasetName,
  field: string,
  holdings: readonly (OneHolding & Candidate)[],
  isClear: (source: SourceId) => boolean,
): MergedField {
  const tiers = tiersOf(dataset, field);
  const voices: (Said & Candidate)[] = [];
  for (const { said, filled } of holdings) {
    const one = said.get(field);
    if (one !== undefined) voices.push({ value: one.value, provenance: one.provenance, filled });
  }
  voices.sort((a, b) => compareCandidates(a, b, tiers));
  const [winner, ...rivals] = voices;
  if (winner === undefined) throw new Error('a field survives only if some source fills it');
  const agrees = ({ value, provenance }: Said): boolean =>
    isClear(winner.provenance.source) && isClear(provenance.source) && isSame(value, winner.value);
  const dissent = rivals.filter((rival) => !agrees(rival));
  const survivedBy = dissent[0] === undefined ? unopposed(rivals.length) : reasonBetween(winner, dissent[0], tiers);
  const conflicts = dissent.map(({ value, provenance }) => ({ value, provenance }));
  return { value: winner.value, provenance: winner.provenance, survivedBy, conflicts };
}

const unopposed = (rivals: number): 'only-source' | 'agreed' => (rivals === 0 ? 'only-source' : 'agreed');

/** Items of two sources are never joined: both may describe the same account, and neither says so. */
function mergeMany(dataset: DatasetName, parts: readonly Sourced[], permitted: FieldsBySource): Merged {
  const key = SURVIVORSHIP[dataset].itemKey ?? [];
  const holdings = holdingsOf(dataset, parts, (own, source) => {
    const holding = holdMany(own, new Set(permitted.get(source)?.keys()), key);
    const fields = new Set(holding.items.flatMap((item) => Object.keys(item.fields)));
    return { ...holding, filled: fields.size, fields };
  });
  const answers = holdings.map(answerOf);
  if (!holdings.some(({ hasRecord }) => hasRecord)) return { content: null, answers };
  return { content: { shape: 'many', items: holdings.flatMap(({ items }) => items) }, answers };
}

type Answering = Holding & Candidate & { readonly fields: ReadonlySet<string> };

/** One holding per source, best first. */
function holdingsOf<H extends Answering>(
  dataset: DatasetName,
  parts: readonly Sourced[],
  hold: (own: readonly Sourced[], source: SourceId) => H,
): readonly H[] {
  const tiers = tiersOf(dataset);
  const bySource = groupBy(parts, ({ source }) => source);
  return [...bySource].map(([source, own]) => hold(own, source)).sort((a, b) => compareCandidates(a, b, tiers));
}

const answerOf = ({ provenance, fields }: Answering): Answer => ({ ...provenance, fields });

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
