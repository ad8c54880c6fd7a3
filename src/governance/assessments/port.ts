/**
 * What may be done to impact assessments. Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT, AUDIT_UNAVAILABLE.
 */
import type { Assessment, AssessmentState } from '../../domain/assessment.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export type AssessmentContent = Pick<
  Assessment,
  'title' | 'purposes' | 'classes' | 'sources' | 'validFrom' | 'validUntil' | 'conclusion' | 'report'
>;

export interface AssessmentChange {
  readonly id: string;
  readonly expectedVersion: number;
  readonly because?: string;
}

export interface Assessments {
  list(
    actor: Actor,
    filter: { readonly state?: AssessmentState },
    page: PageRequest,
  ): Promise<Page<Fact<'assessment'>>>;
  propose(actor: Actor, content: AssessmentContent): Promise<Fact<'assessment'>>;
  /** By somebody else than the author. */
  approve(actor: Actor, change: AssessmentChange): Promise<Fact<'assessment'>>;
  /** Effective before it returns: every release that commits afterwards sees it. */
  withdraw(actor: Actor, change: AssessmentChange): Promise<Fact<'assessment'>>;
}
