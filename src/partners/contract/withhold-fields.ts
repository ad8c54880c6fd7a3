/**
 * Takes out of a record what cannot be trusted in it now, and says so: a field whose partner's place broke the contract or changed its
 * unit is a gap of that field, never an empty one. An answer that lost so much that nothing is left is broken whole.
 */
import type { PartnerFault } from '../../domain/fault.ts';
import { partnerFault } from '../../domain/fault.ts';
import type { DatasetName, DatasetRecords } from '../../domain/dataset.ts';
import type { Withheld } from '../../domain/sourced.ts';
import { type Attempt, failed } from '../attempt.ts';
import type { Reading } from './map-record.ts';
import type { EndpointWatch } from './watch-endpoint.ts';

type AnyRecord = DatasetRecords[DatasetName];

export function withholdFields(watch: EndpointWatch, broken: readonly string[], reading: Reading): Attempt<Reading> {
  const quarantined = watch.quarantined();
  if (broken.length === 0 && quarantined.length === 0) return { value: reading };
  // What was set aside may have been all there was: "no record" would be a lie.
  const [first] = broken;
  if (reading === null)
    return first === undefined ? { value: null } : failed('PARTNER_BROKE_CONTRACT', `wire:${first}`);
  const withheld: Withheld[] = [];
  for (const pointer of broken) add(withheld, fieldsOf(watch, pointer), faultOf(`wire:${pointer}`));
  for (const { reason, withheld: fields } of quarantined) add(withheld, fields, faultOf(`quarantined:${reason}`));
  const isUndated = broken.some((pointer) => watch.effect(pointer)?.dates === true);
  return {
    value: {
      record: withoutFields(reading.record, withheld),
      asOf: isUndated ? null : reading.asOf,
      ...(withheld.length === 0 ? {} : { withheld }),
    },
  };
}

/** A record or list of records without these fields. */
export function withoutFields<R extends AnyRecord>(record: R, withheld: readonly Withheld[]): R {
  const gone = new Set(withheld.flatMap(({ fields }) => fields));
  if (gone.size === 0) return record;
  const rest = (item: object): object => Object.fromEntries(Object.entries(item).filter(([name]) => !gone.has(name)));
  return (Array.isArray(record) ? record.map(rest) : rest(record)) as R;
}

const fieldsOf = (watch: EndpointWatch, pointer: string): readonly string[] => watch.effect(pointer)?.fields ?? [];

const faultOf = (detail: string): PartnerFault => partnerFault('PARTNER_BROKE_CONTRACT', detail);

/** Each field once: the first reason stands. */
function add(withheld: Withheld[], fields: readonly string[], fault: PartnerFault): void {
  const known = new Set(withheld.flatMap((one) => one.fields));
  const fresh = fields.filter((field) => !known.has(field));
  if (fresh.length > 0) withheld.push({ fields: fresh, fault });
}
