/**
 * The demo bank's policy in force.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { defaultRules } from '../../domain/default-policy.ts';
import type { PolicyDocument, PolicyRules } from '../../domain/policy.ts';
import { DEMO_PRINCIPALS } from './principals.ts';
import { DEMO_PURPOSES } from './purposes.ts';
import { DEMO_ROLES } from './roles.ts';

export function demoPolicy(schemaHash: string): PolicyRules {
  const document: PolicyDocument = {
    roles: DEMO_ROLES,
    purposes: DEMO_PURPOSES,
    applications: DEMO_PRINCIPALS,
    rules: defaultRules([schemaHash]),
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
