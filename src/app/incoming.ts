/**
 * What partners send by themselves: messages over HTTP, files by command.
 */
import { createTakeDelivery, type TakeDelivery } from '../disclosure/take-delivery.ts';
import { instantFromEpochMs } from '../domain/instant.ts';
import type { PartnerStage } from '../partners/partners.ts';
import type { ReceiveMessage } from '../partners/push/port.ts';
import { createReceiveMessage } from '../partners/push/receive-message.ts';
import type { AppParts, Foundation } from './foundation.ts';

export function assembleMessages(
  parts: AppParts,
  { customers, vault, messages, metrics, now }: Foundation,
  { contractOf }: Pick<PartnerStage, 'contractOf'>,
): ReceiveMessage {
  return createReceiveMessage({
    connectors: parts.connectors,
    contractOf,
    secretOf: parts.secretOf,
    store: messages,
    vault,
    now,
    log: parts.log,
    observe: (partner, outcome) => metrics.partnerMessages.inc({ partner, outcome }),
    customers: {
      findByReference: (...about) => customers.findByReference(...about),
      async referencesAt(partnerId, customerIds) {
        const holdings = await customers.open(customerIds, { identity: false, sources: [partnerId] });
        return new Map([...holdings].map(([id, { references }]) => [id, references.get(partnerId) ?? {}]));
      },
    },
  });
}

export function assembleDelivery(base: Foundation, partners: PartnerStage): TakeDelivery {
  const { facts, customers, catalogue, schemaHash, entryStore, entries, messages, now } = base;
  const take = createTakeDelivery({
    facts,
    holdings: customers,
    customers,
    catalogue,
    schemaHash,
    partners,
    record: (requestId, caller, event) => entryStore.append([entries.partnerEvent({ requestId, caller }, event)]),
  });
  return async (request) => {
    const { partner, target } = request;
    let mayKeepSome = false;
    const watch = (): Promise<void> => {
      mayKeepSome = true;
      return request.watch();
    };
    const result = await take({ ...request, watch });
    // A file of which nothing may be kept, on these rights, was not taken.
    if (mayKeepSome) await messages.remember(partner, target, instantFromEpochMs(now()));
    return result;
  };
}
