/**
 * Only the customer, a recorded guardian or an officer who acts on evidence may consent (PIPL art. 13, 29 and 31; for credit bureaus, in
 * writing: Regulation on Credit Reporting art. 18). Says everything that is wrong at once.
 */
import type { ConsentForm } from '../../domain/consent.ts';
import type { Fact, Subject } from '../../domain/fact.ts';
import type { ConsentAnswer } from './port.ts';

export interface Answered {
  readonly customerId: string;
  readonly form: ConsentForm;
  readonly answer: ConsentAnswer;
  readonly subject: Subject;
  /** The one that the answer names. */
  readonly guardianship: Fact<'guardianship'> | null;
}

export function problemsOfGiver({ customerId, form, answer, subject, guardianship }: Answered): readonly string[] {
  const { givenBy = { kind: 'CUSTOMER' }, evidence } = answer;
  const problems: string[] = [];
  if (subject.isMinor === true && givenBy.kind !== 'GUARDIAN')
    problems.push('givenBy: the customer is a minor; name the recorded guardian who consented (PIPL art. 31).');
  if (givenBy.kind === 'GUARDIAN' && !isGuardian(guardianship, customerId))
    problems.push('givenBy.guardianshipId: no such guardianship of this customer is recorded and in force.');
  if (givenBy.kind === 'OFFICER' && evidence === undefined)
    problems.push('evidence: an officer records only what evidence shows; say where it lies.');
  if (form === 'WRITTEN' && evidence?.sha256 === undefined)
    problems.push('evidence: a WRITTEN consent needs the reference and the SHA-256 of the signed document.');
  return [...problems, ...problemsOfEvidence(evidence)];
}

const isGuardian = (guardianship: Fact<'guardianship'> | null, customerId: string): boolean =>
  guardianship?.isIntact === true &&
  guardianship.body.state === 'RECORDED' &&
  guardianship.body.customerId === customerId;

function problemsOfEvidence(evidence: ConsentAnswer['evidence']): readonly string[] {
  if (evidence === undefined) return [];
  const { reference, sha256 } = evidence;
  const isNamed = reference.trim() !== '' && reference.length <= 500;
  return [
    ...(isNamed ? [] : ['evidence.reference: 1 to 500 characters.']),
    ...(sha256 === undefined || /^[0-9a-f]{64}$/.test(sha256) ? [] : ['evidence.sha256: 64 hexadecimal digits.']),
  ];
}
