/**
 * The rules over the database, each change with the entry that tells it.
 */
import type { Entries, GovernanceChange, RightsEvent } from '../audit/entries.ts';
import type { Entry } from '../audit/entry-store.ts';
import type { Fact } from '../domain/fact.ts';
import type { RuleChange, RuleStore } from '../governance/port.ts';
import type { Database } from '../store/database.ts';
import { createRules } from '../store/rules.ts';

type ToldBy = Pick<Entries, 'governanceChanged' | 'rightsEvent'>;

export const createRuleStore = (database: Database, entries: ToldBy): RuleStore =>
  createRules(database, (change) => entryOf(entries, change));

/** A customer's right has a kind of entry of its own. */
function entryOf(entries: ToldBy, change: RuleChange): Entry {
  const { actor, fact, customerId, statement, isErased } = change;
  if (customerId === undefined || !isOfRights(fact)) return entries.governanceChanged(actor, describeChange(change));
  return entries.rightsEvent(actor, {
    ...describeChange(change),
    fact,
    customerId,
    ...(statement === undefined ? {} : { statement }),
    ...(isErased === undefined ? {} : { isErased }),
  });
}

const isOfRights = (fact: Fact): fact is RightsEvent['fact'] =>
  fact.kind === 'rights-request' || fact.kind === 'legal-hold';

/** As the log tells it. */
export const describeChange = ({
  action,
  fact,
  previous,
  customerId,
}: Omit<RuleChange, 'actor'>): GovernanceChange => ({
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
