/**
 * Which fields of which source may take part, by dataset. What is not named here does not exist for the merge.
 * Fails closed: an ambiguous decision throws, a field withheld as a whole permits no source.
 */
import { type DatasetName, datasetOf, fieldOf } from '../domain/dataset.ts';
import type { DecisionContent } from '../domain/decision.ts';
import type { SourceId } from '../domain/sourced.ts';

export type FieldsBySource = ReadonlyMap<SourceId, ReadonlySet<string>>;

/** Throws when a coordinate, or a source within one, is decided twice: the answer to "may they?" must be one. */
export function permissionsOf(decision: DecisionContent): ReadonlyMap<DatasetName, FieldsBySource> {
  const permissions = new Map<DatasetName, Map<SourceId, Set<string>>>();
  const seen = new Set<string>();
  for (const { coordinate, outcome, sources } of decision.fields) {
    once(seen, coordinate);
    const dataset = datasetOf(coordinate);
    const named = new Set<SourceId>();
    for (const { source, outcome: ofSource } of sources) {
      once(named, source);
      if (dataset === undefined || !isPermitted(outcome) || !isPermitted(ofSource)) continue;
      const bySource = permissions.get(dataset) ?? new Map<SourceId, Set<string>>();
      const fields = bySource.get(source) ?? new Set<string>();
      permissions.set(dataset, bySource.set(source, fields.add(fieldOf(coordinate))));
    }
  }
  return permissions;
}

const isPermitted = (outcome: string): boolean => outcome === 'ALLOW' || outcome === 'MASK';

function once(seen: Set<string>, name: string): void {
  if (seen.has(name)) throw new Error(`the decision names ${name} twice`);
  seen.add(name);
}
