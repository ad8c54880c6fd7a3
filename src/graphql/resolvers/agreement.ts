/**
 * Agreements: reading them and moving them through their states. Who may do so, and what is logged, is governance's matter.
 */
import type { AgreementTerms } from '../../domain/agreement.ts';
import type { Fact } from '../../domain/fact.ts';
import type { AgreementChange } from '../../governance/port.ts';
import type {
  Agreement,
  ChangeAgreementInput,
  ProposeAgreementInput,
  Resolvers,
} from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readPage, readPatterns } from './input.ts';

export const agreementResolvers = {
  Query: {
    agreements: async (_root, { partner, state, ...page }, { actor, governance: { agreements } }) =>
      toConnection(await agreements.list(actor, given({ partner, state }), readPage(page)), toAgreement),
  },
  Mutation: {
    proposeAgreement: async (_root, { input }, { actor, governance: { agreements } }) =>
      toAgreement(await agreements.propose(actor, input.agreementId, toTerms(input))),
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
  },
} satisfies Resolvers;

function toAgreement({ id, version, body: { terms, ...body } }: Fact<'agreement'>): Agreement {
  return { ...terms, ...body, id, version, partner: terms.partnerId };
}

const toChange = ({ id, expectedVersion, because }: ChangeAgreementInput): AgreementChange =>
  because == null ? { id, expectedVersion } : { id, expectedVersion, because };

/** The signed terms hold exactly these keys: what the caller sent beside them is not part of the hash. */
function toTerms({ agreementId: _id, partner, grants, ...terms }: ProposeAgreementInput): AgreementTerms {
  return {
    ...terms,
    partnerId: partner,
    grants: grants.map((grant, index) => ({
      ...grant,
      coordinates: readPatterns(`grants[${index}].coordinates`, grant.coordinates),
    })),
  };
}
