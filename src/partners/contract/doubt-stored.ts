/**
 * A stored record may hold values that came while a field's unit had already changed and nobody knew: those fields are withheld from it
 * as they are from new answers. Older records are left as they are.
 */
import { partnerFault } from '../../domain/fault.ts';
import type { DatasetRecords, DatasetName } from '../../domain/dataset.ts';
import type { Sourced, Withheld } from '../../domain/sourced.ts';
import type { Quarantine } from './port.ts';
import { withoutFields } from './withhold-fields.ts';

export function doubtStored(sourced: Sourced, quarantined: readonly Quarantine[]): Sourced {
  if (quarantined.length === 0 || sourced.record === null) return sourced;
  const fetchedAtMs = Date.parse(sourced.fetchedAt);
  const withheld = quarantined
    .filter(({ suspectSinceMs }) => fetchedAtMs >= suspectSinceMs)
    .map(({ withheld: fields, reason }): Withheld => ({
      fields,
      fault: partnerFault('PARTNER_BROKE_CONTRACT', `quarantined:${reason}`),
    }));
  if (withheld.length === 0) return sourced;
  return { ...sourced, record: withoutFields<DatasetRecords[DatasetName]>(sourced.record, withheld), withheld };
}
