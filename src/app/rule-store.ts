/**
 * The rules over the database, each change with the entry that tells it.
 */
import type { Entries, GovernanceChange } from '../audit/entries.ts';
import type { Fact } from '../domain/fact.ts';
import type { RuleChange, RuleStore } from '../governance/port.ts';
import type { Database } from '../store/database.ts';
import { createRules } from '../store/rules.ts';

export const createRuleStore = (database: Database, entries: Pick<Entries, 'governanceChanged'>): RuleStore =>
  createRules(database, (change) => entries.governanceChanged(change.actor, describe(change)));

const describe = ({ action, fact, previous, customerId }: RuleChange): GovernanceChange => ({
  action,
  fact,
  // What stood there may have been unreadable.
  previousVersion: previous?.version ?? (fact.version > 1 ? fact.version - 1 : null),
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
