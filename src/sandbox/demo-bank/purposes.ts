/**
 * What the demo bank asks for, on which lawful basis, and which roles may ask.
 */
import type { LawfulBasis, Purpose } from '../../domain/purpose.ts';
import type { DemoRole } from './roles.ts';

const purpose = (
  title: string,
  description: string,
  lawfulBasis: LawfulBasis,
  roles: readonly DemoRole[],
): Purpose => ({ title, description, state: 'IN_USE', lawfulBasis, roles });

export const DEMO_PURPOSES = {
  CREDIT_DECISION: purpose(
    'Credit decision',
    'Deciding on a loan, a card or a credit line that the customer applied for.',
    'CONSENT',
    ['credit-officer', 'relationship-manager', 'risk-analyst'],
  ),
  RELATIONSHIP_MANAGEMENT: purpose(
    'Relationship management',
    'Serving the customer under the account contract.',
    'CONTRACT',
    ['relationship-manager', 'credit-officer', 'branch-clerk'],
  ),
  MARKETING: {
    ...purpose('Marketing', 'Choosing offers that may interest the customer.', 'CONSENT', ['marketing-analyst']),
    // Campaigns are computed at night: nobody waits.
    urgency: 'BATCH',
  },
  FRAUD_PREVENTION: {
    ...purpose(
      'Fraud prevention',
      'Finding and stopping fraud and money laundering, as the law demands.',
      'LEGAL_OBLIGATION',
      ['risk-analyst'],
    ),
    urgency: 'CRITICAL',
  },
  CUSTOMER_SERVICE: purpose(
    'Customer service',
    'Answering a customer who calls, after checking who is calling.',
    'CONTRACT',
    ['support-agent', 'relationship-manager', 'branch-clerk'],
  ),
  SOCIAL_SCORING: {
    ...purpose('Social scoring', 'A trial of 2024 that the bank gave up.', 'CONSENT', ['risk-analyst']),
    state: 'RETIRED',
  },
} as const satisfies Record<string, Purpose>;

export type DemoPurpose = keyof typeof DEMO_PURPOSES;
