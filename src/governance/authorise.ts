/**
 * May this caller do this to the rules? Only roles that the token claims, the application is registered for and a role fact
 * describes count. A refusal is logged before it is told.
 */
import { GatewayError } from '../domain/errors.ts';
import type { Caller, Reach } from '../domain/caller.ts';
import type { Capability, Principal, Role } from '../domain/fact.ts';
import type { Actor, RuleStore } from './port.ts';

/** Answers whose customers the caller reaches by the roles that may do it, or throws FORBIDDEN. */
export type Authorise = (actor: Actor, capability: Capability) => Promise<Reach>;

/** Writes to the log, before it is told, that this actor may not do that. Never throws. */
export type RecordRefusal = (actor: Actor, action: Capability) => Promise<void>;

/** The same, or null: for asking which of several rights somebody has. Records nothing. */
export type ScopeFor = (actor: Actor, capability: Capability) => Promise<Reach | null>;

export function createScopeFor(rules: RuleStore): ScopeFor {
  return async ({ caller }, capability) => {
    const { application, roles } = caller;
    const { principal, roles: facts } = await rules.rightsOf(application, roles);
    if (principal?.isIntact !== true || !principal.body.isEnabled) return null;
    const held = registeredRoles(principal.body, roles);
    const granting = facts.filter(
      ({ id, isIntact, body }) => isIntact && held.has(id) && body.capabilities.includes(capability),
    );
    if (granting.length === 0) return null;
    return {
      ...principal.body.scope,
      ...ownOf(
        granting.map(({ body }) => body),
        caller,
      ),
    };
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

/** As gate 1 of a decision counts it: one role that reaches everybody is enough, and a word that is not known reaches nobody. */
function ownOf(granting: readonly Role[], { branch, books }: Caller): Pick<Reach, 'own'> {
  const words = new Set(granting.map(({ customers = 'ALL' }) => customers));
  if (words.has('ALL')) return {};
  return {
    own: {
      branch: words.has('OWN_BRANCH') ? (branch ?? null) : null,
      books: words.has('OWN_BOOKS') ? (books ?? []) : [],
    },
  };
}

/** Where a customer stands. */
export interface Place {
  readonly legalEntity: string;
  readonly branch: string;
  readonly book?: string;
}

/** Does somebody with this reach act on a customer who stands there? */
export function isInScope({ legalEntities, branches, own }: Reach, { legalEntity, branch, book }: Place): boolean {
  if (legalEntities !== '*' && !legalEntities.includes(legalEntity)) return false;
  if (branches !== '*' && !branches.includes(branch)) return false;
  return own === undefined || own.branch === branch || (book !== undefined && own.books.includes(book));
}
