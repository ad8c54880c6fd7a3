/**
 * Step-up: asking for it and deciding on it are governance's matter.
 */
import type { Fact } from '../../domain/fact.ts';
import type { Elevation, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readCustomerId, readPage, readPatterns } from './input.ts';

export const elevationResolvers = {
  Query: {
    elevations: async (_root, { customerId, state, ...page }, { actor, governance: { elevations } }) =>
      toConnection(await elevations.list(actor, given({ customerId, state }), readPage(page)), toElevation),
  },
  Mutation: {
    requestElevation: async (_root, { input }, { actor, governance: { elevations } }) =>
      toElevation(
        await elevations.request(actor, {
          ...input,
          customerId: readCustomerId('input.customerId', input.customerId),
          coordinates: readPatterns('input.coordinates', input.coordinates),
        }),
      ),
    approveElevation: async (_root, { input }, { actor, governance: { elevations } }) =>
      toElevation(await elevations.approve(actor, input.id)),
    refuseElevation: async (_root, { input }, { actor, governance: { elevations } }) =>
      toElevation(await elevations.refuse(actor, input.id, input.because)),
    recallElevation: async (_root, { input }, { actor, governance: { elevations } }) =>
      toElevation(await elevations.recall(actor, input.id)),
    revokeElevation: async (_root, { input }, { actor, governance: { elevations } }) =>
      toElevation(await elevations.revoke(actor, input.id)),
  },
} satisfies Resolvers;

const toElevation = ({ id, version, body }: Fact<'elevation'>): Elevation => ({ ...body, id, version });
