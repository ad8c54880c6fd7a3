/**
 * What a newcomer tries, in this order: each step is one request by one role. Every step shows something the one before did not;
 * the third changes what the first answers.
 */
import { demoConsentId } from './demo-bank/consents.ts';
import type { DemoRole } from './demo-bank/roles.ts';
import { SHOWCASE } from './demo-bank/showcase.ts';

export interface FirstStep {
  readonly role: DemoRole;
  readonly shows: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
}

const CONSENT = demoConsentId(SHOWCASE.customerId, 'CREDIT_DECISION');

const WITHDRAW = `mutation Withdraw($id: ID!) {
  withdrawConsent(input: { id: $id }) { id state withdrawnAt }
}`;

const TRAIL = `query Trail($id: ID!) {
  auditTrail(filter: { customerId: $id, kinds: [RELEASED] }, first: 5) {
    edges {
      node {
        recordedAt caller application purpose
        fields { outcome coordinates reasons partner agreement consent }
      }
    }
  }
}`;

export const FIRST_STEPS: readonly FirstStep[] = [
  {
    role: SHOWCASE.caller.role,
    shows: 'that query. One partner is throttled (see gaps), some fields are masked or withheld (see disclosures)',
    query: SHOWCASE.query,
    variables: SHOWCASE.variables,
  },
  {
    role: SHOWCASE.contrast.caller.role,
    shows: `the same for ${SHOWCASE.contrast.variables.purpose}: other fields, other masks, other reasons`,
    query: SHOWCASE.query,
    variables: SHOWCASE.contrast.variables,
  },
  {
    role: 'consent-officer',
    shows: `the customer takes consent ${CONSENT} back; send line 1 again, and what rested on it is gone`,
    query: WITHDRAW,
    variables: { id: CONSENT },
  },
  {
    role: 'auditor',
    shows: 'who read what about this customer, and on what right',
    query: TRAIL,
    variables: { id: SHOWCASE.customerId },
  },
];
