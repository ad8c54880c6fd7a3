/**
 * Legal holds: what may be placed and released is governance's matter.
 */
import type { Fact } from '../../domain/fact.ts';
import type { LegalHold, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readCustomerId, readPage } from './input.ts';

export const legalHoldResolvers = {
  Query: {
    legalHolds: async (_root, { customerId, ...page }, { actor, governance: { legalHolds } }) =>
      toConnection(await legalHolds.list(actor, readCustomerId('customerId', customerId), readPage(page)), toHold),
  },
  Mutation: {
    placeLegalHold: async (_root, { input }, { actor, governance: { legalHolds } }) =>
      toHold(
        await legalHolds.place(actor, { ...input, customerId: readCustomerId('input.customerId', input.customerId) }),
      ),
    releaseLegalHold: async (_root, { input }, { actor, governance: { legalHolds } }) =>
      toHold(await legalHolds.release(actor, input)),
  },
} satisfies Resolvers;

const toHold = ({ id, version, body }: Fact<'legal-hold'>): LegalHold => ({ ...body, id, version });
