/**
 * The gates in their order. A new gate is a file in gates/ and a line here, at its number in decisions.md.
 * Gates 10 and 14 need the values themselves: the mask stage keeps them, after the fetch (src/mask).
 */
import type { FieldGate, RequestGate, TogetherGate } from './gate.ts';
import { callerGate } from './gates/00-caller.ts';
import { purposeGate } from './gates/01-purpose.ts';
import { policyGate } from './gates/02-policy.ts';
import { subjectGate } from './gates/03-subject.ts';
import { limitsGate } from './gates/04-limits.ts';
import { classificationGate } from './gates/05-classification.ts';
import { partnerGate } from './gates/06-partner.ts';
import { agreementGate } from './gates/07-agreement.ts';
import { assessmentGate } from './gates/08-assessment.ts';
import { consentGate } from './gates/09-consent.ts';
import { roleCeilingGate } from './gates/11-role-ceiling.ts';
import { jointMaskGate } from './gates/12-joint-mask.ts';
import { predicateGate } from './gates/13-predicate.ts';

export interface Gates {
  readonly request: readonly RequestGate[];
  readonly field: readonly FieldGate[];
  readonly together: readonly TogetherGate[];
}

export const GATES: Gates = {
  request: [
    callerGate, // 0
    purposeGate, // 1
    policyGate, // 2
    subjectGate, // 3
    limitsGate, // 4
  ],
  field: [
    classificationGate, // 5
    partnerGate, // 6
    agreementGate, // 7
    assessmentGate, // 8
    consentGate, // 9
    roleCeilingGate, // 11
  ],
  together: [
    jointMaskGate, // 12
    predicateGate, // 13
  ],
};

const AFTER_THE_FETCH = [10, 14];

/** Which gates are in force, for the policy hash that every decision pins. */
export const GATE_NUMBERS: readonly number[] = [
  ...[...GATES.request, ...GATES.field, ...GATES.together].map(({ number }) => number),
  ...AFTER_THE_FETCH,
].sort((a, b) => a - b);
