/**
 * Gate 3: the customer exists, is not erased, stands inside the caller's data scope, is not restricted for this purpose, and has a
 * guardian's word where under 14 (PIPL art. 31). A restricted customer (PIPL art. 47; GDPR art. 18) passes only where the purpose says
 * what still happens then, or the law itself demands the processing.
 */
import type { DataScope } from '../../domain/caller.ts';
import type { Fact, FactRef, Facts, Subject } from '../../domain/fact.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { intactNamed } from '../access-request.ts';
import { refOf, unknownInput, withholdFor, type AccessRequest, type RequestGate } from '../gate.ts';
import { findGuardian } from '../guardian.ts';

export const subjectGate: RequestGate = {
  number: 3,
  judge(request) {
    const { facts, customerId, principal } = request;
    const subject = intactNamed(facts.subject, customerId);
    const reasons: DenialReason[] = [...hiddenBecause(subject, principal)];
    if (subject === null) return withholdFor(reasons, []);
    if (!request.isReached && !reasons.includes('SUBJECT_OUT_OF_SCOPE')) reasons.unshift('SUBJECT_OUT_OF_SCOPE');
    if (isRestricted(subject.body, request)) reasons.push('SUBJECT_RESTRICTED');
    const restsOn: FactRef[] = [refOf(subject)];
    if (isMinor(subject.body)) {
      const guardian = findGuardian(request);
      if (guardian === null) reasons.push('SUBJECT_MINOR_NO_GUARDIAN');
      else restsOn.push(refOf(guardian));
    }
    return withholdFor(reasons, restsOn);
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

function isRestricted({ state }: Subject, { purpose }: AccessRequest): boolean {
  if (state !== 'RESTRICTED') return false;
  const { duringRestriction, lawfulBasis } = purpose?.body ?? {};
  switch (duringRestriction) {
    case undefined:
      return lawfulBasis !== 'LEGAL_OBLIGATION';
    case 'STORAGE':
    case 'SECURITY':
    case 'LEGAL_CLAIMS':
      return false;
    default:
      return unknownInput('purpose.duringRestriction');
  }
}

/** Anything but a plain "no" counts as under age. */
const isMinor = ({ isMinor: flag = false }: Subject): boolean => flag !== false;
