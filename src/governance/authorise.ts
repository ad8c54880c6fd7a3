/**
 * May this caller do this to the rules? Only roles that the token claims, the application is registered for and a role fact
 * describes count. A refusal is logged before it is told.
 */
import { GatewayError } from '../domain/errors.ts';
import type { Capability, Principal } from '../domain/fact.ts';
import type { DataScope } from '../domain/caller.ts';
import type { Actor, RuleStore } from './port.ts';

/** Answers the application's data scope, or throws FORBIDDEN. */
export type Authorise = (actor: Actor, capability: Capability) => Promise<DataScope>;

/** Writes to the log, before it is told, that this actor may not do that. Never throws. */
export type RecordRefusal = (actor: Actor, action: Capability) => Promise<void>;

/** Answers the application's data scope, or null: for asking which of several rights somebody has. Records nothing. */
export type ScopeFor = (actor: Actor, capability: Capability) => Promise<DataScope | null>;

export function createScopeFor(rules: RuleStore): ScopeFor {
  return async ({ caller: { application, roles } }, capability) => {
    const { principal, roles: facts } = await rules.rightsOf(application, roles);
    if (principal?.isIntact !== true || !principal.body.isEnabled) return null;
    const held = registeredRoles(principal.body, roles);
    const isGranted = facts.some(
      ({ id, isIntact, body }) => isIntact && held.has(id) && body.capabilities.includes(capability),
    );
    return isGranted ? principal.body.scope : null;
  };
}

export function createAuthorise(rules: RuleStore, recordRefusal: RecordRefusal): Authorise {
  const scopeFor = createScopeFor(rules);
  return async (actor, capability) => {
    const scope = await scopeFor(actor, capability);
    if (scope !== null) return scope;
    await recordRefusal(actor, capability);
    throw new GatewayError(
      'FORBIDDEN',
      `None of your roles may do "${capability}". Ask the bank administrator of the gateway.`,
    );
  };
}

function registeredRoles(principal: Principal, claimed: readonly string[]): ReadonlySet<string> {
  return new Set(claimed.filter((role) => principal.roles.includes(role)));
}

/** Is a customer of this legal entity and branch inside the scope? */
export function isInScope(scope: DataScope, place: { readonly legalEntity: string; readonly branch: string }): boolean {
  const isEntity = scope.legalEntities === '*' || scope.legalEntities.includes(place.legalEntity);
  return isEntity && (scope.branches === '*' || scope.branches.includes(place.branch));
}
