/**
 * Can this be asked for at all? Fields by name, a purpose in use, a role of the caller that the policy lets step up, an hour at most. Throws
 * INVALID_INPUT; says everything that is wrong at once.
 */
import type { CoordinatePattern } from '../../domain/agreement.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Actor, RuleStore } from '../port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import type { ElevationRequest } from './port.ts';

const MAX_MINUTES = 60;
const MAX_PATTERNS = 100;

export async function checkElevation(
  { rules, vocabulary }: { readonly rules: RuleStore; readonly vocabulary: ReadVocabulary },
  { caller }: Actor,
  { purpose, coordinates, minutes }: ElevationRequest,
): Promise<void> {
  const known = await vocabulary([], []);
  const isKnown = (pattern: CoordinatePattern): boolean =>
    pattern.endsWith('.*') ? known.isGovernedType(pattern.slice(0, -2)) : known.isCoordinate(pattern);
  const problems = [
    ...unless(Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES, `minutes: 1 to ${MAX_MINUTES}.`),
    ...unless(coordinates.length >= 1 && coordinates.length <= MAX_PATTERNS, `coordinates: 1 to ${MAX_PATTERNS}.`),
    ...coordinates
      .slice(0, MAX_PATTERNS)
      .flatMap((one, i) =>
        unless(
          isKnown(one),
          `coordinates[${i}]: no governed field "${one.slice(0, 80)}"; name fields, or all of a type.`,
        ),
      ),
    ...(await problemsOfPurpose(rules, caller, purpose)),
  ];
  if (problems.length > 0) throw invalidInput(problems.slice(0, 20).join(' '));
}

async function problemsOfPurpose(rules: RuleStore, caller: Actor['caller'], id: string): Promise<readonly string[]> {
  const [purpose, { principal, roles }] = await Promise.all([
    rules.read('purpose', id),
    rules.rightsOf(caller.application, caller.roles),
  ]);
  if (purpose?.body.state !== 'IN_USE') return [`purpose: no purpose "${id.slice(0, 80)}" is in use.`];
  const held = new Set(principal?.body.roles);
  const canStepUp = roles.some(
    (role) =>
      role.isIntact &&
      held.has(role.id) &&
      purpose.body.roles.includes(role.id) &&
      Object.keys(role.body.stepUp ?? {}).length > 0,
  );
  return unless(canStepUp, 'purpose: none of your roles for it can be elevated; the policy says which can ("stepUp").');
}

const unless = (isRight: boolean, problem: string): readonly string[] => (isRight ? [] : [problem]);
