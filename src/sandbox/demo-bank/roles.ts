/**
 * The demo bank's roles and what each may see at most, by class. The same query answers three ways: a credit officer reads in
 * clear, a marketing analyst masked, an auditor nothing at all. C3 is nobody's.
 */
import type { Capability, Ceiling, Role } from '../../domain/fact.ts';

const role = (
  title: string,
  [c1, c2]: readonly [Ceiling, Ceiling],
  capabilities: readonly Capability[] = [],
  trust: Role['trust'] = 'NORMAL',
): Role => ({
  title,
  ceilings: { NON_PERSONAL: 'ALLOW', C1: c1, C2: c2, C3: 'WITHHOLD' },
  trust,
  capabilities,
});

const CLEAR = ['ALLOW', 'ALLOW'] as const;
const MASKED = ['ALLOW', 'MASK'] as const;
const NOTHING = ['WITHHOLD', 'WITHHOLD'] as const;

export const DEMO_ROLES = {
  'credit-officer': role('Credit officer', CLEAR),
  'relationship-manager': role('Relationship manager', MASKED, ['consent:read']),
  'marketing-analyst': role('Marketing analyst', MASKED),
  // Reaches the customers of the branch that the token names.
  'branch-clerk': { ...role('Branch clerk', MASKED), customers: 'OWN_BRANCH' },
  // Sees in clear what somebody else approved, for one customer and a short time.
  'support-agent': { ...role('Support agent', MASKED, ['elevation:request'], 'LOW'), stepUp: { C2: 'ALLOW' } },
  'risk-analyst': role('Risk analyst', CLEAR, ['agreement:read', 'partner:read']),
  auditor: role('Auditor', NOTHING, [
    'audit:read',
    'agreement:read',
    'assessment:read',
    'consent:read',
    'partner:read',
    'policy:read',
  ]),
  'compliance-officer': role('Compliance officer', NOTHING, [
    'agreement:approve',
    'agreement:read',
    'agreement:operate',
    'assessment:approve',
    'assessment:read',
    'assessment:write',
    'consent:read',
    'policy:read',
    'policy:propose',
    'policy:approve',
    'policy:simulate',
    'elevation:approve',
    'notice:publish',
  ]),
  'partner-manager': role('Partner manager', NOTHING, [
    'agreement:propose',
    'agreement:read',
    'agreement:sign',
    'assessment:read',
    'partner:read',
  ]),
  'consent-officer': role('Consent officer', NOTHING, ['consent:record', 'consent:read']),
  'privacy-officer': role('Privacy officer', NOTHING, ['rights:read', 'rights:record', 'rights:decide', 'rights:hold']),
  'integration-engineer': role('Integration engineer', NOTHING, ['partner:read', 'partner:operate', 'agreement:read']),
} as const satisfies Record<string, Role>;

export type DemoRole = keyof typeof DEMO_ROLES;
