/**
 * Agreements: reading them and moving them through their states. Who may do so, and what is logged, is governance's matter.
 */
import type { AgreementBudget, AgreementTerms } from '../../domain/agreement.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Level } from '../../domain/spending.ts';
import type { AgreementChange, ReturnConfirmation } from '../../governance/agreements/port.ts';
import type {
  Agreement,
  AgreementBudgetInput,
  ChangeAgreementInput,
  ConfirmAgreementReturnInput,
  ProposeAgreementInput,
  Resolvers,
  Spending,
} from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readPage, readPatterns } from './input.ts';

export const agreementResolvers = {
  Query: {
    agreements: async (_root, { partner, state, ...page }, { actor, governance: { agreements } }) =>
      toConnection(await agreements.list(actor, given({ partner, state }), readPage(page)), toAgreement),
    agreementContract: (_root, { id }, { actor, governance: { agreements } }) => agreements.contract(actor, id),
    agreementReminders: (_root, { withinDays }, { actor, governance: { agreements } }) =>
      agreements.reminders(actor, withinDays ?? 60),
    agreementImpact: (_root, { id }, { actor, governance: { agreements } }) => agreements.impact(actor, id),
  },
  Agreement: {
    spending: async ({ id, budget }, _args, { actor, governance: { agreements } }) => {
      const agreementId = id.slice(0, id.lastIndexOf('/'));
      return (await agreements.spending(actor, { agreementId, budget: toBudget(budget) })).map(toSpending);
    },
  },
  Mutation: {
    proposeAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.propose(actor, input.agreementId, toTerms(input))),
    proposeAgreementFromContract: async (_root, { input }, { actor, governance: { agreements } }) => {
      const { agreement, notTaken } = await agreements.proposeFromContract(actor, input.contract);
      return { agreement: toAgreement(agreement), notTaken };
    },
    submitAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.submit(actor, toChange(input))),
    approveAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.approve(actor, toChange(input))),
    returnAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.sendBack(actor, toChange(input))),
    signAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.sign(actor, toChange(input))),
    activateAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.activate(actor, toChange(input))),
    suspendAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.suspend(actor, toChange(input))),
    terminateAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.terminate(actor, toChange(input))),
    confirmAgreementReturn: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.confirmReturn(actor, toConfirmation(input))),
    closeAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.close(actor, toChange(input))),
  },
} satisfies Resolvers;

export function toAgreement({ id, version, body: { terms, remarks = [], ...body } }: Fact<'agreement'>): Agreement {
  return { ...terms, ...body, id, version, remarks, partner: terms.partnerId };
}

const toSpending = ({ kind, unit, period, spent, limit, resetsAt }: Level): Spending => ({
  meter: kind,
  unit,
  period,
  spent,
  limit,
  resetsAt,
});

const toConfirmation = ({ certificate, ...input }: ConfirmAgreementReturnInput): ReturnConfirmation =>
  certificate == null ? input : { ...input, certificate };

const toChange = ({ id, expectedVersion, because }: ChangeAgreementInput): AgreementChange =>
  because == null ? { id, expectedVersion } : { id, expectedVersion, because };

/** The signed terms hold exactly these keys: what the caller sent beside them, nulls included, is not part of the hash. */
function toTerms({ agreementId: _id, partner, grants, budget, ...input }: ProposeAgreementInput): AgreementTerms {
  const { renewal, noticeDays, reviewOn, assessmentId, jurisdiction, endOfTermDays, ...terms } = input;
  const limits = toBudget(budget);
  return {
    ...terms,
    ...given({ renewal, noticeDays, reviewOn, assessmentId, jurisdiction, endOfTermDays }),
    ...(limits === undefined ? {} : { budget: limits }),
    partnerId: partner,
    grants: grants.map((grant, index) => ({
      ...grant,
      coordinates: readPatterns(`grants[${index}].coordinates`, grant.coordinates),
    })),
  };
}

/** What is null is not part of the terms: a budget spelled with nulls has the hash of one without. */
function toBudget(budget: AgreementBudgetInput | null | undefined): AgreementBudget | undefined {
  if (budget == null) return undefined;
  const { pricePerCall, moneyPerDay, moneyPerMonth, ...calls } = budget;
  const amounts = given({ pricePerCall, moneyPerDay, moneyPerMonth });
  return { ...given(calls), ...amounts };
}
