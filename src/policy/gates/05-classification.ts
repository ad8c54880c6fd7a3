/**
 * Gate 5: the field is classified and may be disclosed at all. C3 (what authenticates a person, JR/T 0171-2020) never is.
 */
import type { DenialReason } from '../../domain/reason.ts';
import { PASS, unknownInput, withhold, type FieldGate, type Question, type Verdict } from '../gate.ts';

export const classificationGate: FieldGate = {
  number: 5,
  open: () => judgeClassification,
};

function judgeClassification({ classification }: Question): Verdict {
  if (classification === undefined) return withhold('FIELD_UNCLASSIFIED');
  const reasons: DenialReason[] = [];
  if (classification.prohibited === true) reasons.push('FIELD_PROHIBITED');
  switch (classification.class) {
    case 'NON_PERSONAL':
    case 'C1':
    case 'C2':
      break;
    case 'C3':
      reasons.push('CLASS_C3_PROHIBITED');
      break;
    default:
      return unknownInput('classification.class');
  }
  return reasons.length > 0 ? withhold(...reasons) : PASS;
}
