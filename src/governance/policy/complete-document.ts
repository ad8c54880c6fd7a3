/**
 * Nothing that a policy once described is ever deleted: what a new document leaves out is written into it as given up, so that whoever
 * approves reads what they take away. Pure.
 */
import type { Principal, Role } from '../../domain/fact.ts';
import type { PolicyDocument } from '../../domain/policy.ts';
import type { Purpose } from '../../domain/purpose.ts';

export const completeDocument = (document: PolicyDocument, inForce: PolicyDocument): PolicyDocument => ({
  ...document,
  roles: completed(document.roles, inForce.roles, emptied),
  purposes: completed(document.purposes, inForce.purposes, retired),
  applications: completed(document.applications, inForce.applications, disabled),
});

function completed<T>(
  given: Readonly<Record<string, T>>,
  known: Readonly<Record<string, T>>,
  giveUp: (body: T) => T,
): Readonly<Record<string, T>> {
  const leftOut = Object.entries(known).filter(([id]) => !Object.hasOwn(given, id));
  return Object.fromEntries([...Object.entries(given), ...leftOut.map(([id, body]) => [id, giveUp(body)] as const)]);
}

const emptied = ({ title }: Role): Role => ({
  title,
  ceilings: { NON_PERSONAL: 'WITHHOLD', C1: 'WITHHOLD', C2: 'WITHHOLD', C3: 'WITHHOLD' },
  trust: 'LOW',
  capabilities: [],
});

const retired = (purpose: Purpose): Purpose => ({ ...purpose, state: 'RETIRED' });

const disabled = (application: Principal): Principal => ({ ...application, isEnabled: false });
