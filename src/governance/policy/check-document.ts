/**
 * Does a policy document hold together? What it names must exist, the schema that runs must stay in it, and somebody must be able to change it
 * again: no change locks everybody out. Pure; says everything that is wrong at once, a path each.
 */
import type { CoordinatePattern } from '../../domain/agreement.ts';
import type { Catalogue } from '../../domain/classification.ts';
import type { Capability } from '../../domain/fact.ts';
import type { PolicyDocument } from '../../domain/policy.ts';

export interface DocumentSurroundings {
  readonly catalogue: Catalogue;
  /** SHA-256, hex, of the schema that runs here. */
  readonly schemaHash: string;
}

export const checkDocument = (
  document: PolicyDocument,
  { catalogue, schemaHash }: DocumentSurroundings,
): readonly string[] => [
  ...rolesNamed(document),
  ...purposesNamed(document),
  ...fieldsNamed(document, catalogue),
  ...(document.rules.schemas.includes(schemaHash)
    ? []
    : [`rules.schemas: must keep ${schemaHash}, the schema that runs: without it every request is refused`]),
  ...CHANGERS.filter((capability) => !isReachable(document, capability)).map(
    (capability) =>
      `roles: nobody could change the policy again: an enabled application must have a role with "${capability}"`,
  ),
];

const CHANGERS = ['policy:propose', 'policy:approve'] as const satisfies readonly Capability[];

/** Somebody whose token claims the right role gets there. Who has such tokens, and that they are two, is the issuer's matter. */
export const isReachable = ({ roles, applications }: PolicyDocument, capability: Capability): boolean =>
  Object.values(applications).some(
    ({ isEnabled, roles: held }) =>
      isEnabled && held.some((id) => Object.hasOwn(roles, id) && roles[id]?.capabilities.includes(capability)),
  );

/** Can two people still change this policy together? */
export const isChangeable = (document: PolicyDocument): boolean =>
  CHANGERS.every((capability) => isReachable(document, capability));

function rolesNamed({ roles, purposes, applications }: PolicyDocument): readonly string[] {
  const named = [
    ...Object.entries(purposes).map(([id, body]) => [`purposes.${id}`, body.roles] as const),
    ...Object.entries(applications).map(([id, body]) => [`applications.${id}`, body.roles] as const),
  ];
  return named.flatMap(([path, ids]) =>
    ids.flatMap((id, i) => (Object.hasOwn(roles, id) ? [] : [`${path}.roles[${i}]: no role "${id.slice(0, 80)}"`])),
  );
}

const purposesNamed = ({ purposes, rules }: PolicyDocument): readonly string[] =>
  rules.assessmentFor.purposes.flatMap((id, i) =>
    Object.hasOwn(purposes, id) ? [] : [`rules.assessmentFor.purposes[${i}]: no purpose "${id.slice(0, 80)}"`],
  );

function fieldsNamed({ rules }: PolicyDocument, catalogue: Catalogue): readonly string[] {
  const types = new Set([...catalogue.keys()].map((coordinate) => coordinate.slice(0, coordinate.indexOf('.'))));
  const isKnown = (pattern: CoordinatePattern): boolean => {
    if (pattern === '*') return true;
    return pattern.endsWith('.*') ? types.has(pattern.slice(0, -2)) : catalogue.has(pattern);
  };
  const named = [
    ...rules.consentForms.map(
      ({ coordinates = [] }, i) => [`rules.consentForms[${i}].coordinates`, coordinates] as const,
    ),
    ...rules.jointMasks.map(
      ({ members }, i) => [`rules.jointMasks[${i}].members`, members.map(({ coordinate }) => coordinate)] as const,
    ),
  ];
  return named.flatMap(([path, patterns]) =>
    patterns.flatMap((one, i) => (isKnown(one) ? [] : [`${path}[${i}]: no governed field "${one.slice(0, 80)}"`])),
  );
}
