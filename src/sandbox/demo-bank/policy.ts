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
  const documentHash = createHash('sha256').update(canonicalJson(document)).digest('hex');
  return { ...document.rules, number: 1, documentHash };
}
