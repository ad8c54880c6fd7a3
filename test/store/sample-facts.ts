/** A small bank: enough facts of each kind to decide with. Everything invented. */
import type { Agreement } from '../../src/domain/agreement.ts';
import type { Consent } from '../../src/domain/consent.ts';
import type { Principal, Role, Subject } from '../../src/domain/fact.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { Purpose } from '../../src/domain/purpose.ts';
import { canonicalJson, sha256Hex } from '../../src/store/canonical-json.ts';
import type { Database } from '../../src/store/database.ts';
import { type FactDraft, putFacts } from '../../src/store/fact-writer.ts';
import { defaultRules } from '../../src/domain/default-policy.ts';
import { POLICY_ID, type PolicyRules } from '../../src/domain/policy.ts';

export const at = (text: string): Instant => text as Instant;

export const purpose: Purpose = {
  title: 'Credit decision',
  description: 'Deciding on a loan the customer applied for',
  state: 'IN_USE',
  lawfulBasis: 'CONSENT',
  roles: ['underwriter'],
};

export const SCHEMA_HASH = 'cd'.repeat(32);

export const policy: PolicyRules = { ...defaultRules([SCHEMA_HASH]), number: 1, documentHash: 'ef'.repeat(32) };

export const role: Role = {
  title: 'Underwriter',
  ceilings: { NON_PERSONAL: 'ALLOW', C1: 'ALLOW', C2: 'MASK', C3: 'WITHHOLD' },
  trust: 'NORMAL',
  capabilities: [],
};

export const principal: Principal = {
  title: 'Loan desk',
  isEnabled: true,
  roles: ['underwriter'],
  scope: { legalEntities: '*', branches: '*' },
  recipientClass: 'BANK_INTERNAL',
};

export const subject: Subject = { kind: 'PERSON', state: 'NORMAL', legalEntity: 'bank-cn', branch: 'pudong' };

export const consentOf = (customerId: string): Consent => ({
  customerId,
  state: 'GRANTED',
  purpose: 'CREDIT_DECISION',
  coordinates: ['*'],
  recipients: ['BANK_INTERNAL'],
  sources: '*',
  form: 'SEPARATE',
  notice: { id: 'privacy', version: 1, language: 'zh' },
  grantedAt: at('2026-01-01T00:00:00.000Z'),
  expiresAt: at('2030-01-01T00:00:00.000Z'),
  recordedBy: 'branch',
  expressedBy: 'signature',
});

export function agreementOf(partnerId: string, termsVersion = 1): Agreement {
  const terms: Agreement['terms'] = {
    title: `Data from ${partnerId}`,
    partnerId,
    kind: 'PROVIDE',
    contact: 'contracts@example.com',
    effectiveFrom: at('2026-01-01T00:00:00.000Z'),
    effectiveUntil: at('2030-01-01T00:00:00.000Z'),
    securityMeasures: 'TLS 1.3',
    breachNoticeHours: 24,
    residency: 'CN',
    internalUse: true,
    redistribution: false,
    derivation: false,
    endOfTerm: 'DELETE',
    grants: [
      {
        coordinates: ['CreditScore.*'],
        purposes: ['CREDIT_DECISION'],
        recipients: ['BANK_INTERNAL'],
        actions: ['VIEW'],
        maxDisclosure: 'ALLOW',
        cacheTtlS: 3600,
        retentionDays: 30,
      },
    ],
  };
  const termsHash = sha256Hex(canonicalJson(terms));
  return {
    agreementId: `A-${partnerId}`,
    termsVersion,
    state: 'ACTIVE',
    terms,
    termsHash,
    author: 'lin',
    approvals: [],
  };
}

export const agreementId = (partnerId: string): string => `A-${partnerId}/1`;

export const PARTNERS = [
  'alpha-credit',
  'beta-credit',
  'gamma-market',
  'delta-market',
  'epsilon-social',
  'zeta-social',
];

/** Customers `c0`… with the consent `k0`…, six partners with one agreement each. */
export function bankOf(customers: number): readonly FactDraft[] {
  const ids = Array.from({ length: customers }, (_, i) => i);
  return [
    { kind: 'policy', id: POLICY_ID, body: policy },
    { kind: 'principal', id: 'loan-desk', body: principal },
    { kind: 'role', id: 'underwriter', body: role },
    { kind: 'purpose', id: 'CREDIT_DECISION', body: purpose },
    ...PARTNERS.map((id): FactDraft => ({ kind: 'partner', id, body: { title: id, kind: 'CREDIT', state: 'ACTIVE' } })),
    ...PARTNERS.map((id): FactDraft => ({ kind: 'agreement', id: agreementId(id), body: agreementOf(id) })),
    ...ids.map((i): FactDraft => ({ kind: 'subject', id: `c${i}`, body: subject })),
    ...ids.map((i): FactDraft => ({ kind: 'consent', id: `k${i}`, body: consentOf(`c${i}`) })),
  ];
}

export const loadBank = (db: Database, customers: number): Promise<unknown> =>
  db.transaction((tx) => putFacts(tx, bankOf(customers), 'test'));

export const factsQuery = (...customerIds: string[]) => ({
  application: 'loan-desk',
  roles: ['underwriter'],
  person: 'ana',
  purposeId: 'CREDIT_DECISION',
  customerIds,
});
