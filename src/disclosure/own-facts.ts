/**
 * The built-in source `bank`: what the bank itself knows, in the same form as a partner's record. Needs no agreement, but its
 * fields pass every other gate.
 */
import type { Decision } from '../domain/custody.ts';
import { type DatasetName, datasetOf } from '../domain/dataset.ts';
import { BANK, type SourceId, type Sourced } from '../domain/sourced.ts';
import type { Holding } from './port.ts';

/** Datasets the bank's own registry supplies. */
const OWN_DATASETS: ReadonlySet<DatasetName | undefined> = new Set(['customer.core', 'identity.party']);

/** Can the bank itself say something about this coordinate? */
export const isOwn = (coordinate: string): boolean => OWN_DATASETS.has(datasetOf(coordinate));

/** Records of the bank for the datasets needed; nothing where the bank holds nothing. */
export function ownFacts(
  decision: Decision,
  needs: readonly { readonly source: SourceId; readonly dataset: DatasetName }[],
  holding: Holding | undefined,
): readonly Sourced[] {
  return needs
    .filter(({ source }) => source === BANK)
    .map(({ dataset }) => {
      const about = {
        source: BANK,
        asOf: holding?.updatedAt ?? null,
        fetchedAt: decision.decidedAt,
        cache: 'OWN',
      } as const;
      return dataset === 'identity.party'
        ? { ...about, dataset, record: holding?.identity ?? null }
        : { ...about, dataset: 'customer.core', record: holding === undefined ? null : { kind: holding.kind } };
    });
}
