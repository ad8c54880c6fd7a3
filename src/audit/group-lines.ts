/**
 * Coordinates with the same fate become one group, so that the widest view stays far below the size of an entry. Keeps the order of
 * first appearance. `asOf` is left out on purpose: when something happened to a customer is a fact about the customer.
 */
import type { Coordinate } from '../domain/classification.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { ConflictLine, DisclosureLine } from '../domain/view.ts';
import type { LineGroup } from './entry-content.ts';

type Fate = Omit<LineGroup, 'coordinates'>;

export function groupLines(lines: readonly DisclosureLine[]): readonly LineGroup[] {
  const groups = new Map<string, { readonly fate: Fate; readonly coordinates: Set<Coordinate> }>();
  for (const line of lines) {
    const fate = fateOf(line);
    const key = keyOf(fate);
    const group = groups.get(key) ?? { fate, coordinates: new Set() };
    group.coordinates.add(line.coordinate);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ fate, coordinates }) => ({ ...fate, coordinates: [...coordinates] }));
}

const fateOf = (line: DisclosureLine): Fate => ({
  outcome: line.outcome,
  reasons: line.reasons,
  treatment: line.treatment,
  source: line.source,
  cache: line.cache,
  fetchedAt: line.fetchedAt,
  isEmpty: line.isEmpty,
  agreement: line.agreement,
  consent: line.consent,
  survivedBy: line.survivedBy,
});

const refKey = (ref: Fate['agreement']): string => (ref === null ? '' : `${ref.id} ${ref.version}`);

const keyOf = (fate: Fate): string =>
  [
    fate.outcome,
    fate.reasons.join(' '),
    fate.treatment,
    fate.source,
    fate.cache,
    fate.fetchedAt,
    fate.isEmpty,
    refKey(fate.agreement),
    refKey(fate.consent),
    fate.survivedBy,
  ].join('\n');

export function groupConflicts(
  lines: readonly ConflictLine[],
): readonly { readonly source: SourceId; readonly coordinates: readonly Coordinate[] }[] {
  const coordinatesBySource = new Map<SourceId, Set<Coordinate>>();
  for (const { source, coordinate } of lines) {
    coordinatesBySource.set(source, (coordinatesBySource.get(source) ?? new Set()).add(coordinate));
  }
  return [...coordinatesBySource].map(([source, coordinates]) => ({ source, coordinates: [...coordinates] }));
}
