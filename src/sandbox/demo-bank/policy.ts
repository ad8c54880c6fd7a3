/**
 * The demo bank's policy: its roles, purposes and applications as one document, and the general rules that hold for all of them.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { defaultRules } from '../../domain/default-policy.ts';
import type { PolicyDocument, PolicyRules } from '../../domain/policy.ts';
import { DEMO_PRINCIPALS } from './principals.ts';
import { DEMO_PURPOSES } from './purposes.ts';
import { DEMO_ROLES } from './roles.ts';

const decimal = (text: string): Decimal => text as Decimal;

const rulesOf = (schemaHash: string): PolicyDocument['rules'] => ({
  ...defaultRules([schemaHash]),
  assessmentFor: { classes: [], purposes: ['MARKETING'] },
  consentForms: [
    { because: 'PIPL art. 28 and 29', form: 'SEPARATE', kinds: ['ACCOUNT_NUMBER', 'DOCUMENT_NUMBER'] },
    {
      because: 'Regulation on the Administration of the Credit Reporting Industry, art. 18',
      form: 'WRITTEN',
      coordinates: ['CreditScore.*'],
    },
  ],
  jointMasks: [
    {
      id: 'WHO-IS-IT',
      // A masked number that leaves 3,321 people leaves 33 beside the year of birth. Who reads the number in clear learns nothing more.
      because: 'A masked document number and a date of birth together name a person.',
      candidates: decimal('1400000000'),
      minimum: decimal('1000'),
      members: [
        { coordinate: 'Identity.documentNumber', clear: decimal('1'), masked: decimal('421559') },
        { coordinate: 'Identity.birthDate', clear: decimal('36525'), masked: decimal('100') },
      ],
    },
  ],
});

export function demoPolicy(schemaHash: string): PolicyRules {
  const document: PolicyDocument = {
    roles: DEMO_ROLES,
    purposes: DEMO_PURPOSES,
    applications: DEMO_PRINCIPALS,
    rules: rulesOf(schemaHash),
  };
  return { ...document.rules, number: 1, documentHash: hashOf(document) };
}

/** The policy as it stands, made for this schema too and for rules that came since; null where it says so already. */
export function renewedPolicy(policy: PolicyRules, inForce: PolicyDocument, schemaHash: string): PolicyRules | null {
  const { schemas } = policy;
  const document = {
    ...inForce,
    rules: { ...inForce.rules, schemas: schemas.includes(schemaHash) ? schemas : [schemaHash] },
  };
  const documentHash = hashOf(document);
  return documentHash === policy.documentHash ? null : { ...document.rules, number: policy.number + 1, documentHash };
}

const hashOf = (document: PolicyDocument): string => createHash('sha256').update(canonicalJson(document)).digest('hex');
