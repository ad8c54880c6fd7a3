/**
 * Gate 0: the caller is known and enabled. An application that was edited outside the gateway is not known.
 */
import type { DenialReason } from '../../domain/reason.ts';
import { refOf, withholdFor, type RequestGate } from '../gate.ts';

export const callerGate: RequestGate = {
  number: 0,
  judge({ caller, principal }) {
    const reasons: DenialReason[] = [];
    if (caller.subject === '') reasons.push('AUTHN_MISSING');
    if (principal?.body.isEnabled !== true) reasons.push('PRINCIPAL_DISABLED');
    return withholdFor(reasons, principal === null ? [] : [refOf(principal)]);
  },
};
