/**
 * Gate 1: the purpose is given, known, in use and open to one of the caller's roles. Processing without a purpose does not
 * exist (PIPL art. 6; GDPR art. 5(1)(b)).
 */
import type { Purpose } from '../../domain/purpose.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { refOf, unknownInput, withhold, withholdFor, type RequestGate } from '../gate.ts';

export const purposeGate: RequestGate = {
  number: 1,
  judge(request) {
    const { purposeId, purpose } = request;
    if (purposeId === '') return withhold('PURPOSE_MISSING');
    if (purpose === null) return withhold('PURPOSE_UNKNOWN');
    const reasons: DenialReason[] = [];
    if (isRetired(purpose.body)) reasons.push('PURPOSE_RETIRED');
    if (request.eligibleRoles.length === 0) reasons.push('PURPOSE_NOT_ALLOWED');
    return withholdFor(reasons, [refOf(purpose)]);
  },
};

function isRetired({ state }: Purpose): boolean {
  switch (state) {
    case 'IN_USE':
      return false;
    case 'RETIRED':
      return true;
    default:
      return unknownInput('purpose.state');
  }
}
