/**
 * From a partner's message to changes of stored records: finds the customers meant, reads a new answer through the endpoint's own contract
 * and map, seals it. An answer that does not hold becomes a plain "forget what you know": newer facts exist, only unreadable ones.
 */
import { instantFromEpochMs, type LocalDate } from '../../domain/instant.ts';
import type { Connector, Endpoint, PushedChange } from '../../sdk/index.ts';
import { hasFailed } from '../attempt.ts';
import { checkContract } from '../contract/check-contract.ts';
import { mapRecord } from '../contract/map-record.ts';
import type { PartnersLog } from '../log.ts';
import { digestOf, isPublic, neededValues, subjectOf } from '../load/references.ts';
import { PUBLIC_SUBJECT, type RecordContent, type RecordVault, sealRecord } from '../records/seal-record.ts';
import type { PartnersCustomers, PreparedChange } from './port.ts';

export interface PrepareOptions {
  readonly customers: PartnersCustomers;
  readonly vault: RecordVault;
  readonly now: () => number;
  readonly log: PartnersLog;
}

export async function prepareChanges(
  options: PrepareOptions,
  connector: Connector,
  changes: readonly PushedChange[],
): Promise<readonly PreparedChange[]> {
  const prepared: PreparedChange[] = [];
  for (const change of changes) {
    const customerIds = await whom(options, connector, change);
    for (const endpoint of endpointsOf(connector, change)) {
      const about = isPublic(connector, endpoint) ? [PUBLIC_SUBJECT] : customerIds;
      for (const customerId of about) {
        const sealed = await sealedAnswer(options, connector, endpoint, { ...change, customerId });
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
  connector: Connector,
  endpoint: Endpoint,
  { answer, endpoints, customerId }: PushedChange & { readonly customerId: string },
): Promise<Uint8Array | null> {
  if (answer === undefined || endpoints.length !== 1) return null;
  const references = (await customers.referencesAt(connector.id, [customerId])).get(customerId) ?? {};
  const values = neededValues(connector, endpoint, references);
  if (values === null) return null;
  const today = instantFromEpochMs(now()).slice(0, 10) as LocalDate;
  const wire = checkContract(endpoint.wire, answer);
  const { ctx } = subjectOf(connector, endpoint, { values, customerId, terms: NOBODYS_TERMS }, today);
  const reading = hasFailed(wire) ? wire : mapRecord(endpoint, wire.value, ctx);
  if (hasFailed(reading)) {
    const { code, detail } = reading.fault;
    log.warn(
      { partner: connector.id, endpoint: endpoint.name, code, reason: detail },
      'a pushed answer broke the contract',
    );
    return null;
  }
  const content: RecordContent = {
    dataset: endpoint.dataset,
    record: reading.value?.record ?? null,
    asOf: reading.value?.asOf ?? null,
    references: digestOf(values),
  };
  return sealRecord(vault, { customerId, source: connector.id, endpoint: endpoint.name }, content);
}

/** Nobody asked, so nobody pays and nothing is urgent. */
const NOBODYS_TERMS = { urgency: 'BATCH', agreementId: '', budget: null, hold: null, resetAt: null } as const;
