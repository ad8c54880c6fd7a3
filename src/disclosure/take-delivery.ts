/**
 * A partner's file, line by line: whom each line means, whether the bank may hold it of this customer for the purpose named, and only then
 * kept. The same decision as for a query, on the same facts; the log has its entries before and after. Values of lines are never told.
 */
import type { PartnerEvent } from '../audit/port.ts';
import type { Caller } from '../domain/caller.ts';
import type { Coordinate } from '../domain/classification.ts';
import { DATASETS } from '../domain/dataset.ts';
import { earlierOf } from '../domain/instant.ts';
import type { Want } from '../partners/port.ts';
import type { DeliveredLine, Deliveries, Delivery, WantedLine } from '../partners/push/port.ts';
import { decideAll } from './decide-all.ts';
import type { CustomersByReference, Stages } from './port.ts';
import { needsOf, wantsOf } from './wants.ts';

export interface DeliveryStages extends Pick<Stages, 'facts' | 'holdings' | 'catalogue' | 'schemaHash'> {
  readonly partners: Stages['partners'] & Deliveries;
  readonly customers: CustomersByReference;
  /** Durable when it resolves. */
  readonly record: (requestId: string, caller: Caller, event: PartnerEvent) => Promise<void>;
}

export interface DeliveryRequest {
  readonly requestId: string;
  /** On whose rights the file is taken: what they may not see is not kept. */
  readonly caller: Caller;
  readonly purpose: string;
  readonly partner: string;
  readonly delivery: Delivery;
  /** Names the file in the log: its digest. */
  readonly target: string;
  readonly lines: AsyncIterable<DeliveredLine>;
  /** Compares the file with what is usual, which changes what is: called once, before the first line that may be kept is. */
  readonly watch: () => Promise<void>;
}

export interface DeliveryResult {
  readonly kept: number;
  /** Lines about nobody the bank knows under that reference. */
  readonly unknown: number;
  /** Lines that no right covers, or whose right changed while they were kept. */
  readonly notPermitted: number;
  /** Lines about whom the partner sent something newer, before or in this file. */
  readonly overtaken: number;
  /** Lines whose answer the map or the endpoint refused: about somebody else, a reference missing. */
  readonly broken: number;
}

export type TakeDelivery = (request: DeliveryRequest) => Promise<DeliveryResult>;

/** One snapshot of the facts, one look-up of references, one statement that keeps. */
const LINES_AT_ONCE = 200;

export function createTakeDelivery(stages: DeliveryStages): TakeDelivery {
  return async (request) => {
    const { partner, delivery, target } = request;
    const event = { action: 'TAKE_DELIVERY', partner, endpoint: delivery.endpoint, target };
    await stages.record(request.requestId, request.caller, { ...event, outcome: 'BEGUN', count: 0 });
    const beforeKeeping = once(request.watch);
    const totals = { kept: 0, unknown: 0, notPermitted: 0, overtaken: 0, broken: 0 };
    for await (const batch of batchesOf(request.lines)) {
      const outcomes = await takeBatch(stages, request, batch, beforeKeeping);
      for (const outcome of outcomes) totals[outcome] += 1;
    }
    await stages.record(request.requestId, request.caller, { ...event, outcome: 'KEPT', count: totals.kept });
    return totals;
  };
}

/** Whoever asks again gets the same. */
function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= run());
}

type Outcome = keyof DeliveryResult;

const OUTCOMES = { KEPT: 'kept', NOT_KEPT: 'notPermitted', OVERTAKEN: 'overtaken' } as const;

async function takeBatch(
  stages: DeliveryStages,
  request: DeliveryRequest,
  lines: readonly DeliveredLine[],
  beforeKeeping: () => Promise<void>,
): Promise<readonly Outcome[]> {
  const idsByLine = await whomEach(stages, request.partner, lines);
  const lineById = new Map<string, DeliveredLine>();
  const overtaken: Outcome[] = [];
  for (const line of lines) {
    for (const id of idsByLine.get(line) ?? []) {
      const rival = lineById.get(id);
      if (rival !== undefined) overtaken.push('overtaken');
      if (!isOlder(line, rival)) lineById.set(id, line);
    }
  }
  const unknown = lines.filter((line) => (idsByLine.get(line) ?? []).length === 0).map((): Outcome => 'unknown');
  const wants = await wantsFor(stages, request, [...lineById.keys()]);
  const permitted = new Set(wants.map(({ customerId }) => customerId));
  const refused = [...lineById.keys()].filter((id) => !permitted.has(id)).map((): Outcome => 'notPermitted');
  if (wants.length > 0) await beforeKeeping();
  const results = await stages.partners.keep(wants.flatMap((want) => wantedLine(want, lineById.get(want.customerId))));
  const kept = results.map((result): Outcome => (typeof result === 'string' ? OUTCOMES[result] : 'broken'));
  return [...unknown, ...overtaken, ...refused, ...kept];
}

const wantedLine = (want: Want, line: DeliveredLine | undefined): readonly WantedLine[] =>
  line === undefined ? [] : [{ want, body: line.body, occurredAt: line.occurredAt }];

/** A reference that several customers share means each of them, as when partners are asked. */
async function whomEach(
  { customers }: DeliveryStages,
  partner: string,
  lines: readonly DeliveredLine[],
): Promise<ReadonlyMap<DeliveredLine, readonly string[]>> {
  const names = [...new Set(lines.map(({ reference }) => reference.name))];
  const found = await Promise.all(
    names.map(async (name) => {
      const theirs = lines.filter(({ reference }) => reference.name === name);
      const ids = await customers.findByReference(partner, name, [
        ...new Set(theirs.map(({ reference }) => reference.value)),
      ]);
      return theirs.map((line): [DeliveredLine, readonly string[]] => [line, ids.get(line.reference.value) ?? []]);
    }),
  );
  return new Map(found.flat());
}

/** What the bank may hold of these customers from this partner's file. */
async function wantsFor(stages: DeliveryStages, request: DeliveryRequest, customerIds: readonly string[]) {
  if (customerIds.length === 0) return [];
  const { dataset, fields, endpoint } = request.delivery;
  const coordinates = fields.map((field): Coordinate => `${DATASETS[dataset].type}.${field}`);
  // Each line is about one customer, and nobody reads it: a file is no request for many.
  const cases = await decideAll(stages, { ...request, coordinates, customersAsked: 1 }, customerIds);
  const holdings = await stages.holdings.open(customerIds, { identity: false, sources: [request.partner] });
  return [...cases.values()]
    .map((one) => ({ ...one, needs: needsOf(one.decision).filter(({ source }) => source === request.partner) }))
    .flatMap((plan) => wantsOf(stages, plan, holdings.get(plan.decision.customerId)))
    .filter((want) => want.endpoint === endpoint);
}

async function* batchesOf(lines: AsyncIterable<DeliveredLine>): AsyncGenerator<readonly DeliveredLine[]> {
  let batch: DeliveredLine[] = [];
  for await (const line of lines) {
    if (batch.push(line) < LINES_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Of several lines of a batch about one customer the newest counts, or the last where they do not say. */
const isOlder = ({ occurredAt: own }: DeliveredLine, other: DeliveredLine | undefined): boolean =>
  own !== null && other?.occurredAt != null && own !== other.occurredAt && earlierOf(own, other.occurredAt) === own;
