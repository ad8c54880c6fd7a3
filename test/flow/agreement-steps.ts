/**
 * People and steps that bring an agreement into force, for flow tests about what comes after.
 */
import type { Answer, Asker, TestGateway } from '../support/gateway.ts';
import { read } from '../support/reading.ts';

export const AUTHOR: Asker = { role: 'partner-manager', application: 'partner-desk', subject: 'paula.mendes' };
export const FIRST: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'zhou.min' };
export const SECOND: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'erik.strand' };

export const TERMS = {
  title: 'Scores', partner: 'mastercard-credit', kind: 'PROVIDE', contact: 'x@example.com', effectiveFrom: '2025-01-01T00:00:00.000Z',
  effectiveUntil: '2035-01-01T00:00:00.000Z', securityMeasures: 'TLS', breachNoticeHours: 24, residency: 'CN', internalUse: true,
  redistribution: false, derivation: true, endOfTerm: 'DELETE',
  grants: [{ coordinates: ['CreditScore.*', 'Identity.name'], purposes: ['CREDIT_DECISION'], recipients: ['BANK_INTERNAL'], actions: ['VIEW'],
    maxDisclosure: 'MASK', cacheTtlS: 60, retentionDays: 30 }],
}; // prettier-ignore
export const MORE = {
  renewal: 'AUTOMATIC', noticeDays: 90, reviewOn: '2026-01-01', jurisdiction: 'CN', endOfTermDays: 14,
  budget: { callsPerDay: 100, pricePerCall: { amount: '0.25', currency: 'USD' }, moneyPerMonth: { amount: '1000.50', currency: 'USD' } },
}; // prettier-ignore

export interface Version {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly termsHash: string;
}

export function agreementSteps(gateway: () => TestGateway) {
  const propose = (agreementId: string, differs: object = {}): Promise<Answer> =>
    gateway().ask(
      AUTHOR,
      'mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) { id version state termsHash } }',
      { input: { agreementId, ...TERMS, ...differs } },
    );
  const step = async (mutation: string, { id, version }: Version, who: Asker): Promise<Version> =>
  read<Version>(
    await gateway().ask(who, `mutation ($input: ChangeAgreementInput!) { ${mutation}(input: $input) { id version state termsHash } }`, {
      input: { id, expectedVersion: version, because: 'Agreed.' },
    }),
    mutation,
  ); // prettier-ignore
  async function activated(agreementId: string, differs: object = {}): Promise<Version> {
    let one = read<Version>(await propose(agreementId, differs), 'proposeAgreement');
    one = await step('submitAgreement', one, AUTHOR);
    one = await step('approveAgreement', await step('approveAgreement', one, FIRST), SECOND);
    return step('activateAgreement', await step('signAgreement', one, AUTHOR), FIRST);
  }

  return { propose, step, activated };
}
