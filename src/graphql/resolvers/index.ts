/**
 * Every resolver of the schema, one file per noun. Everything not listed is read as a plain property.
 */
import type { Resolvers } from '../generated/resolvers-types.ts';
import { DecimalScalar, FieldValueScalar, InstantScalar, LocalDateScalar } from '../scalars.ts';
import { agreementResolvers } from './agreement.ts';
import { auditResolvers } from './audit.ts';
import { consentResolvers } from './consent.ts';
import { customerResolvers } from './customer.ts';
import { partnerCallResolvers } from './partner-call.ts';
import { partnerResolvers } from './partner.ts';

export const resolvers: Resolvers = {
  Decimal: DecimalScalar,
  FieldValue: FieldValueScalar,
  Instant: InstantScalar,
  LocalDate: LocalDateScalar,
  ...customerResolvers,
  Agreement: agreementResolvers.Agreement,
  AuditEntry: auditResolvers.AuditEntry,
  DriftKind: partnerResolvers.DriftKind,
  Partner: partnerResolvers.Partner,
  PartnerHealth: partnerResolvers.PartnerHealth,
  Query: {
    ...customerResolvers.Query,
    ...agreementResolvers.Query,
    ...consentResolvers.Query,
    ...partnerResolvers.Query,
    ...partnerCallResolvers.Query,
    ...auditResolvers.Query,
  },
  Mutation: {
    ...agreementResolvers.Mutation,
    ...consentResolvers.Mutation,
    ...partnerResolvers.Mutation,
    ...partnerCallResolvers.Mutation,
  },
};
