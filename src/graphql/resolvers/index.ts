/**
 * Every resolver of the schema, one file per noun. Everything not listed is read as a plain property.
 */
import type { Resolvers } from '../generated/resolvers-types.ts';
import { DecimalScalar, FieldValueScalar, InstantScalar, LocalDateScalar } from '../scalars.ts';
import { agreementResolvers } from './agreement.ts';
import { assessmentResolvers } from './assessment.ts';
import { auditResolvers } from './audit.ts';
import { consentResolvers } from './consent.ts';
import { customerResolvers } from './customer.ts';
import { elevationResolvers } from './elevation.ts';
import { guardianshipResolvers } from './guardianship.ts';
import { legalHoldResolvers } from './legal-hold.ts';
import { noticeResolvers } from './notice.ts';
import { notificationResolvers } from './notification.ts';
import { partnerCallResolvers } from './partner-call.ts';
import { partnerResolvers } from './partner.ts';
import { policyResolvers } from './policy.ts';
import { rightsResolvers } from './rights.ts';
import { simulationResolvers } from './simulation.ts';

export const resolvers: Resolvers = {
  Decimal: DecimalScalar,
  FieldValue: FieldValueScalar,
  Instant: InstantScalar,
  LocalDate: LocalDateScalar,
  ...customerResolvers,
  Agreement: agreementResolvers.Agreement,
  AuditEntry: auditResolvers.AuditEntry,
  ConsideredFact: simulationResolvers.ConsideredFact,
  DriftKind: partnerResolvers.DriftKind,
  GateVerdict: simulationResolvers.GateVerdict,
  Partner: partnerResolvers.Partner,
  PartnerHealth: partnerResolvers.PartnerHealth,
  Policy: policyResolvers.Policy,
  PolicyChange: policyResolvers.PolicyChange,
  Query: {
    ...customerResolvers.Query,
    ...agreementResolvers.Query,
    ...assessmentResolvers.Query,
    ...consentResolvers.Query,
    ...noticeResolvers.Query,
    ...guardianshipResolvers.Query,
    ...notificationResolvers.Query,
    ...partnerResolvers.Query,
    ...partnerCallResolvers.Query,
    ...auditResolvers.Query,
    ...policyResolvers.Query,
    ...simulationResolvers.Query,
    ...elevationResolvers.Query,
    ...rightsResolvers.Query,
    ...legalHoldResolvers.Query,
  },
  Mutation: {
    ...agreementResolvers.Mutation,
    ...assessmentResolvers.Mutation,
    ...consentResolvers.Mutation,
    ...noticeResolvers.Mutation,
    ...guardianshipResolvers.Mutation,
    ...partnerResolvers.Mutation,
    ...partnerCallResolvers.Mutation,
    ...policyResolvers.Mutation,
    ...elevationResolvers.Mutation,
    ...rightsResolvers.Mutation,
    ...legalHoldResolvers.Mutation,
  },
};
