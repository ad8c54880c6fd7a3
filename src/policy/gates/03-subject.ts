/**
 * Gate 3: the customer exists, is not erased, stands inside the caller's data scope and is not restricted for this purpose.
 * A restricted customer (GDPR art. 18; decisions.md, state machines) passes only where the law itself demands the processing.
 */
import type { DataScope } from '../../domain/caller.ts';
import type { Fact, Facts, Subject } from '../../domain/fact.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { intactNamed } from '../access-request.ts';
import { refOf, unknownInput, withholdFor, type AccessRequest, type RequestGate } from '../gate.ts';

export const subjectGate: RequestGate = {
  number: 3,
  judge(request) {
    const { facts, customerId, principal } = request;
    const subject = intactNamed(facts.subject, customerId);
    const reasons: DenialReason[] = [...hiddenBecause(subject, principal)];
    if (subject !== null && isRestricted(subject.body, request)) reasons.push('SUBJECT_RESTRICTED');
    return withholdFor(reasons, subject === null ? [] : [refOf(subject)]);
  },
};

/** May the application of this snapshot know that the customer exists? Never throws: what cannot be read is not visible. */
export function isSubjectVisible(facts: Facts, customerId: string): boolean {
  try {
    const principal = facts.principal?.isIntact === true ? facts.principal : null;
    return hiddenBecause(intactNamed(facts.subject, customerId), principal).length === 0;
  } catch {
    return false;
  }
}

function hiddenBecause(subject: Fact<'subject'> | null, principal: Fact<'principal'> | null): readonly DenialReason[] {
  if (subject === null) return ['SUBJECT_UNKNOWN'];
  const reasons: DenialReason[] = [];
  // Without a known application there is no scope that a customer could stand in.
  if (principal === null || !isInScope(principal.body.scope, subject.body)) reasons.push('SUBJECT_OUT_OF_SCOPE');
  if (isErased(subject.body)) reasons.push('SUBJECT_ERASED');
  return reasons;
}

const isInScope = ({ legalEntities, branches }: DataScope, { legalEntity, branch }: Subject): boolean =>
  includes(legalEntities, legalEntity) && includes(branches, branch);

const includes = (scope: readonly string[] | '*', place: string): boolean =>
  scope === '*' || (Array.isArray(scope) ? scope.includes(place) : unknownInput('principal.scope'));

function isErased({ state }: Subject): boolean {
  switch (state) {
    case 'NORMAL':
    case 'RESTRICTED':
      return false;
    case 'ERASED':
      return true;
    default:
      return unknownInput('subject.state');
  }
}

const isRestricted = ({ state }: Subject, { purpose }: AccessRequest): boolean =>
  state === 'RESTRICTED' && purpose?.body.lawfulBasis !== 'LEGAL_OBLIGATION';
