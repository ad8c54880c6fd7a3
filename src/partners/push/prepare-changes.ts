/**
 * From a partner's message to changes of stored records: finds the customers meant, reads a new answer through the endpoint's own contract,
 * watch for drift and map, seals it. An answer that does not hold becomes a plain "forget what you know": newer facts exist, only unreadable ones.
 */
import { instantFromEpochMs, type LocalDate } from '../../domain/instant.ts';
import type { Connector, Endpoint, PushedChange, RequestContext } from '../../sdk/index.ts';
import { type Attempt, hasFailed } from '../attempt.ts';
import { mapRecord, type Reading } from '../contract/map-record.ts';
import { type Contract, pointersOf } from '../contract/watch-drift.ts';
import type { PartnersLog } from '../log.ts';
import { digestOf, isPublic, neededValues, subjectOf } from '../load/references.ts';
import { PUBLIC_SUBJECT, type RecordContent, type RecordVault, sealRecord } from '../records/seal-record.ts';
import type { PartnersCustomers, PreparedChange } from './port.ts';

export interface PrepareOptions {
  readonly customers: PartnersCustomers;
  readonly vault: RecordVault;
  readonly now: () => number;
  readonly log: PartnersLog;
  /** undefined: the connector is out of service. */
  readonly contractOf: (connectorId: string) => Contract | undefined;
}

export interface Receiver {
  readonly connector: Connector;
  readonly contract: Contract;
}

export async function prepareChanges(
  options: PrepareOptions,
  receiver: Receiver,
  changes: readonly PushedChange[],
): Promise<readonly PreparedChange[]> {
  const { connector } = receiver;
  const prepared: PreparedChange[] = [];
  for (const change of changes) {
    const customerIds = await whom(options, connector, change);
    for (const endpoint of endpointsOf(connector, change)) {
      const about = isPublic(connector, endpoint) ? [PUBLIC_SUBJECT] : customerIds;
      for (const customerId of about) {
        const sealed = await sealedAnswer(options, receiver, endpoint, { ...change, customerId });
        prepared.push({ customerId, endpoint: endpoint.name, occurredAt: change.occurredAt, sealed });
      }
    }
  }
  return prepared;
}

const endpointsOf = ({ endpoints }: Connector, change: PushedChange): readonly Endpoint[] =>
  endpoints.filter(({ name }) => change.endpoints.includes(name));

async function whom({ customers }: PrepareOptions, { id }: Connector, { reference }: PushedChange) {
  if (reference === null) return [];
  const found = await customers.findByReference(id, reference.name, [reference.value]);
  return found.get(reference.value) ?? [];
}

async function sealedAnswer(
  { customers, vault, now, log }: PrepareOptions,
  { connector, contract }: Receiver,
  endpoint: Endpoint,
  { answer, endpoints, customerId }: PushedChange & { readonly customerId: string },
): Promise<Uint8Array | null> {
  if (answer === undefined || endpoints.length !== 1) return null;
  const references = (await customers.referencesAt(connector.id, [customerId])).get(customerId) ?? {};
  const values = neededValues(connector, endpoint, references);
  if (values === null) return null;
  const today = instantFromEpochMs(now()).slice(0, 10) as LocalDate;
  const { ctx } = subjectOf(connector, endpoint, { values, customerId, terms: NOBODYS_TERMS }, today);
  const reading = readAnswer(contract, endpoint, answer, ctx);
  if (hasFailed(reading)) {
    const { code, detail } = reading.fault;
    log.warn(
      { partner: connector.id, endpoint: endpoint.name, code, reason: detail },
      'a pushed answer broke the contract',
    );
    return null;
  }
  const withheld = reading.value?.withheld;
  // The partner can be asked for the whole, where it can be asked.
  if (withheld !== undefined && endpoint.isDeliveredOnly !== true) return null;
  const content: RecordContent = {
    dataset: endpoint.dataset,
    record: reading.value?.record ?? null,
    asOf: reading.value?.asOf ?? null,
    references: digestOf(values),
    ...(withheld === undefined ? {} : { withheld }),
  };
  return sealRecord(vault, { customerId, source: connector.id, endpoint: endpoint.name }, content);
}

function readAnswer(contract: Contract, endpoint: Endpoint, answer: unknown, ctx: RequestContext): Attempt<Reading> {
  const checked = contract.check(endpoint, answer, ctx, 'ONE');
  if (hasFailed(checked)) return checked;
  const reading = mapRecord(endpoint, checked.value.wire, ctx);
  return hasFailed(reading) ? reading : contract.accept(endpoint, pointersOf(checked.value), reading.value);
}

/** Nobody asked, so nobody pays and nothing is urgent. */
const NOBODYS_TERMS = { urgency: 'BATCH', agreementId: '', budget: null, hold: null, resetAt: null } as const;
