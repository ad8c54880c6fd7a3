/**
 * Partners: the bank's record of them and what their connectors can supply.
 */
import type { Fact } from '../../domain/fact.ts';
import type { DatasetsOf } from '../context.ts';
import type { Partner, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readPage } from './input.ts';

export const partnerResolvers = {
  Query: {
    partners: async (_root, page, { actor, governance, datasetsOf }) =>
      toConnection(await governance.partners(actor, readPage(page)), (partner) => toPartner(partner, datasetsOf)),
  },
} satisfies Resolvers;

const toPartner = ({ id, body }: Fact<'partner'>, datasetsOf: DatasetsOf): Partner => ({
  id,
  title: body.title,
  kind: body.kind,
  isActive: body.state === 'ACTIVE',
  datasets: datasetsOf(id),
});
