/**
 * Partners: the bank's record of them and what their connectors can supply.
 */
import type { Fact } from '../../domain/fact.ts';
import type { PartnerChange } from '../../governance/partners/port.ts';
import type { DatasetsOf } from '../context.ts';
import { type Level, leftOf } from '../../domain/spending.ts';
import type { BudgetLeft, HoldPartnerInput, Resolvers } from '../generated/resolvers-types.ts';
import type { PartnerNode } from '../partner-node.ts';
import { toConnection } from './connection.ts';
import { readPage } from './input.ts';

export const partnerResolvers = {
  Query: {
    partners: async (_root, page, { actor, governance, datasetsOf }) =>
      toConnection(await governance.partners.list(actor, readPage(page)), (partner) => toPartner(partner, datasetsOf)),
  },
  Partner: {
    health: async ({ id }, { lastMinutes }, { actor, governance }) =>
      governance.health.read(actor, id, lastMinutes ?? 15),
  },
  PartnerHealth: { budgetLeft: ({ budgets }) => budgets.map(toBudgetLeft) },
  DriftKind: {
    UNKNOWN_KEY: 'unknown-key',
    NULL_RATE: 'null-rate',
    NEW_MEMBER: 'new-member',
    RANGE_SHIFT: 'range-shift',
    UNIT_SHIFT: 'unit-shift',
    WRONG_TYPE: 'wrong-type',
  },
  Mutation: {
    acceptPartnerBaseline: async (_root, { input }, { actor, governance, datasetsOf }) =>
      toPartner(await governance.health.acceptBaseline(actor, input), datasetsOf),
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

const toBudgetLeft = (level: Level): BudgetLeft => ({
  ...level,
  meter: level.kind,
  agreement: level.agreementId ?? null,
  left: leftOf(level),
});

const toPartner = ({ id, version, body }: Fact<'partner'>, datasetsOf: DatasetsOf): PartnerNode => ({
  id,
  title: body.title,
  kind: body.kind,
  isActive: body.state === 'ACTIVE',
  datasets: datasetsOf(id),
  hold: body.hold ?? null,
  version,
});
