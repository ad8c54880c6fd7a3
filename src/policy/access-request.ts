/**
 * Settles once per request who counts as the caller and what for: a fact that was edited outside the gateway, or that belongs
 * to another application or purpose, counts as absent. Nothing is decided here.
 */
import type { Caller } from '../domain/caller.ts';
import type { Fact, FactKind, Role, Subject } from '../domain/fact.ts';
import { POLICY_ID } from '../domain/policy.ts';
import type { AccessInput, AccessRequest } from './gate.ts';

export function readAccessRequest(input: AccessInput): AccessRequest {
  const { facts, caller, purposeId } = input;
  const principal = intactNamed(facts.principal, caller.application);
  const purpose = intactNamed(facts.purpose, purposeId);
  const roles = rolesOf(input, principal);
  const admitted = roles.filter((role) => purpose?.body.roles.includes(role.id) === true);
  const subject = intactNamed(facts.subject, input.customerId);
  const reaching = (some: readonly Fact<'role'>[]) =>
    subject === null ? some : some.filter((role) => reaches(role.body, caller, subject.body));
  // Where the purpose admits none, gate 1 says so; whether the customer may be known is then a matter of all roles.
  const asked = admitted.length > 0 ? admitted : roles;
  return {
    ...input,
    principal,
    purpose,
    policy: intactNamed(facts.policy, POLICY_ID),
    roles,
    eligibleRoles: reaching(admitted),
    isReached: asked.length === 0 || reaching(asked).length > 0,
  };
}

/** A word that this gateway does not know reaches nobody: a throw would read differently for customers who exist. */
function reaches({ customers = 'ALL' }: Role, { branch, books }: Caller, subject: Subject): boolean {
  switch (customers) {
    case 'ALL':
      return true;
    case 'OWN_BRANCH':
      return branch !== undefined && branch === subject.branch;
    case 'OWN_BOOKS':
      return subject.book !== undefined && books?.includes(subject.book) === true;
    default:
      return false;
  }
}

/** The fact, unless it is absent, not intact or another one than asked for. */
export function intactNamed<K extends FactKind>(fact: Fact<K> | null | undefined, id: string): Fact<K> | null {
  if (fact == null || fact.id !== id) return null;
  return fact.isIntact ? fact : null;
}

function rolesOf({ facts, caller }: AccessInput, principal: Fact<'principal'> | null): readonly Fact<'role'>[] {
  const claimed = new Set(caller.roles);
  const held = new Set(principal?.body.roles);
  return facts.roles.filter((role) => role.isIntact && claimed.has(role.id) && held.has(role.id));
}
