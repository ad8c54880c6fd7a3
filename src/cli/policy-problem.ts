/**
 * Whether the policy in force serves the release that starts. Told and not refused: other replicas may still run the release before.
 */
import { POLICY_ID, type PolicyRules } from '../domain/policy.ts';
import { runningSchemaHash } from '../graphql/running-schema.ts';
import type { Database } from '../store/database.ts';
import { readFact } from '../store/fact-reader.ts';

export async function readPolicyProblem(database: Database): Promise<string | null> {
  return policyProblem((await readFact(database, 'policy', POLICY_ID))?.body ?? null, runningSchemaHash());
}

/** Null: it does. */
export function policyProblem(policy: Pick<PolicyRules, 'schemas'> | null, schemaHash: string): string | null {
  if (policy === null)
    return 'no policy is in force: everything is withheld until the bank’s rules are recorded with "npm run rules:import -- rules.yaml" (README, "Production")';
  if (!policy.schemas.includes(schemaHash))
    return 'the policy in force was not made for this release: everything is withheld until "npm run rules:import -- --schema" is approved (README, "For compliance officers")';
  return null;
}
