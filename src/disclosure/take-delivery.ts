/**
 * A partner's file, line by line: whom each line means, whether the bank may hold it of this customer for the purpose named, and only then
 * kept. The same decision as for a query, on the same facts; the log has its entries before and after. Values of lines are never told.
 */
import type { PartnerEvent } from '../audit/port.ts';
import type { Caller } from '../domain/caller.ts';
import type { Coordinate } from '../domain/classification.ts';
import { DATASETS } from '../domain/dataset.ts';
import type { DeliveredLine, Deliveries, Delivery } from '../partners/push/port.ts';
import { decideAll } from './decide-all.ts';
import type { CustomersByReference, Stages } from './port.ts';
import { needsOf, wantsOf } from './wants.ts';

export interface DeliveryStages extends Pick<Stages, 'facts' | 'holdings' | 'catalogue'> {
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
}

export interface DeliveryResult {
  readonly kept: number;
  /** Lines about nobody the bank knows under that reference. */
  readonly unknown: number;
  /** Lines that no right covers, or whose right changed while they were kept. */
  readonly notPermitted: number;
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
    const totals = { kept: 0, unknown: 0, notPermitted: 0, broken: 0 };
    for await (const batch of batchesOf(request.lines)) {
      const outcomes = await takeBatch(stages, request, batch);
      for (const outcome of outcomes) totals[outcome] += 1;
    }
    await stages.record(request.requestId, request.caller, { ...event, outcome: 'KEPT', count: totals.kept });
    return totals;
  };
}

type Outcome = keyof DeliveryResult;

async function takeBatch(
  stages: DeliveryStages,
  request: DeliveryRequest,
  lines: readonly DeliveredLine[],
): Promise<readonly Outcome[]> {
  const idsByLine = await whomEach(stages, request.partner, lines);
  const bodyById = new Map(lines.flatMap((line) => (idsByLine.get(line) ?? []).map((id) => [id, line.body] as const)));
  const unknown = lines.filter((line) => (idsByLine.get(line) ?? []).length === 0).map((): Outcome => 'unknown');
  const wants = await wantsFor(stages, request, [...bodyById.keys()]);
  const permitted = new Set(wants.map(({ customerId }) => customerId));
  const refused = [...bodyById.keys()].filter((id) => !permitted.has(id)).map((): Outcome => 'notPermitted');
  const results = await stages.partners.keep(wants.map((want) => ({ want, body: bodyById.get(want.customerId) })));
  const kept = results.map((result): Outcome => {
    if (result === 'KEPT') return 'kept';
    return result === 'NOT_KEPT' ? 'notPermitted' : 'broken';
  });
  return [...unknown, ...refused, ...kept];
}

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
  const cases = await decideAll(stages, { ...request, coordinates }, customerIds);
  const holdings = await stages.holdings.open(customerIds, { identity: false, sources: [request.partner] });
  return [...cases.values()]
    .map((one) => ({ ...one, needs: needsOf(one.decision).filter(({ source }) => source === request.partner) }))
    .flatMap((plan) => wantsOf(stages, plan, holdings.get(plan.decision.customerId)))
    .filter((want) => want.endpoint === endpoint);
}

/** A customer appears once in a batch; of several lines about one reference the last counts. */
async function* batchesOf(lines: AsyncIterable<DeliveredLine>): AsyncGenerator<readonly DeliveredLine[]> {
  let batch = new Map<string, DeliveredLine>();
  for await (const line of lines) {
    batch.set(JSON.stringify(line.reference), line);
    if (batch.size < LINES_AT_ONCE) continue;
    yield [...batch.values()];
    batch = new Map();
  }
  if (batch.size > 0) yield [...batch.values()];
}
