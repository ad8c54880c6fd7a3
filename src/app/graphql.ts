/**
 * The one path and the changes to the rules, behind GraphQL.
 */
import type { GovernanceChange } from '../audit/entries.ts';
import { createAccessLog } from '../audit/log.ts';
import { createTrail } from '../audit/trail.ts';
import { createDisclose } from '../disclosure/disclose.ts';
import type { DatasetName } from '../domain/dataset.ts';
import { createGovernance } from '../governance/governance.ts';
import type { RuleChange } from '../governance/port.ts';
import { createGraphqlServer } from '../graphql/server.ts';
import type { PartnerStage } from '../partners/partners.ts';
import type { Connector } from '../sdk/index.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import { createPartnerCallStore } from '../store/reconciled-calls.ts';
import { createRules } from '../store/rules.ts';
import type { AppParts, Foundation } from './foundation.ts';
import { refuse } from './refuse.ts';

export function assembleGraphql(parts: AppParts, base: Foundation, partners: PartnerStage, pseudonymKey: Uint8Array) {
  const { database, config, log } = parts;
  const { schema, catalogue, customers, vault, facts, entryStore, entries, refusals } = base;
  const disclose = createDisclose({
    facts,
    holdings: customers,
    partners,
    log: createAccessLog({ store: entryStore, entries, vault, hashesOf: facts.hashesOf }),
    catalogue,
    pseudonymKey,
  });
  const governance = createGovernance({
    rules: createRules(database, (change) => entries.governanceChanged(change.actor, describe(change))),
    catalogue,
    recordSupplies: partners.recordSupplies,
    hashTerms: (terms) => sha256Hex(canonicalJson(terms)),
    health: partners.health,
    readSpending: (meters) => base.stores.budget.read(meters),
    partnerCalls: createPartnerCallStore(database, (call, { actor, happened }) =>
      base.entryOfReconciled(actor, call, happened),
    ),
    recordRefusal: ({ requestId, caller }, action) =>
      refuse(refusals, { requestId, caller, code: 'FORBIDDEN', action }),
    reader: createTrail({ store: entryStore, digestOf: entries.digestOf }),
    entries,
    store: entryStore,
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

const describe = ({ action, fact, previous, customerId }: RuleChange): GovernanceChange => ({
  action,
  fact,
  previousVersion: previous?.version ?? null,
  transition: { from: previous === null ? null : stateOf(previous), to: stateOf(fact) },
  ...(customerId === undefined ? {} : { customerId }),
});

/** A partner may be held in whatever state it is. */
const stateOf = ({ body }: RuleChange['fact']): string =>
  'hold' in body && body.hold !== undefined ? 'HELD' : body.state;
