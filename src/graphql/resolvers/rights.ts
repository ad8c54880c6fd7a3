/**
 * Customers' rights. Who may do what, and what leaves, is governance's matter; here inputs become its words and its answers the schema's.
 */
import type { RightsRequest as RequestBody } from '../../domain/rights-request.ts';
import { REMEDY, RIGHTS_REFUSALS } from '../../domain/rights-refusal.ts';
import type { NewClaim, NewRightsRequest, RightsFact } from '../../governance/rights/port.ts';
import type {
  ClaimInput,
  RecordRightsRequestInput,
  Resolvers,
  RightsFilter,
  RightsRefusalText,
  RightsRequest,
} from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readCustomerId, readPage } from './input.ts';

export const rightsResolvers = {
  Query: {
    rightsRequests: async (_root, { filter, ...page }, { actor, governance: { rights } }) =>
      toConnection(await rights.list(actor, toFilter(filter ?? {}), readPage(page)), toRequest),
    accessStatement: (_root, { requestId }, { actor, governance: { rights } }) => rights.statement(actor, requestId),
    explainDecision: async (_root, { requestId, entry }, { actor, governance: { rights } }) => {
      const { explanation, ...handed } = await rights.explain(actor, requestId, entry);
      const { purpose, person, ...told } = explanation;
      const isAutomatedDecision = purpose?.isAutomatedDecision === true;
      return {
        ...told,
        ...handed,
        purpose: purpose?.id ?? null,
        isAutomatedDecision,
        personEn: person.en,
        personZh: person.zh,
      };
    },
  },
  Mutation: {
    recordRightsRequest: async (_root, { input }, { actor, governance: { rights } }) =>
      toRequest(await rights.record(actor, toNew(input))),
    verifyIdentity: async (_root, { input: { id, method } }, { actor, governance: { rights } }) =>
      toRequest(await rights.verifyIdentity(actor, id, method)),
    decideRightsRequest: async (_root, { input: { id, verdict, ...input } }, { actor, governance: { rights } }) =>
      toRequest(await rights.decide(actor, { id, verdict, ...given(input) })),
    performRightsRequest: async (_root, { input }, { actor, governance: { rights } }) =>
      toRequest(await rights.perform(actor, input.id)),
    confirmRightsStep: async (
      _root,
      { input: { id, target, outcome = 'DONE', ...input } },
      { actor, governance: { rights } },
    ) => toRequest(await rights.confirmStep(actor, { id, target, outcome, ...given(input) })),
    extendRightsRequest: async (_root, { input }, { actor, governance: { rights } }) =>
      toRequest(await rights.extend(actor, input)),
  },
} satisfies Resolvers;

const toRequest = ({ id, version, body }: RightsFact): RightsRequest => {
  const { identity, decision, extension, refusedBecause, claim, ...rest } = body;
  return {
    ...rest,
    id,
    version,
    extendedFrom: extension?.from ?? null,
    extendedBecause: extension?.because ?? null,
    identityMethod: identity?.method ?? null,
    identityVerifiedBy: identity?.by ?? null,
    decidedBy: decision?.by ?? null,
    decidedAt: decision?.at ?? null,
    because: decision?.because ?? null,
    retainUntil: decision?.retainUntil ?? null,
    refusal: refusedBecause === undefined ? null : toRefusal(refusedBecause),
    disputedField: claim?.coordinate ?? null,
    disputedSource: claim?.source ?? null,
  };
};

function toRefusal(reason: NonNullable<RequestBody['refusedBecause']>): RightsRefusalText {
  const { law, en, zh } = RIGHTS_REFUSALS[reason];
  return { reason, law, en: `${en} ${REMEDY.en}`, zh: `${zh}${REMEDY.zh}` };
}

function toFilter({ customerId, ...filter }: RightsFilter) {
  const id = customerId == null ? {} : { customerId: readCustomerId('filter.customerId', customerId) };
  return { ...given(filter), ...id };
}

function toNew({ customerId, right, channel, claim, receivedAt, about }: RecordRightsRequestInput): NewRightsRequest {
  return {
    customerId: readCustomerId('input.customerId', customerId),
    right,
    channel,
    ...given({ receivedAt, about }),
    ...(claim == null ? {} : { claim: toClaim(claim) }),
  };
}

const toClaim = ({ coordinate, source = 'bank', values = [], addresses = [] }: ClaimInput): NewClaim => ({
  coordinate,
  source,
  values,
  addresses: addresses.map(given),
});
