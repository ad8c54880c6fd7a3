/**
 * Consents and the purposes they are given for. Recording and withdrawing are governance's matter.
 */
import type { Fact } from '../../domain/fact.ts';
import type { ConsentGiver } from '../../domain/consent.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { ConsentAnswer, ConsentContent } from '../../governance/consents/port.ts';
import type { FactVersion } from '../../governance/port.ts';
import type {
  Consent,
  ConsentGiverInput,
  ConsentVersion,
  GrantConsentInput,
  Purpose,
  RequestConsentInput,
  Resolvers,
} from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readCustomerId, readPage, readPatterns } from './input.ts';

export const consentResolvers = {
  Query: {
    consents: async (_root, { customerId, ...page }, { actor, governance: { consents } }) =>
      toConnection(await consents.list(actor, readCustomerId('customerId', customerId), readPage(page)), toConsent),
    consentHistory: async (_root, { id }, { actor, governance: { consents } }) =>
      (await consents.history(actor, id)).map(toVersion),
    consentRecord: (_root, { id, version }, { actor, governance: { consents } }) =>
      consents.record(actor, id, version ?? undefined),
    consentReceipt: (_root, { id, version }, { actor, governance: { consents } }) =>
      consents.receipt(actor, id, version ?? undefined),
    purposes: async (_root, page, { actor, governance }) =>
      toConnection(await governance.purposes(actor, readPage(page)), toPurpose),
  },
  Mutation: {
    grantConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.grant(actor, { ...toContent(input), ...toAnswer(input) })),
    requestConsent: async (_root, { input: { askedThrough, ...input } }, { actor, governance: { consents } }) =>
      toConsent(await consents.request(actor, { ...toContent(input), expressedBy: askedThrough })),
    confirmConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.confirm(actor, input.id, toAnswer(input))),
    refuseConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.refuse(actor, input.id)),
    invalidateConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.invalidate(actor, input.id, input.because)),
    withdrawConsents: async (_root, { input: { customerId, purpose } }, { actor, governance: { consents } }) =>
      (await consents.withdrawAll(actor, readCustomerId('input.customerId', customerId), purpose ?? undefined)).map(
        toConsent,
      ),
    withdrawConsent: async (_root, { input }, { actor, governance: { consents } }) =>
      toConsent(await consents.withdraw(actor, input.id)),
  },
} satisfies Resolvers;

const toConsent = ({ id, version, body: { notice, sources, givenBy, ...body } }: Fact<'consent'>): Consent => ({
  ...body,
  givenBy: givenBy?.kind ?? 'CUSTOMER',
  guardianshipId: givenBy?.kind === 'GUARDIAN' ? givenBy.guardianship : null,
  id,
  version,
  sources: sources === '*' ? null : sources,
  noticeId: notice.id,
  noticeVersion: notice.version,
  noticeLanguage: notice.language,
});

const toVersion = ({ fact, recordedAt, recordedBy }: FactVersion<'consent'>): ConsentVersion => ({
  consent: toConsent(fact),
  recordedAt,
  recordedBy,
  isIntact: fact.isIntact,
});

const toPurpose = ({ id, body: { state, urgency = 'INTERACTIVE', ...body } }: Fact<'purpose'>): Purpose => ({
  ...body,
  id,
  urgency,
  isInUse: state === 'IN_USE',
});

type ContentInput = Omit<RequestConsentInput, 'askedThrough'>;

const toContent = (input: ContentInput): ConsentContent => ({
  customerId: readCustomerId('input.customerId', input.customerId),
  purpose: input.purpose,
  coordinates: readPatterns('input.coordinates', input.coordinates),
  recipients: input.recipients,
  sources: input.sources ?? '*',
  form: input.form,
  notice: { id: input.noticeId, version: input.noticeVersion, language: input.noticeLanguage },
  expiresAt: input.expiresAt,
  ...given({ startsAt: input.startsAt, lookBackDays: input.lookBackDays }),
});

type AnswerInput = Pick<GrantConsentInput, 'expressedBy' | 'givenBy' | 'evidence'>;

function toAnswer({ expressedBy, givenBy, evidence }: AnswerInput): ConsentAnswer {
  const shown =
    evidence == null ? {} : { evidence: { reference: evidence.reference, ...given({ sha256: evidence.sha256 }) } };
  return {
    expressedBy,
    ...shown,
    ...(givenBy == null ? {} : { givenBy: toGiver(givenBy, evidence?.reference) }),
  };
}

function toGiver({ kind, guardianshipId }: ConsentGiverInput, evidence: string | undefined): ConsentGiver {
  if (kind === 'OFFICER') return { kind, evidence: evidence ?? '' };
  if (kind === 'CUSTOMER') return { kind };
  if (guardianshipId == null || guardianshipId === '')
    throw invalidInput('`input.givenBy.guardianshipId` must name the recorded guardianship.');
  return { kind, guardianship: guardianshipId };
}
