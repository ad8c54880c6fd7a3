/**
 * `auditTrail`: pages of the access log. Who may read it is decided, and the reading logged, where the log is kept.
 */
import type { Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readPage } from './input.ts';

export const auditResolvers = {
  Query: {
    auditTrail: async (_root, { filter, ...page }, { actor, trail }) =>
      toConnection(await trail(actor, given(filter ?? {}), readPage(page)), (entry) => entry),
  },
  AuditEntry: { because: ({ because }) => because() },
} satisfies Resolvers;
