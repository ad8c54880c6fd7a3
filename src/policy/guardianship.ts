/**
 * Recorded guardianships of one customer: they count while they are recorded and unchanged (Civil Code art. 27 and 28).
 */
import type { Consent } from '../domain/consent.ts';
import type { Fact } from '../domain/fact.ts';
import { unknownInput, type AccessRequest } from './gate.ts';

export const isUnderAge = ({ facts }: Pick<AccessRequest, 'facts'>): boolean =>
  (facts.subject?.body.isMinor ?? false) !== false;

/** The guardianship in whose name a consent was given; null where a customer or officer gave it, or the guardianship is over. */
export function guardianshipOf(request: AccessRequest, { givenBy }: Consent): Fact<'guardianship'> | null {
  if (givenBy?.kind !== 'GUARDIAN') return null;
  return recordedGuardianships(request).find(({ id }) => id === givenBy.guardianship) ?? null;
}

/** In the order of ids, whatever the order of the facts. */
export function recordedGuardianships({ facts, customerId }: AccessRequest): readonly Fact<'guardianship'>[] {
  return facts.guardianships
    .filter(({ isIntact, body }) => isIntact && body.customerId === customerId && isRecorded(body.state))
    .sort((a, b) => Number(a.id > b.id) - Number(a.id < b.id));
}

function isRecorded(state: Fact<'guardianship'>['body']['state']): boolean {
  switch (state) {
    case 'RECORDED':
      return true;
    case 'ENDED':
      return false;
    default:
      return unknownInput('guardianship.state');
  }
}
