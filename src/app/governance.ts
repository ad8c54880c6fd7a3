/**
 * The changes to the rules, over the database, with the entries that tell them.
 */
import type { GovernanceChange } from '../audit/entries.ts';
import { createTrail } from '../audit/trail.ts';
import type { Fact } from '../domain/fact.ts';
import { createGovernance } from '../governance/governance.ts';
import type { RuleChange } from '../governance/port.ts';
import type { PartnerStage } from '../partners/partners.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import { createPartnerCallStore } from '../store/reconciled-calls.ts';
import { createRules } from '../store/rules.ts';
import type { AppParts, Foundation } from './foundation.ts';
import { refuse } from './refuse.ts';

export function assembleGovernance({ database }: AppParts, base: Foundation, partners: PartnerStage) {
  const { catalogue, entryStore, entries, refusals } = base;
  return createGovernance({
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
}

const describe = ({ action, fact, previous, customerId }: RuleChange): GovernanceChange => ({
  action,
  fact,
  previousVersion: previous?.version ?? null,
  ...transitionOf(previous, fact),
  ...(customerId === undefined ? {} : { customerId }),
});

function transitionOf(previous: Fact | null, fact: Fact): Pick<GovernanceChange, 'transition'> {
  const to = stateOf(fact);
  return to === null ? {} : { transition: { from: previous === null ? null : stateOf(previous), to } };
}

/** A partner may be held in whatever state it is. */
function stateOf({ body }: Fact): string | null {
  if ('hold' in body && body.hold !== undefined) return 'HELD';
  return 'state' in body ? body.state : null;
}
