/**
 * `simulate`: what would happen. Nothing here touches a customer's data.
 */
import { REASON_WORDS } from '../../domain/reason-words.ts';
import type { SimulationRequest } from '../../governance/policy/port.ts';
import type { Resolvers, SimulateInput } from '../generated/resolvers-types.ts';
import { given, readCustomerId, readPatterns, readPurpose } from './input.ts';

export const simulationResolvers = {
  Query: {
    simulate: (_root, { input }, { actor, governance: { simulate } }) => simulate(actor, toRequest(input)),
  },
  GateVerdict: {
    words: ({ reasons }, { language }) =>
      reasons.map((reason) => REASON_WORDS[reason][language === 'ZH' ? 'zh' : 'en']),
  },
  ConsideredFact: {
    name: ({ kind, id }) => `${kind}:${id}`,
  },
} satisfies Resolvers;

function toRequest({ caller, application, roles, branch, books, assume, ...input }: SimulateInput): SimulationRequest {
  return {
    caller: { subject: caller, application, roles, ...given({ branch, books }) },
    customerId: readCustomerId('input.customerId', input.customerId),
    purpose: readPurpose(input.purpose),
    coordinates: readPatterns('input.coordinates', input.coordinates),
    assume: given(assume ?? {}),
  };
}
