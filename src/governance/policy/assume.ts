/**
 * The facts as they would be if something had happened. Pure: nothing is written, and what the snapshot does not hold cannot be assumed away.
 */
import { invalidInput } from '../../domain/errors.ts';
import type { Fact, FactBodies, Facts } from '../../domain/fact.ts';
import { POLICY_ID, type PolicyChange } from '../../domain/policy.ts';
import type { DecideInput } from '../../policy/decide.ts';
import type { HashOf } from './change-policy.ts';
import type { Assumptions } from './port.ts';

export function assumed(
  now: DecideInput,
  { consentWithdrawn, agreementEnded }: Assumptions,
  change: PolicyChange | null,
  hashOf: HashOf,
): DecideInput {
  let facts = now.facts;
  if (consentWithdrawn !== undefined) facts = withoutConsent(facts, consentWithdrawn);
  if (agreementEnded !== undefined) facts = withoutAgreement(facts, agreementEnded);
  if (change !== null) facts = withPolicy(facts, now, change, hashOf);
  return { ...now, facts };
}

function withoutConsent(facts: Facts, id: string): Facts {
  if (!facts.consents.some((consent) => consent.id === id))
    throw invalidInput(`assume.consentWithdrawn: the customer has no consent "${id.slice(0, 80)}".`);
  const consents = facts.consents.map((consent) =>
    consent.id === id ? { ...consent, body: { ...consent.body, state: 'WITHDRAWN' as const } } : consent,
  );
  return { ...facts, consents };
}

/** By its own id, or all versions of it. */
function withoutAgreement(facts: Facts, id: string): Facts {
  const isMeant = (version: Fact<'agreement'>): boolean => version.id === id || version.body.agreementId === id;
  const all = [...facts.agreements];
  if (!all.some(([, versions]) => versions.some(isMeant)))
    throw invalidInput(`assume.agreementEnded: no agreement "${id.slice(0, 80)}" that was ever approved.`);
  const agreements = new Map(
    all.map(([partner, versions]) => [
      partner,
      versions.map((version) =>
        isMeant(version) ? { ...version, body: { ...version.body, state: 'TERMINATED' as const } } : version,
      ),
    ]),
  );
  return { ...facts, agreements };
}

function withPolicy(facts: Facts, { caller, purposeId }: DecideInput, change: PolicyChange, hashOf: HashOf): Facts {
  const { roles, purposes, applications, rules } = change.document;
  const next = <K extends 'role' | 'purpose' | 'principal' | 'policy'>(
    kind: K,
    id: string,
    body: FactBodies[K] | undefined,
    known: Fact<K> | null | undefined,
  ): Fact<K> | null => (body === undefined ? null : nextVersion(kind, id, body, known, hashOf(body)));
  const policy = { ...rules, number: change.base + 1, documentHash: change.documentHash };
  return {
    ...facts,
    principal: next('principal', caller.application, ownOf(applications, caller.application), facts.principal),
    purpose: next('purpose', purposeId, ownOf(purposes, purposeId), facts.purpose),
    roles: [...new Set(caller.roles)].flatMap(
      (id) =>
        next(
          'role',
          id,
          ownOf(roles, id),
          facts.roles.find((role) => role.id === id),
        ) ?? [],
    ),
    policy: next('policy', POLICY_ID, policy, facts.policy),
  };
}

/** What the change leaves as it is stays the version that it is. */
const nextVersion = <K extends 'role' | 'purpose' | 'principal' | 'policy'>(
  kind: K,
  id: string,
  body: FactBodies[K],
  known: Fact<K> | null | undefined,
  hash: string,
): Fact<K> =>
  known?.isIntact === true && known.hash === hash
    ? known
    : { kind, id, version: (known?.version ?? 0) + 1, hash, isIntact: true, body };

const ownOf = <T>(section: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(section, id) ? section[id] : undefined;
