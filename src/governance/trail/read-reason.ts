/**
 * Why somebody changed something, in their own words, for readers of the log. The words are kept with what they explain (a version of a
 * fact, a call) and never in the log itself, which can forget nothing.
 */
import type { EntryContent, RightsContent } from '../../audit/entry-content.ts';
import type { Agreement } from '../../domain/agreement.ts';
import type { Partner } from '../../domain/fact.ts';
import type { PartnerCallStore } from '../partners/port.ts';
import type { RuleStore } from '../port.ts';

export interface ReasonParts {
  readonly rules: Pick<RuleStore, 'readVersion'>;
  readonly partnerCalls: Pick<PartnerCallStore, 'find'>;
}

/** null: no reason was asked for, or none is kept. */
export type ReadReason = (content: EntryContent) => Promise<string | null>;

export const createReadReason =
  ({ rules, partnerCalls }: ReasonParts): ReadReason =>
  async (content) => {
    if (content.kind === 'PARTNER_EVENT' && content.action === 'RECONCILE_PARTNER_CALL' && content.target !== null)
      return (await partnerCalls.find(content.target))?.reconciledBecause ?? null;
    if (content.kind === 'RIGHTS_EVENT') return ofRights(rules, content);
    if (content.kind !== 'GOVERNANCE_CHANGED') return null;
    const { action, fact } = content;
    const ofPartner = OF_PARTNER[action];
    if (ofPartner !== undefined) {
      const version = await rules.readVersion('partner', fact.id, fact.version);
      return version === null ? null : ofPartner(version.body);
    }
    const ofOther = OF_OTHERS[action];
    if (ofOther !== undefined) return ofOther(await rules.readVersion(fact.kind, fact.id, fact.version));
    if (action === 'WITHDRAW_ASSESSMENT')
      return (await rules.readVersion('assessment', fact.id, fact.version))?.body.withdrawnBecause ?? null;
    const ofAgreement = OF_AGREEMENT[action];
    if (ofAgreement === undefined) return null;
    const version = await rules.readVersion('agreement', fact.id, fact.version);
    return version === null ? null : ofAgreement(version.body);
  };

/** Of the move itself, not of those before it. */
async function ofRights(rules: ReasonParts['rules'], { action, fact }: RightsContent): Promise<string | null> {
  if (fact.kind === 'legal-hold') {
    const hold = await rules.readVersion('legal-hold', fact.id, fact.version);
    return (action === 'RELEASE_LEGAL_HOLD' ? hold?.body.releasedBecause : hold?.body.because) ?? null;
  }
  const request = await rules.readVersion('rights-request', fact.id, fact.version);
  if (action === 'EXTEND_RIGHTS_REQUEST') return request?.body.extension?.because ?? null;
  const isDecision = action === 'APPROVE_RIGHTS_REQUEST' || action === 'REFUSE_RIGHTS_REQUEST';
  return isDecision ? (request?.body.decision?.because ?? null) : null;
}

const OF_PARTNER: Readonly<Record<string, (partner: Partner) => string | null>> = {
  HOLD_PARTNER: ({ hold }) => hold?.because ?? null,
  RELEASE_PARTNER: ({ release }) => release?.because ?? null,
};

type Told = Readonly<Partial<Record<'because' | 'refusedBecause' | 'endedBecause' | 'retiredBecause', unknown>>>;

const textIn =
  (key: keyof Told) =>
  (fact: { readonly body: object } | null): string | null => {
    const text = (fact?.body as Told | undefined)?.[key];
    return typeof text === 'string' ? text : null;
  };

const OF_OTHERS: Readonly<Record<string, (fact: { readonly body: object } | null) => string | null>> = {
  PROPOSE_POLICY: textIn('because'),
  REFUSE_POLICY: textIn('refusedBecause'),
  REQUEST_ELEVATION: textIn('because'),
  REFUSE_ELEVATION: textIn('endedBecause'),
  INVALIDATE_CONSENT: textIn('endedBecause'),
  RETIRE_NOTICE: textIn('retiredBecause'),
  END_GUARDIANSHIP: textIn('endedBecause'),
};

const OF_AGREEMENT: Readonly<Record<string, (agreement: Agreement) => string | null>> = {
  SUSPEND_AGREEMENT: ({ suspendedBecause }) => suspendedBecause ?? null,
  RETURN_AGREEMENT: ({ remarks }) => remarks?.at(-1)?.because ?? null,
  TERMINATE_AGREEMENT: ({ remarks }) => remarks?.at(-1)?.because ?? null,
};
