/**
 * The gates in their order. A new gate is a file in gates/ and a line here, at its number in decisions.md.
 * Not in force yet: 4 (request), 8, 10, 12, 13 (field). Gate 14 belongs to the mask stage, after the fetch.
 */
import type { FieldGate, RequestGate } from './gate.ts';
import { callerGate } from './gates/00-caller.ts';
import { purposeGate } from './gates/01-purpose.ts';
import { policyGate } from './gates/02-policy.ts';
import { subjectGate } from './gates/03-subject.ts';
import { classificationGate } from './gates/05-classification.ts';
import { partnerGate } from './gates/06-partner.ts';
import { agreementGate } from './gates/07-agreement.ts';
import { consentGate } from './gates/09-consent.ts';
import { roleCeilingGate } from './gates/11-role-ceiling.ts';

export interface Gates {
  readonly request: readonly RequestGate[];
  readonly field: readonly FieldGate[];
}

export const GATES: Gates = {
  request: [
    callerGate, // 0
    purposeGate, // 1
    policyGate, // 2
    subjectGate, // 3
  ],
  field: [
    classificationGate, // 5
    partnerGate, // 6
    agreementGate, // 7
    consentGate, // 9
    roleCeilingGate, // 11
  ],
};

/** Which gates are in force, for the policy hash that every decision pins. */
export const GATE_NUMBERS: readonly number[] = [...GATES.request, ...GATES.field].map(({ number }) => number);
