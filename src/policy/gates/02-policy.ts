/**
 * Gate 2: a policy is in force and was made for the schema that runs: a field that nobody decided about has no rule.
 */
import { refOf, withhold, withholdFor, type RequestGate } from '../gate.ts';

export const policyGate: RequestGate = {
  number: 2,
  judge({ policy, schemaHash }) {
    if (policy === null || !policy.body.schemas.includes(schemaHash)) return withhold('POLICY_STALE');
    return withholdFor([], [refOf(policy)]);
  },
};
