/**
 * Who gets a token in the first run. Two compliance officers and two privacy officers, because what they decide takes two people.
 */
import type { DemoCaller } from './principals.ts';

export const DEMO_CALLERS: readonly DemoCaller[] = [
  { role: 'credit-officer', application: 'loan-desk', subject: 'lin.yue' },
  { role: 'relationship-manager', application: 'branch-desk', subject: 'he.qing' },
  { role: 'branch-clerk', application: 'branch-desk', subject: 'wu.jia', branch: 'CN-SHANGHAI' },
  { role: 'marketing-analyst', application: 'marketing-studio', subject: 'noah.keller' },
  { role: 'support-agent', application: 'support-console', subject: 'dana.ruiz' },
  { role: 'risk-analyst', application: 'risk-desk', subject: 'ma.teng' },
  { role: 'auditor', application: 'audit-console', subject: 'ines.vogel' },
  { role: 'compliance-officer', application: 'compliance-console', subject: 'zhou.min' },
  { role: 'compliance-officer', application: 'compliance-console', subject: 'erik.strand' },
  { role: 'partner-manager', application: 'partner-desk', subject: 'paula.mendes' },
  { role: 'consent-officer', application: 'consent-app', subject: 'tan.wei' },
  { role: 'privacy-officer', application: 'privacy-desk', subject: 'sun.li' },
  { role: 'privacy-officer', application: 'privacy-desk', subject: 'marta.novak' },
  { role: 'integration-engineer', application: 'integration-console', subject: 'ola.berg' },
];
