/**
 * Consents and the purposes they are given for. Recording and withdrawing are governance's matter.
 */
import type { Fact } from '../../domain/fact.ts';
import type { ConsentGrant } from '../../governance/consents/port.ts';
import type { Consent, GrantConsentInput, Purpose, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readCustomerId, readPage, readPatterns } from './input.ts';

export const consentResolvers = {
  Query: {
    consents: async (_root, { customerId, ...page }, { actor, governance: { consents } }) =>
      toConnection(await consents.list(actor, readCustomerId('customerId', customerId), readPage(page)), toConsent),
    purposes: async (_root, page, { actor, governance }) =>
      toConnection(await governance.purposes(actor, readPage(page)), toPurpose),
  },
  Mutation: {
    grantConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.grant(actor, toGrant(input))),
    withdrawConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.withdraw(actor, input.id)),
  },
} satisfies Resolvers;

const toConsent = ({ id, version, body: { notice, sources, ...body } }: Fact<'consent'>): Consent => ({
  ...body,
  id,
  version,
  sources: sources === '*' ? null : sources,
  noticeId: notice.id,
  noticeVersion: notice.version,
  noticeLanguage: notice.language,
});

const toPurpose = ({ id, body: { state, urgency = 'INTERACTIVE', ...body } }: Fact<'purpose'>): Purpose => ({
  ...body,
  id,
  urgency,
  isInUse: state === 'IN_USE',
});

function toGrant({ noticeId, noticeVersion, noticeLanguage, ...input }: GrantConsentInput): ConsentGrant {
  return {
    ...input,
    customerId: readCustomerId('input.customerId', input.customerId),
    coordinates: readPatterns('input.coordinates', input.coordinates),
    sources: input.sources ?? '*',
    notice: { id: noticeId, version: noticeVersion, language: noticeLanguage },
  };
}
