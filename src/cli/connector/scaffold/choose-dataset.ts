/**
 * Which dataset an operation feeds, and from where in its answer: what the person said, or the one with the most obvious matches among
 * the datasets of the connector's kind. Says why, because a guess must be seen to be one.
 */
import { type DatasetName, DATASET_NAMES, DATASETS } from '../../../domain/dataset.ts';
import { type Matching, matchRow, plainName } from './match.ts';
import type { FlatField, Row } from './rows.ts';

export interface Choice {
  readonly dataset: DatasetName;
  readonly row: Row;
  readonly matching: Matching;
  readonly why: string;
}

/** What words in an operation's name and summary point to a dataset. */
const WORDS: Readonly<Partial<Record<DatasetName, readonly string[]>>> = {
  'identity.party': ['owner', 'identity', 'person', 'party'],
  'credit.score': ['score', 'risk', 'indicator'],
  'credit.account': ['account', 'balance'],
  'credit.cashFlow': ['cashflow', 'income'],
  'credit.businessSales': ['sales', 'sbca', 'merchant'],
  'market.profile': ['profile', 'company', 'referenceticker', 'overview'],
  'market.quote': ['quote', 'price', 'snapshot', 'prev', 'aggregate'],
  'market.ratios': ['ratio', 'financials', 'metric'],
  'market.currency': ['forex', 'conversion', 'exchangerate', 'currency', 'latest'],
  'market.macro': ['inflation', 'treasury', 'economic'],
  'social.profile': ['profile', 'user', 'account'],
  'social.activity': ['feed', 'post', 'pins', 'status'],
  'social.audience': ['analytics', 'follower', 'insight'],
  'social.sentiment': ['sentiment'],
};

interface Asked {
  readonly kind: string;
  readonly wanted: DatasetName | undefined;
  readonly words: string;
  readonly rows: readonly Row[];
  readonly exampleAt: (row: Row, field: FlatField) => unknown;
}

export function chooseDataset({ kind, wanted, words, rows, exampleAt }: Asked): Choice {
  const datasets = wanted === undefined ? DATASET_NAMES.filter((name) => belongsTo(name, kind)) : [wanted];
  const choices = datasets.flatMap((dataset) =>
    placesFor(dataset, rows).map((row) => {
      const matching = matchRow(dataset, row, (field) => exampleAt(row, field));
      const isNamed = (WORDS[dataset] ?? []).some((word) => plainName(words).includes(word));
      return { dataset, row, matching, score: scoreOf(dataset, row, matching) + (isNamed ? 2.5 : 0), isNamed };
    }),
  );
  const [best] = choices.sort((a, b) => b.score - a.score);
  if (best === undefined) throw new Error('there is no dataset of this kind');
  return { ...best, why: wanted === undefined ? whyOf(best) : 'as asked' };
}

const NOWHERE: Row = { path: [], isList: false, fields: [] };

/** A customer has one profile and one audience per network: a list there is of something else, posts as a rule. */
function placesFor(dataset: DatasetName, rows: readonly Row[]): readonly Row[] {
  const isOnePerNetwork = /^social\.(profile|activity|audience)$/.test(dataset);
  const fitting = isOnePerNetwork ? rows.filter(({ isList }) => !isList) : rows;
  return fitting.length === 0 ? [NOWHERE] : fitting;
}

/** `acme-credit` brings credit data and may know whom it is about; a market vendor may count what is said of a company. */
const belongsTo = (dataset: DatasetName, kind: string): boolean =>
  dataset.startsWith(`${kind}.`) ||
  (kind === 'credit' && dataset === 'identity.party') ||
  (kind === 'market' && dataset === 'social.sentiment');

function scoreOf(dataset: DatasetName, row: Row, { matches }: Matching): number {
  const isFitting = row.isList === (DATASETS[dataset].shape === 'many');
  return matches.length === 0 ? 0 : matches.length + (isFitting ? 0.5 : 0) - row.path.length / 10;
}

function whyOf({ matching, isNamed }: { readonly matching: Matching; readonly isNamed: boolean }): string {
  const names = matching.matches.map(({ canonical }) => canonical);
  const byName = isNamed ? "the operation's name says so" : '';
  const byFields =
    names.length === 0 ? 'no field matches by name' : `${names.length} of its fields match: ${names.join(', ')}`;
  return [byName, byFields].filter((part) => part !== '').join('; ');
}
