/**
 * Partners: the bank's record of them and what their connectors can supply.
 */
import type { Fact } from '../../domain/fact.ts';
import type { PartnerChange } from '../../governance/port.ts';
import type { DatasetsOf } from '../context.ts';
import type { HoldPartnerInput, Partner, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readPage } from './input.ts';

export const partnerResolvers = {
  Query: {
    partners: async (_root, page, { actor, governance, datasetsOf }) =>
      toConnection(await governance.partners.list(actor, readPage(page)), (partner) => toPartner(partner, datasetsOf)),
  },
  Mutation: {
    holdPartner: async (_root, { input }, { actor, governance, datasetsOf }) =>
      toPartner(await governance.partners.hold(actor, toChange(input)), datasetsOf),
    releasePartner: async (_root, { input: { reset, ...input } }, { actor, governance, datasetsOf }) =>
      toPartner(await governance.partners.release(actor, { ...toChange(input), reset: reset === true }), datasetsOf),
  },
} satisfies Resolvers;

const toChange = ({ partner, because, expectedVersion }: HoldPartnerInput): PartnerChange => ({
  partner,
  because,
  ...(expectedVersion == null ? {} : { expectedVersion }),
});

const toPartner = ({ id, version, body }: Fact<'partner'>, datasetsOf: DatasetsOf): Partner => ({
  id,
  title: body.title,
  kind: body.kind,
  isActive: body.state === 'ACTIVE',
  datasets: datasetsOf(id),
  hold: body.hold ?? null,
  version,
});
