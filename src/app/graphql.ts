/**
 * The one path and the changes to the rules, behind GraphQL.
 */
import { createAccessLog } from '../audit/log.ts';
import { createDisclose } from '../disclosure/disclose.ts';
import type { DatasetName } from '../domain/dataset.ts';
import { createGraphqlServer } from '../graphql/server.ts';
import type { PartnerStage } from '../partners/partners.ts';
import type { Connector } from '../sdk/index.ts';
import type { AppParts, Foundation } from './foundation.ts';
import type { GovernanceStage } from './governance.ts';
import { refuse } from './refuse.ts';

export function assembleGraphql(
  parts: AppParts,
  base: Foundation,
  partners: PartnerStage,
  governance: GovernanceStage,
  pseudonymKey: Uint8Array,
) {
  const { config, log } = parts;
  const { schema, catalogue, schemaHash, customers, vault, facts, entryStore, entries, refusals } = base;
  const disclose = createDisclose({
    facts,
    holdings: customers,
    partners,
    log: createAccessLog({ store: entryStore, entries, vault, hashesOf: facts.hashesOf }),
    catalogue,
    schemaHash,
    pseudonymKey,
  });
  return createGraphqlServer({
    schema,
    disclose,
    governance,
    trail: governance.trail,
    datasetsOf: (partnerId) => datasetsOf(parts.connectors, partnerId),
    isSandbox: config.mode === 'sandbox',
    limits: config.gate,
    log,
    onRefusal: ({ requestId, caller, code, reason }) =>
      void refuse(refusals, { requestId, caller, code: reason ?? code }),
  });
}

function datasetsOf(connectors: readonly Connector[], partnerId: string): readonly DatasetName[] {
  const endpoints = connectors.find(({ id }) => id === partnerId)?.endpoints ?? [];
  return [...new Set(endpoints.map(({ dataset }) => dataset))].sort();
}
