/**
 * Files that partners deliver, line by line through the same contract, watch for drift and map as an answer to a call. Kept only under the rights of the
 * want that the line answers, checked again by the store. Faults are values; never a value of a line in any of them.
 */
import { instantFromEpochMs, type LocalDate } from '../../domain/instant.ts';
import type { DeliveredRow, FileDelivery } from '../../sdk/index.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { keepableOf, type Route } from '../load/fetch-wants.ts';
import { neededValues, subjectOf } from '../load/references.ts';
import type { RecordStore, Want } from '../port.ts';
import type { Pipeline } from '../pipeline.ts';
import { type Keepable, sealKeepable } from '../records/save-records.ts';
import type { RecordVault } from '../records/seal-record.ts';
import type { DeliveredLine, Deliveries, Delivery, WantedLine } from './port.ts';

export interface DeliverOptions {
  readonly pipelines: readonly Pipeline[];
  readonly routeOf: (want: Want) => Route | null;
  readonly records: RecordStore;
  readonly vault: RecordVault;
  readonly now: () => number;
}

export function createDeliveries(options: DeliverOptions): Deliveries {
  const { pipelines, records, vault, now } = options;
  const pipelineOf = (partner: string): Pipeline | undefined =>
    pipelines.find(({ connector }) => connector.id === partner);
  return {
    deliveryOf(partner, name) {
      const pipeline = pipelineOf(partner);
      const declared = pipeline?.connector.deliveries?.find((delivery) => delivery.name === name);
      return pipeline === undefined || declared === undefined ? null : deliveryOf(pipeline, declared);
    },
    watch(partner, { endpoint: name }, lines) {
      const pipeline = pipelineOf(partner);
      const endpoint = pipeline?.connector.endpoints.find((one) => one.name === name);
      if (pipeline === undefined || endpoint === undefined) return;
      const today = dayOf(now());
      const sent = lines.map(({ body, reference }) => ({
        body,
        ctx: { references: { [reference.name]: reference.value }, today },
      }));
      pipeline.contract.count(endpoint, sent);
    },
    async keep(lines) {
      const receivedAt = now();
      const read = lines.map((line) => readLine(options, line, receivedAt));
      const keepables = read.flatMap((one) => (hasFailed(one) || one.value === null ? [] : [one.value]));
      await vault.preload(keepables.map(({ key }) => key.customerId));
      const refused = await records.save(await Promise.all(keepables.map((one) => sealKeepable(vault, one))));
      const reasonById = new Map(refused.map(({ customerId, reason }) => [customerId, reason]));
      return read.map((one) => {
        if (hasFailed(one)) return one.fault;
        const reason = one.value === null ? 'rights-changed' : reasonById.get(one.value.key.customerId);
        if (reason === undefined) return 'KEPT';
        return reason === 'newer-was-sent' ? 'OVERTAKEN' : 'NOT_KEPT';
      });
    },
  };
}

/** null: nothing may be kept. */
function readLine({ routeOf }: DeliverOptions, line: WantedLine, receivedAt: number): Attempt<Keepable | null> {
  const { want, body, occurredAt } = line;
  const route = routeOf(want);
  const values = route === null ? null : neededValues(route.pipeline.connector, route.endpoint, want.references);
  if (route === null || values === null) return failed('PARTNER_BROKE_CONTRACT', 'reference-missing');
  const { endpoint, pipeline } = route;
  const { ctx } = subjectOf(pipeline.connector, endpoint, { ...want, values }, dayOf(receivedAt));
  const reading = pipeline.contract.readLine(endpoint, { body, ctx });
  if (hasFailed(reading)) return reading;
  const origin = { how: 'SENT', occurredAt } as const;
  return { value: keepableOf(want, route, values, reading.value, { receivedAt, origin }) };
}

const dayOf = (ms: number): LocalDate => instantFromEpochMs(ms).slice(0, 10) as LocalDate;

function deliveryOf({ connector, contract }: Pipeline, declared: FileDelivery): Delivery | null {
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
      const checked = contract.examine(endpoint, line.value.body);
      return hasFailed(checked) ? checked : line;
    },
  };
}

function lineOf(declared: FileDelivery, row: DeliveredRow): Attempt<DeliveredLine> {
  try {
    const { name, value } = declared.reference(row);
    if (typeof value !== 'string' || value === '') return failed('PARTNER_BROKE_CONTRACT', 'reference-missing');
    const occurredAt = declared.occurredAt?.(row) ?? null;
    return { value: { reference: { name, value }, body: declared.body(row), occurredAt } };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'line-unreadable');
  }
}
