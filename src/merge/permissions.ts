/**
 * Which fields of which source may take part, by dataset. What is not named here does not exist for the merge.
 * Fails closed: an ambiguous decision throws, a field withheld as a whole permits no source.
 */
import { type DatasetName, datasetOf, fieldOf } from '../domain/dataset.ts';
import type { DecisionContent, Outcome } from '../domain/decision.ts';
import type { SourceId } from '../domain/sourced.ts';

/** Per source its fields, in clear or masked. */
export type FieldsBySource = ReadonlyMap<SourceId, ReadonlyMap<string, 'ALLOW' | 'MASK'>>;

/** Throws when a coordinate, or a source within one, is decided twice: the answer to "may they?" must be one. */
export function permissionsOf(decision: DecisionContent): ReadonlyMap<DatasetName, FieldsBySource> {
  const permissions = new Map<DatasetName, Map<SourceId, Map<string, 'ALLOW' | 'MASK'>>>();
  const seen = new Set<string>();
  for (const { coordinate, outcome, sources } of decision.fields) {
    once(seen, coordinate);
    const dataset = datasetOf(coordinate);
    for (const [i, { source, outcome: ofSource }] of sources.entries()) {
      if (sources.findIndex((one) => one.source === source) < i) throw new Error(`the decision names ${source} twice`);
      if (dataset === undefined || !isPermitted(outcome) || !isPermitted(ofSource)) continue;
      const bySource = permissions.get(dataset) ?? new Map<SourceId, Map<string, 'ALLOW' | 'MASK'>>();
      const fields = bySource.get(source) ?? new Map<string, 'ALLOW' | 'MASK'>();
      permissions.set(dataset, bySource.set(source, fields.set(fieldOf(coordinate), ofSource)));
    }
  }
  return permissions;
}

/** Is this field of a source shown in clear? */
export const isOpen =
  (permitted: FieldsBySource, field: string) =>
  (source: SourceId): boolean =>
    permitted.get(source)?.get(field) === 'ALLOW';

const isPermitted = (outcome: Outcome): outcome is 'ALLOW' | 'MASK' => outcome === 'ALLOW' || outcome === 'MASK';

function once(seen: Set<string>, name: string): void {
  if (seen.has(name)) throw new Error(`the decision names ${name} twice`);
  seen.add(name);
}
