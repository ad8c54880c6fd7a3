/**
 * Settles once per request who counts as the caller and what for: a fact that was edited outside the gateway, or that belongs
 * to another application or purpose, counts as absent. Nothing is decided here.
 */
import type { Fact, FactKind } from '../domain/fact.ts';
import { POLICY_ID } from '../domain/policy.ts';
import type { AccessInput, AccessRequest } from './gate.ts';

export function readAccessRequest(input: AccessInput): AccessRequest {
  const { facts, caller, purposeId } = input;
  const principal = intactNamed(facts.principal, caller.application);
  const purpose = intactNamed(facts.purpose, purposeId);
  return {
    ...input,
    principal,
    purpose,
    policy: intactNamed(facts.policy, POLICY_ID),
    roles: rolesOf(input, principal),
  };
}

/** The fact, unless it is absent, not intact or another one than asked for. */
export function intactNamed<K extends FactKind>(fact: Fact<K> | null | undefined, id: string): Fact<K> | null {
  if (fact == null || fact.id !== id) return null;
  return fact.isIntact ? fact : null;
}

/** The roles that the purpose admits: only they carry this request. */
export function eligibleRoles({ roles, purpose }: AccessRequest): readonly Fact<'role'>[] {
  const admitted = new Set(purpose?.body.roles);
  return roles.filter((role) => admitted.has(role.id));
}

function rolesOf({ facts, caller }: AccessInput, principal: Fact<'principal'> | null): readonly Fact<'role'>[] {
  const claimed = new Set(caller.roles);
  const held = new Set(principal?.body.roles);
  return facts.roles.filter((role) => role.isIntact && claimed.has(role.id) && held.has(role.id));
}
