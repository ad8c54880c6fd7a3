/**
 * Files that partners deliver, line by line through the same contract and map as an answer to a call. Kept only under the rights of the
 * want that the line answers, checked again by the store. Faults are values; never a value of a line in any of them.
 */
import type { PartnerFault } from '../../domain/fault.ts';
import { instantFromEpochMs, type LocalDate } from '../../domain/instant.ts';
import type { Connector, DeliveredRow, FileDelivery } from '../../sdk/index.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { checkContract } from '../contract/check-contract.ts';
import { mapRecord, type Reading } from '../contract/map-record.ts';
import { keepableOf, type Route } from '../load/fetch-wants.ts';
import { neededValues, subjectOf } from '../load/references.ts';
import type { RecordStore, Want } from '../port.ts';
import { sealKeepable } from '../records/save-records.ts';
import type { RecordVault } from '../records/seal-record.ts';
import type { DeliveredLine, Deliveries, Delivery } from './port.ts';

export interface DeliverOptions {
  readonly connectors: readonly Connector[];
  readonly routeOf: (want: Want) => Route | null;
  readonly records: RecordStore;
  readonly vault: RecordVault;
  readonly now: () => number;
}

export function createDeliveries({ connectors, routeOf, records, vault, now }: DeliverOptions): Deliveries {
  return {
    deliveryOf(partner, name) {
      const connector = connectors.find(({ id }) => id === partner);
      const declared = connector?.deliveries?.find((delivery) => delivery.name === name);
      return connector === undefined || declared === undefined ? null : deliveryOf(connector, declared);
    },
    async keep(answers) {
      const receivedAt = now();
      const today = instantFromEpochMs(receivedAt).slice(0, 10) as LocalDate;
      const results: (PartnerFault | 'KEPT' | 'NOT_KEPT')[] = [];
      const keepables = answers.map(({ want, body }) => {
        const route = routeOf(want);
        const values = route === null ? null : neededValues(route.pipeline.connector, route.endpoint, want.references);
        if (route === null || values === null) return failed('PARTNER_BROKE_CONTRACT', 'reference-missing');
        const { ctx } = subjectOf(route.pipeline.connector, route.endpoint, { ...want, values }, today);
        const reading = readingOf(route, body, ctx);
        return hasFailed(reading)
          ? reading
          : { value: keepableOf(want, route, values, reading.value, { receivedAt, origin: SENT }) };
      });
      const kept = keepables.flatMap((one) => (hasFailed(one) || one.value === null ? [] : [one.value]));
      await vault.preload(kept.map(({ key }) => key.customerId));
      const refused = await records.save(await Promise.all(kept.map((one) => sealKeepable(vault, one))));
      const isRefused = new Set(refused.map(({ customerId }) => customerId));
      for (const one of keepables) {
        if (hasFailed(one)) results.push(one.fault);
        else results.push(one.value === null || isRefused.has(one.value.key.customerId) ? 'NOT_KEPT' : 'KEPT');
      }
      return results;
    },
  };
}

/** Files do not say when their lines became true. */
const SENT = { how: 'SENT', occurredAt: null } as const;

function readingOf({ endpoint }: Route, body: unknown, ctx: Parameters<typeof mapRecord>[2]): Attempt<Reading> {
  const wire = checkContract(endpoint.wire, body);
  return hasFailed(wire) ? wire : mapRecord(endpoint, wire.value, ctx);
}

function deliveryOf(connector: Connector, declared: FileDelivery): Delivery | null {
  const endpoint = connector.endpoints.find(({ name }) => name === declared.endpoint);
  if (endpoint === undefined) return null;
  return {
    format: declared.format,
    endpoint: endpoint.name,
    dataset: endpoint.dataset,
    fields: endpoint.supplies,
    read(row) {
      const line = lineOf(declared, row);
      if (hasFailed(line)) return line;
      const wire = checkContract(endpoint.wire, line.value.body);
      return hasFailed(wire) ? wire : line;
    },
  };
}

function lineOf(declared: FileDelivery, row: DeliveredRow): Attempt<DeliveredLine> {
  try {
    const { name, value } = declared.reference(row);
    if (typeof value !== 'string' || value === '') return failed('PARTNER_BROKE_CONTRACT', 'reference-missing');
    return { value: { reference: { name, value }, body: declared.body(row) } };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'line-unreadable');
  }
}
