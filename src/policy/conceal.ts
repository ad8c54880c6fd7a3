/**
 * What a reader may know of the reasons: nobody but an auditor learns from a reason whether a customer or a consent exists.
 * An unknown, a foreign and an erased customer read alike to the byte.
 */
import type { DecisionContent } from '../domain/decision.ts';
import type { Facts } from '../domain/fact.ts';
import { CONCEALED_REASONS, NOT_PERMITTED, type ReasonCode } from '../domain/reason.ts';
import { isSubjectVisible } from './gates/03-subject.ts';

export { isSubjectVisible };

export type Viewer = 'AUDITOR' | 'OTHER';

const SUBJECT_HIDDEN: ReadonlySet<ReasonCode> = new Set([
  'SUBJECT_UNKNOWN',
  'SUBJECT_OUT_OF_SCOPE',
  'SUBJECT_ERASED',
] as const);

/** A hidden customer's reasons all read the same, and so do reasons that name the hiding, whatever the last argument says. */
export function conceal(
  reasons: readonly ReasonCode[],
  viewer: Viewer,
  isSubjectVisible: boolean,
): readonly ReasonCode[] {
  if (viewer === 'AUDITOR') return reasons;
  if (!isSubjectVisible || reasons.some((reason) => SUBJECT_HIDDEN.has(reason))) return [NOT_PERMITTED];
  if (!reasons.some((reason) => CONCEALED_REASONS.has(reason))) return reasons;
  return [...new Set(reasons.map((reason) => (CONCEALED_REASONS.has(reason) ? NOT_PERMITTED : reason)))];
}

/** What an application that was switched off reads of every customer, so that it cannot be used to find out who is one. */
const SWITCHED_OFF: readonly ReasonCode[] = ['PRINCIPAL_DISABLED'];

/** `conceal` for the caller of one decision. The snapshot holds only roles that the caller's token claims. */
export function showReasons(
  facts: Facts,
  { customerId }: Pick<DecisionContent, 'customerId'>,
): (reasons: readonly ReasonCode[]) => readonly ReasonCode[] {
  const { principal } = facts;
  if (principal?.isIntact === true && !principal.body.isEnabled) return () => SWITCHED_OFF;
  const viewer = viewerOf(facts);
  const isVisible = isSubjectVisible(facts, customerId);
  return (reasons) => conceal(reasons, viewer, isVisible);
}

/** An auditor holds, through an enabled application, a role that may read the log. */
function viewerOf({ principal, roles }: Facts): Viewer {
  if (principal?.isIntact !== true || !principal.body.isEnabled) return 'OTHER';
  const held = new Set(principal.body.roles);
  const isAuditor = roles.some(
    ({ id, isIntact, body }) => isIntact && held.has(id) && body.capabilities.includes('audit:read'),
  );
  return isAuditor ? 'AUDITOR' : 'OTHER';
}
