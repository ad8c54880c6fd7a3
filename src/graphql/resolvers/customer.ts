/**
 * `customer` and `customers`: released views and their accounts. Facts are plain properties of the view, read without a
 * resolver; nothing here decides, hides or changes a value.
 */
import type { ConflictLine, DisclosureLine, GapLine } from '../../domain/view.ts';
import type { Conflict, Gap, Resolvers } from '../generated/resolvers-types.ts';
import { type AgeOf, createAges } from '../ages.ts';
import { readCustomerId, readCustomerIds, readPurpose } from './input.ts';

export const customerResolvers = {
  Query: {
    customer: async (_root, { id, purpose }, { customers }, { path }) =>
      customers.one(path.key, readPurpose(purpose), readCustomerId('id', id)),
    customers: async (_root, { ids, purpose }, { customers }, { path }) =>
      customers.many(path.key, readPurpose(purpose), readCustomerIds(ids)),
  },
  CustomerView: {
    disclosures: ({ disclosures, decidedAt }) => {
      const ageSOf = createAges(decidedAt);
      return disclosures.map((line) => toDisclosure(line, ageSOf));
    },
    gaps: ({ gaps }) => gaps.map(toGap),
    conflicts: ({ conflicts }) => conflicts.map(toConflict),
  },
  SurvivorshipReason: {
    ONLY_SOURCE: 'only-source',
    AGREED: 'agreed',
    SOURCE_PRIORITY: 'source-priority',
    RECENCY: 'recency',
    COMPLETENESS: 'completeness',
  },
} satisfies Resolvers;

const toDisclosure = ({ source, agreement, consent, ...line }: DisclosureLine, ageSOf: AgeOf) => ({
  ...line,
  ageS: ageSOf(line),
  partner: source,
  agreement: agreement?.id ?? null,
  consent: consent?.id ?? null,
});

const toGap = ({ source, dataset, fault, coordinates, servedStale }: GapLine): Gap => ({
  partner: source,
  dataset,
  fields: coordinates ?? null,
  code: fault.code,
  retryAfterMs: fault.retryAfterMs ?? null,
  budget: fault.budget ?? null,
  servedStale: servedStale === true,
});

const toConflict = ({ source, ...line }: ConflictLine): Conflict => ({ ...line, partner: source });
