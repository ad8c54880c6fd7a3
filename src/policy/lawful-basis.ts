/**
 * Does a purpose rest on consent (PIPL art. 13; GDPR art. 6)? An unknown purpose, which gate 1 refuses, counts as the basis that demands
 * most.
 */
import { unknownInput, type AccessRequest } from './gate.ts';

export function needsConsent({ purpose }: Pick<AccessRequest, 'purpose'>): boolean {
  switch (purpose?.body.lawfulBasis) {
    case undefined:
      return purpose === null || unknownInput('purpose.lawfulBasis');
    case 'CONSENT':
      return true;
    case 'CONTRACT':
    case 'LEGAL_OBLIGATION':
    case 'VITAL_INTERESTS':
    case 'PUBLIC_TASK':
    case 'LEGITIMATE_INTERESTS':
      return false;
    default:
      return unknownInput('purpose.lawfulBasis');
  }
}
