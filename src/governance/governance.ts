/**
 * All that may be done to the rules, put together.
 */
import type { Entries } from '../audit/entries.ts';
import type { AgreementTerms } from '../domain/agreement.ts';
import type { Catalogue } from '../domain/classification.ts';
import { createAgreements } from './agreements/agreements.ts';
import { type RecordRefusal, createAuthorise, createScopeFor } from './authorise.ts';
import { createAssessments } from './assessments/assessments.ts';
import { createConsents } from './consents/consents.ts';
import { createGuardianships } from './guardianships/guardianships.ts';
import { createNotices } from './notices/notices.ts';
import type { NoticeTexts } from './notices/port.ts';
import { createNotifications } from './notifications/notifications.ts';
import type { NotificationStore } from './notifications/port.ts';
import { createLegalHolds } from './rights/legal-holds.ts';
import type { RightsParts } from './rights/parts.ts';
import { createRights } from './rights/rights.ts';
import type { Governance, RuleStore } from './port.ts';
import type { PartnerCallStore } from './partners/port.ts';
import type { ImpactParts } from './agreements/impact/port.ts';
import { countOverdue } from './agreements/remind.ts';
import type { ReminderKind } from './agreements/reminders.ts';
import { settleDue } from './agreements/end-agreement.ts';
import type { PartnerHoldings, ReadSpending } from './agreements/port.ts';
import type { Trail } from './trail/port.ts';
import { createPartnerHealth } from './partners/partner-health.ts';
import { createPartnerCalls } from './partners/partner-calls.ts';
import { createPartners } from './partners/partners.ts';
import type { PartnersHealth } from '../partners/health/port.ts';
import { createTrail, type TrailParts } from './trail/trail.ts';
import type { RecordSupply } from '../partners/port.ts';
import { createReadReason } from './trail/read-reason.ts';
import { createElevations } from './elevations/elevations.ts';
import { createPolicies } from './policy/policies.ts';
import { createSimulate, type ReadCase } from './policy/simulate.ts';
import type { SignRecord } from './signing/port.ts';
import { createReadVocabulary } from './vocabulary.ts';

export interface GovernanceParts extends Omit<TrailParts, 'authorise' | 'readReason'> {
  readonly entries: TrailParts['entries'] & Pick<Entries, 'partnerEvent'>;
  readonly rules: RuleStore;
  readonly catalogue: Catalogue;
  readonly facts: ImpactParts['facts'];
  readonly census: ImpactParts['census'];
  readonly candidates: ImpactParts['candidates'];
  /** SHA-256, hex, of the schema that runs. */
  readonly schemaHash: string;
  readonly hashTerms: (terms: AgreementTerms) => string;
  /** The same of any JSON value. */
  readonly hashOf: (value: unknown) => string;
  readonly readCase: ReadCase;
  readonly recordRefusal: RecordRefusal;
  /** What may lie among stored records: a withdrawal deletes what it leaves without a right. */
  readonly recordSupplies: readonly RecordSupply[];
  readonly readSpending: ReadSpending;
  readonly holdings: PartnerHoldings;
  readonly partnerCalls: PartnerCallStore;
  readonly health: PartnersHealth;
  readonly noticeTexts: NoticeTexts;
  readonly notificationStore: NotificationStore;
  readonly digestOfDocument: (number: string) => string;
  readonly sign: SignRecord;
  readonly rights: Omit<RightsParts, 'rules' | 'authorise' | 'withdrawConsents'>;
}

/** What is due by itself, without anybody asking for it. */
export interface GovernanceChores {
  /** Agreements whose dates ran out are recorded as EXPIRED, and what ended ones leave of ours is deleted. */
  settleAgreements(): Promise<void>;
  /** Reminders that are overdue, by kind. */
  countOverdue(): Promise<ReadonlyMap<ReminderKind, number>>;
}

export function createGovernance(
  parts: GovernanceParts,
): Governance & { readonly trail: Trail; readonly chores: GovernanceChores } {
  const { rules, catalogue, recordRefusal } = parts;
  const authorise = createAuthorise(rules, recordRefusal);
  const vocabulary = createReadVocabulary(rules, catalogue);
  const ofConsents = { ...parts, vocabulary, recordSupplies: personalIn(parts) };
  // Who decides on a customer's rights withdraws by that right alone, and grants nothing by it.
  const byRight = createConsents({ ...ofConsents, authorise: (actor) => authorise(actor, 'rights:decide') });
  return {
    notices: createNotices({ ...parts, authorise, vocabulary }),
    guardianships: createGuardianships({ ...parts, authorise }),
    notifications: createNotifications({ ...parts, authorise }),
    agreements: createAgreements({ ...parts, authorise, vocabulary }),
    assessments: createAssessments({ rules, authorise, recordRefusal, vocabulary }),
    consents: createConsents({ ...ofConsents, authorise }),
    purposes: (_actor, page) => rules.list('purpose', {}, page),
    partners: createPartners({ rules, authorise }),
    calls: createPartnerCalls({ ...parts, authorise }),
    health: createPartnerHealth({ ...parts, authorise }),
    policies: createPolicies({ ...parts, authorise }),
    simulate: createSimulate({ ...parts, authorise }),
    elevations: createElevations({ rules, authorise, scopeFor: createScopeFor(rules), recordRefusal, vocabulary }),
    rights: createRights({
      ...parts.rights,
      rules,
      authorise,
      withdrawConsents: (actor, customerId) => byRight.withdrawAll(actor, customerId),
    }),
    legalHolds: createLegalHolds({ rules, authorise }),
    chores: {
      settleAgreements: () => settleDue({ ...parts, authorise }),
      countOverdue: () => countOverdue(rules),
    },
    trail: createTrail({ ...parts, authorise, readReason: createReadReason(parts) }),
  };
}

/** What is not personal rests on no consent, so that a withdrawal leaves it alone. An unclassified field counts as personal. */
export const personalIn = ({
  recordSupplies,
  catalogue,
}: Pick<GovernanceParts, 'recordSupplies' | 'catalogue'>): readonly RecordSupply[] =>
  recordSupplies.map((supply) => ({
    ...supply,
    coordinates: supply.coordinates.filter((coordinate) => catalogue.get(coordinate)?.class !== 'NON_PERSONAL'),
  }));
