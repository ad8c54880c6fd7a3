/**
 * Gate 4: one request asks for no more customers than policy and purpose allow, and an export is made only where somebody else approved
 * exactly this one. Whoever asks for too many gets an error first; this gate withholds all the same.
 */
import type { Fact } from '../../domain/fact.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { PASS, refOf, unknownInput, withhold, type AccessRequest, type RequestGate, type Verdict } from '../gate.ts';
import { isBefore } from '../window.ts';

export const limitsGate: RequestGate = {
  number: 4,
  judge(request) {
    const reasons: DenialReason[] = [];
    if (!(request.customersAsked <= mostCustomers(request))) reasons.push('BATCH_LIMIT');
    const approved = approvalOf(request);
    if (approved === null) reasons.push('EXPORT_NOT_APPROVED');
    return reasons.length > 0 ? withhold(...reasons) : (approved ?? PASS);
  },
};

/** The lower of what policy and purpose say. Without a policy gate 2 withholds everything. */
export function mostCustomers({ policy, purpose }: Pick<AccessRequest, 'policy' | 'purpose'>): number {
  const limits = [policy?.body.customersPerRequest, purpose?.body.customersPerRequest];
  return Math.min(...limits.filter((limit) => limit !== undefined));
}

/** Null: an export that nobody approved. */
function approvalOf({ action, approvedExport, caller, purposeId, facts }: AccessRequest): Verdict | null {
  switch (action) {
    case 'VIEW':
    case 'DERIVE':
      return PASS;
    case 'EXPORT':
      break;
    default:
      return unknownInput('action');
  }
  if (approvedExport?.isIntact !== true || !isOpen(approvedExport)) return null;
  const { requestedBy, application, purpose, approvedBy, until } = approvedExport.body;
  const isTheirs = requestedBy === caller.subject && application === caller.application && purpose === purposeId;
  const isApproved = approvedBy !== undefined && approvedBy !== requestedBy;
  if (!isTheirs || !isApproved || !isBefore(facts.decidedAt, until)) return null;
  return { ...PASS, restsOn: [refOf(approvedExport)], endsAt: until };
}

function isOpen({ body }: Fact<'export'>): boolean {
  switch (body.state) {
    case 'APPROVED':
    case 'GENERATED':
      return true;
    case 'REQUESTED':
    case 'REFUSED':
    case 'DOWNLOADED':
    case 'EXPIRED':
      return false;
    default:
      return unknownInput('export.state');
  }
}
