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
  const groups: { readonly fate: DisclosureLine; readonly coordinates: Coordinate[] }[] = [];
  for (const line of lines) {
    // A view has a dozen fates at most: looking through them costs less than spelling each line as a key.
    const group = groups.find(({ fate }) => sharesFate(line, fate));
    if (group === undefined) groups.push({ fate: line, coordinates: [line.coordinate] });
    else if (!group.coordinates.includes(line.coordinate)) group.coordinates.push(line.coordinate);
  }
  return groups.map(({ fate, coordinates }) => groupOf(fate, coordinates));
}

/** Keys in the order in which canonical JSON has them, which makes writing them several times cheaper. */
const groupOf = (fate: Fate, coordinates: readonly Coordinate[]): LineGroup => ({
  agreement: fate.agreement,
  cache: fate.cache,
  consent: fate.consent,
  coordinates,
  fetchedAt: fate.fetchedAt,
  isEmpty: fate.isEmpty,
  outcome: fate.outcome,
  reasons: fate.reasons,
  source: fate.source,
  survivedBy: fate.survivedBy,
  treatment: fate.treatment,
});

const sharesFate = (line: DisclosureLine, fate: Fate): boolean =>
  line.source === fate.source &&
  line.outcome === fate.outcome &&
  line.isEmpty === fate.isEmpty &&
  line.survivedBy === fate.survivedBy &&
  line.treatment === fate.treatment &&
  line.cache === fate.cache &&
  line.fetchedAt === fate.fetchedAt &&
  isSameRef(line.agreement, fate.agreement) &&
  isSameRef(line.consent, fate.consent) &&
  areSame(line.reasons, fate.reasons);

const isSameRef = (a: Fate['agreement'], b: Fate['agreement']): boolean =>
  a === b || (a !== null && b !== null && a.id === b.id && a.version === b.version && a.kind === b.kind);

const areSame = (a: Fate['reasons'], b: Fate['reasons']): boolean =>
  a === b || (a.length === b.length && a.every((reason, i) => reason === b[i]));

export function groupConflicts(
  lines: readonly ConflictLine[],
): readonly { readonly source: SourceId; readonly coordinates: readonly Coordinate[] }[] {
  const coordinatesBySource = new Map<SourceId, Set<Coordinate>>();
  for (const { source, coordinate } of lines) {
    coordinatesBySource.set(source, (coordinatesBySource.get(source) ?? new Set()).add(coordinate));
  }
  return [...coordinatesBySource].map(([source, coordinates]) => ({ source, coordinates: [...coordinates] }));
}
