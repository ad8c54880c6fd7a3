/**
 * The demo bank's impact assessment of marketing: the policy asks for one there (PIPL art. 55).
 */
import type { Assessment } from '../../domain/assessment.ts';
import type { Instant } from '../../domain/instant.ts';

export const DEMO_ASSESSMENTS = {
  'PIA-MARKETING': {
    title: 'Choosing offers from partners’ data',
    state: 'APPROVED',
    purposes: ['MARKETING'],
    classes: ['NON_PERSONAL', 'C1', 'C2'],
    sources: '*',
    validFrom: '2025-01-01T00:00:00.000Z' as Instant,
    validUntil: '2035-01-01T00:00:00.000Z' as Instant,
    conclusion: 'Acceptable with masked identities and without credit data.',
    report: { reference: 'archive/2024/pia-marketing.pdf', hash: '5f'.repeat(32) },
    author: 'tan.wei',
    approval: { by: 'zhou.min', at: '2024-12-16T09:00:00.000Z' as Instant },
  },
} as const satisfies Record<string, Assessment>;
