/**
 * The changes to the rules, over the database, with the entries that tell them.
 */
import { createTrail } from '../audit/trail.ts';
import { type DecidingStages, readInputs } from '../disclosure/decide-all.ts';
import { isOwn } from '../disclosure/own-facts.ts';
import { BANK } from '../domain/sourced.ts';
import { createGovernance } from '../governance/governance.ts';
import type { ReadCase } from '../governance/policy/simulate.ts';
import type { PartnerStage } from '../partners/partners.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import { createCensus } from '../store/census.ts';
import { createNoticeTexts } from '../store/notice-texts.ts';
import { createNotificationStore } from '../store/notifications.ts';
import { createPartnerHoldings } from '../store/partner-holdings.ts';
import { createPartnerCallStore } from '../store/reconciled-calls.ts';
import type { AppParts, Foundation } from './foundation.ts';
import { refuse } from './refuse.ts';
import { assembleRights } from './rights.ts';
import { createRuleStore } from './rule-store.ts';

export type GovernanceStage = ReturnType<typeof assembleGovernance>;

export function assembleGovernance(parts: AppParts, base: Foundation, partners: PartnerStage) {
  const { database } = parts;
  const { catalogue, entryStore, entries, refusals, signer } = base;
  return createGovernance({
    rules: createRuleStore(database, entries),
    catalogue,
    recordSupplies: partners.recordSupplies,
    hashTerms: (terms) => sha256Hex(canonicalJson(terms)),
    hashOf: (value) => sha256Hex(canonicalJson(value)),
    schemaHash: base.schemaHash,
    readCase: readCaseFrom({ ...base, partners }),
    holdings: createPartnerHoldings(database),
    facts: base.facts,
    census: createCensus(database),
    candidates: (one) => (isOwn(one) ? [BANK, ...partners.candidates(one)] : partners.candidates(one)),
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
    rights: { ...assembleRights(parts, base), erasure: base.erasures },
  });
}

/** For simulating: what `decide` would be asked, for somebody who is not here. */
const readCaseFrom =
  (stages: DecidingStages): ReadCase =>
  async ({ caller, purpose, customerId, coordinates }) => {
    const request = { caller: { ...caller, expiresAtS: 0 }, purpose, coordinates, customersAsked: 1 };
    const input = (await readInputs(stages, request, [customerId])).get(customerId);
    if (input === undefined) throw new Error('the snapshot lacks a customer');
    return input;
  };
