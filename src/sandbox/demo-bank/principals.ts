/**
 * The demo bank's registered applications and the people who use them in the first run.
 */
import type { DataScope } from '../../domain/caller.ts';
import type { Principal } from '../../domain/fact.ts';
import type { DemoRole } from './roles.ts';

const EVERYWHERE: DataScope = { legalEntities: '*', branches: '*' };

const application = (title: string, roles: readonly DemoRole[], differs: Partial<Principal> = {}): Principal => ({
  title,
  isEnabled: true,
  roles,
  scope: EVERYWHERE,
  recipientClass: 'BANK_INTERNAL',
  ...differs,
});

export const DEMO_PRINCIPALS = {
  'loan-desk': application('Loan desk', ['credit-officer', 'risk-analyst']),
  'branch-desk': application('Branch desk', ['relationship-manager', 'credit-officer', 'branch-clerk'], {
    scope: { legalEntities: ['CN-BANK'], branches: ['CN-SHANGHAI', 'CN-SHENZHEN'] },
  }),
  'marketing-studio': application('Marketing studio', ['marketing-analyst']),
  'support-console': application('Support console', ['support-agent'], { recipientClass: 'PROCESSOR' }),
  'risk-desk': application('Risk desk', ['risk-analyst']),
  'audit-console': application('Audit console', ['auditor']),
  'compliance-console': application('Compliance console', ['compliance-officer']),
  'partner-desk': application('Partner desk', ['partner-manager']),
  'consent-app': application('Consent app', ['consent-officer']),
  'privacy-desk': application('Privacy desk', ['privacy-officer']),
  'integration-console': application('Integration console', ['integration-engineer']),
  'old-portal': application('Old portal, switched off', ['credit-officer', 'relationship-manager'], {
    isEnabled: false,
  }),
} as const satisfies Record<string, Principal>;

export type DemoApplication = keyof typeof DEMO_PRINCIPALS;

export interface DemoCaller {
  readonly role: DemoRole;
  readonly application: DemoApplication;
  /** `sub` of the token. */
  readonly subject: string;
  /** The branch they work for, where the role asks. */
  readonly branch?: string;
}
