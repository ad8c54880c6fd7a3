/**
 * A stored record may hold values that came while a field's unit had changed, before anybody knew or before it changed back: those fields are
 * withheld from it, for as long as it serves. Older and newer records are left as they are.
 */
import { partnerFault } from '../../domain/fault.ts';
import type { DatasetRecords, DatasetName } from '../../domain/dataset.ts';
import type { Sourced, Withheld } from '../../domain/sourced.ts';
import type { LapsedQuarantine, Quarantine } from './port.ts';
import { withoutFields } from './withhold-fields.ts';

export function doubtStored(sourced: Sourced, doubted: readonly (Quarantine | LapsedQuarantine)[]): Sourced {
  if (doubted.length === 0 || sourced.record === null) return sourced;
  const fetchedAtMs = Date.parse(sourced.fetchedAt);
  const gone = new Set(sourced.withheld?.flatMap(({ fields }) => fields));
  const withheld: Withheld[] = [];
  for (const { withheld: all, reason, suspectSinceMs, ...until } of doubted) {
    if (fetchedAtMs < suspectSinceMs || ('untilMs' in until && fetchedAtMs > until.untilMs)) continue;
    const fields = all.filter((field) => !gone.has(field));
    for (const field of fields) gone.add(field);
    if (fields.length === 0) continue;
    withheld.push({ fields, fault: partnerFault('PARTNER_BROKE_CONTRACT', `quarantined:${reason}`) });
  }
  if (withheld.length === 0) return sourced;
  return {
    ...sourced,
    record: withoutFields<DatasetRecords[DatasetName]>(sourced.record, withheld),
    withheld: [...(sourced.withheld ?? []), ...withheld],
  };
}
