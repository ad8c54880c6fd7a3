/**
 * The changes to the rules, over the database, with the entries that tell them.
 */
import type { Entries, GovernanceChange, RightsEvent } from '../audit/entries.ts';
import type { Entry } from '../audit/entry-store.ts';
import { createTrail } from '../audit/trail.ts';
import { type DecidingStages, readInputs } from '../disclosure/decide-all.ts';
import { createGovernance } from '../governance/governance.ts';
import type { ReadCase } from '../governance/policy/simulate.ts';
import type { RuleChange, RuleStore } from '../governance/port.ts';
import type { PartnerStage } from '../partners/partners.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import { createNoticeTexts } from '../store/notice-texts.ts';
import { createNotificationStore } from '../store/notifications.ts';
import { createPartnerHoldings } from '../store/partner-holdings.ts';
import { createPartnerCallStore } from '../store/reconciled-calls.ts';
import type { AppParts, Foundation } from './foundation.ts';
import { refuse } from './refuse.ts';
import { createRuleStore } from './rule-store.ts';

/** Rules with the entries that tell their changes. */
export const openRules = (
  { database }: Pick<AppParts, 'database'>,
  { entries }: Pick<Foundation, 'entries'>,
): RuleStore => createRules(database, (change) => entries.governanceChanged(change.actor, describe(change)));

export function assembleGovernance(parts: AppParts, base: Foundation, partners: PartnerStage) {
  const { database } = parts;
  const { catalogue, entryStore, entries, refusals, signer } = base;
export type GovernanceStage = ReturnType<typeof assembleGovernance>;
import { assembleRights } from './rights.ts';

export function assembleGovernance(parts: AppParts, base: Foundation, partners: PartnerStage) {
  const { database } = parts;
  const { catalogue, entryStore, entries, refusals } = base;
  return createGovernance({
    rules: createRuleStore(database, entries),
    rules: openRules(parts, base),
    rules: createRules(database, (change) => entries.governanceChanged(change.actor, describeChange(change))),
    rules: createRules(database, (change) => entryOf(entries, change)),
    catalogue,
    recordSupplies: partners.recordSupplies,
    hashTerms: (terms) => sha256Hex(canonicalJson(terms)),
    hashOf: (value) => sha256Hex(canonicalJson(value)),
    schemaHash: base.schemaHash,
    readCase: readCaseFrom({ ...base, partners }),
    holdings: createPartnerHoldings(database),
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
    noticeTexts: createNoticeTexts(database),
    notificationStore: createNotificationStore(database),
    digestOfDocument: entries.digestOfDocument,
    sign: signer.sign,
  });
}

/** For simulating: what `decide` would be asked, for somebody who is not here. */
const readCaseFrom =
  (stages: DecidingStages): ReadCase =>
  async ({ caller, purpose, customerId, coordinates }) => {
    const request = { caller: { ...caller, expiresAtS: 0 }, purpose, coordinates };
    const input = (await readInputs(stages, request, [customerId])).get(customerId);
    if (input === undefined) throw new Error('the snapshot lacks a customer');
    return input;
  };
    rights: { ...assembleRights(parts, base), erasure: base.erasures },
  });
}

/** A customer's right has a kind of entry of its own. */
function entryOf(entries: Entries, change: RuleChange): Entry {
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
