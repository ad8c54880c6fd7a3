/**
 * Calls to partners that must not happen twice: reading them and saying what became of one.
 */
import type { Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readPage } from './input.ts';

export const partnerCallResolvers = {
  Query: {
    partnerCalls: async (_root, { state, partner, ...page }, { actor, governance: { calls } }) =>
      toConnection(await calls.list(actor, { state, ...given({ partner }) }, readPage(page)), (call) => call),
  },
  Mutation: {
    reconcilePartnerCall: (_root, { input }, { actor, governance: { calls } }) => calls.reconcile(actor, input),
  },
} satisfies Resolvers;
