/**
 * A small rules file for tests, and how a command reads one.
 */
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { readRules, type RulesFile } from '../../src/cli/read-rules.ts';

const known = new Map(connectors.map(({ connector }) => [connector.id, connector]));
export const readText = (text: string): RulesFile => readRules(text, known);
export const readObject = (content: object): RulesFile => readText(JSON.stringify(content));

export const ROLE = {
  title: 'Credit officer',
  ceilings: { NON_PERSONAL: 'ALLOW', C1: 'ALLOW', C2: 'MASK', C3: 'WITHHOLD' },
  trust: 'NORMAL',
  // Two people with it can change the policy.
  capabilities: ['consent:read', 'policy:propose', 'policy:approve'],
};
export const PURPOSE = {
  title: 'Credit decision', description: 'Deciding on a loan.', state: 'IN_USE', lawfulBasis: 'CONSENT', roles: ['officer'],
}; // prettier-ignore
export const APPLICATION = {
  title: 'Loan desk', isEnabled: true, roles: ['officer'], scope: { legalEntities: '*', branches: ['NORTH'] }, recipientClass: 'BANK_INTERNAL',
}; // prettier-ignore
export const PARTNER = { title: 'MX', kind: 'CREDIT', state: 'ACTIVE' };
export const RULES = {
  roles: { officer: ROLE },
  purposes: { CREDIT: PURPOSE },
  applications: { 'loan-desk': APPLICATION },
  partners: { 'mx-credit': PARTNER },
};
