/**
 * Who is believed first: source priority, then recency, then completeness, then the source's id. A total order over
 * candidates of different sources, so that the result cannot depend on the order in which answers arrived.
 */
import type { Instant } from '../domain/instant.ts';
import type { Provenance, SurvivorshipReason } from '../domain/view.ts';
import type { Tiers } from './survivorship.ts';

export interface Candidate {
  readonly provenance: Provenance;
  /** How many permitted fields the candidate's source fills in this dataset. */
  readonly filled: number;
}

type Step = readonly [SurvivorshipReason, (a: Candidate, b: Candidate, tiers: Tiers) => number];

/** The id is the priority of sources that nobody ranked, and is reported as such. */
const STEPS: readonly Step[] = [
  ['source-priority', (a, b, tiers) => tierOf(a, tiers) - tierOf(b, tiers)],
  ['recency', (a, b) => compareRecency(a.provenance, b.provenance)],
  ['completeness', (a, b) => b.filled - a.filled],
  ['source-priority', (a, b) => compareText(a.provenance.source, b.provenance.source)],
];

/** Negative when `a` is believed before `b`. */
export function compareCandidates(a: Candidate, b: Candidate, tiers: Tiers): number {
  for (const [, compare] of STEPS) {
    const order = compare(a, b, tiers);
    if (order !== 0) return order;
  }
  return 0;
}

/** The first step on which the two differ. */
export const reasonBetween = (winner: Candidate, rival: Candidate, tiers: Tiers): SurvivorshipReason =>
  STEPS.find(([, compare]) => compare(winner, rival, tiers) !== 0)?.[0] ?? 'source-priority';

/**
 * Younger facts first, then younger fetches, then what did not have to stand in for a partner that failed. A source that does not date its
 * facts cannot claim to be younger.
 */
export const compareRecency = (a: Provenance, b: Provenance): number =>
  compareAge(a.asOf, b.asOf) ||
  compareAge(a.fetchedAt, b.fetchedAt) ||
  Number(a.cache === 'STALE') - Number(b.cache === 'STALE');

const compareAge = (a: Instant | null, b: Instant | null): number =>
  a === b ? 0 : compareText(sortable(b), sortable(a));

/** Instants carry 0, 3 or 9 fraction digits, so their text does not compare before it is padded. */
function sortable(at: Instant | null): string {
  if (at === null) return '';
  const text = at.slice(0, -1);
  return (text.includes('.') ? text : `${text}.`).padEnd(29, '0');
}

export const compareText = (a: string, b: string): number => Number(a > b) - Number(a < b);

function tierOf({ provenance }: Candidate, tiers: Tiers): number {
  const tier = tiers.findIndex((sources) => sources.includes(provenance.source));
  return tier === -1 ? tiers.length : tier;
}
