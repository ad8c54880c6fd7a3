/**
 * What has to be done about agreements and assessments soon, by whom, and what should have been done already. Pure: says what the facts
 * say, changes nothing; binding dates bind without it.
 */
import type { Agreement } from '../../domain/agreement.ts';
import type { Assessment } from '../../domain/assessment.ts';
import type { Capability, Fact } from '../../domain/fact.ts';
import { epochMsOf, type Instant, instantFromEpochMs } from '../../domain/instant.ts';

export type ReminderKind = 'RENEWAL' | 'REVIEW' | 'ASSESSMENT' | 'RETURN_OR_DELETE';

export const REMINDER_KINDS: readonly ReminderKind[] = ['RENEWAL', 'REVIEW', 'ASSESSMENT', 'RETURN_OR_DELETE'];

/** Property names equal the schema's. */
export interface Reminder {
  readonly kind: ReminderKind;
  readonly dueAt: Instant;
  readonly isOverdue: boolean;
  readonly agreement: string | null;
  readonly assessment: string | null;
  readonly title: string;
  readonly partner: string | null;
  readonly whoActs: Capability;
}

export interface Watched {
  readonly agreements: readonly Fact<'agreement'>[];
  readonly assessments: readonly Fact<'assessment'>[];
  readonly now: Instant;
}

const DAY_MS = 86_400_000;

/** Due within so many days, or overdue; the most urgent first. */
export function remindersOf(watched: Watched, withinDays: number): readonly Reminder[] {
  const { agreements, assessments, now } = watched;
  const until = epochMsOf(now) + withinDays * DAY_MS;
  const all = [
    ...agreements.flatMap((fact) => ofAgreement(fact, watched)),
    ...assessments.flatMap((fact) => ofAssessment(fact, assessments)),
  ];
  return all
    .filter(({ dueAt }) => epochMsOf(dueAt) <= until)
    .map((due) => ({ ...due, isOverdue: epochMsOf(due.dueAt) <= epochMsOf(now) }))
    .sort((a, b) => epochMsOf(a.dueAt) - epochMsOf(b.dueAt) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

type Due = Omit<Reminder, 'isOverdue'>;

const nameOf = ({ kind, agreement, assessment }: Due): string => `${agreement ?? ''} ${assessment ?? ''} ${kind}`;

function ofAgreement({ id, body }: Fact<'agreement'>, { agreements, assessments, now }: Watched): readonly Due[] {
  const { terms, state, settlement } = body;
  const about = { agreement: id, assessment: null, title: terms.title, partner: terms.partnerId };
  if (state === 'RETURN_OR_DELETE_PENDING' && settlement !== undefined)
    return [{ ...about, kind: 'RETURN_OR_DELETE', dueAt: settlement.dueAt, whoActs: 'agreement:operate' }];
  if ((state !== 'ACTIVE' && state !== 'SUSPENDED') || body.supersededFrom !== undefined) return [];
  const due: Due[] = [];
  if (!hasSuccessor(body, agreements)) {
    const dueAt = instantFromEpochMs(epochMsOf(terms.effectiveUntil) - (terms.noticeDays ?? 0) * DAY_MS);
    due.push({ ...about, kind: 'RENEWAL', dueAt, whoActs: 'agreement:propose' });
  }
  if (terms.reviewOn !== undefined) {
    const dueAt = instantFromEpochMs(Date.parse(`${terms.reviewOn}T00:00:00Z`));
    due.push({ ...about, kind: 'REVIEW', dueAt, whoActs: 'agreement:propose' });
  }
  const named = terms.assessmentId;
  if (named !== undefined) {
    const assessed = assessments.find((one) => one.id === named)?.body;
    if (assessed?.state !== 'APPROVED')
      due.push({ ...about, assessment: named, kind: 'ASSESSMENT', dueAt: now, whoActs: 'assessment:write' });
  }
  return due;
}

/** A newer version that at least two people have approved: what to do is decided. */
const hasSuccessor = ({ agreementId, termsVersion }: Agreement, all: readonly Fact<'agreement'>[]): boolean =>
  all.some(
    ({ body }) =>
      body.agreementId === agreementId &&
      body.termsVersion > termsVersion &&
      (body.state === 'APPROVED' || body.state === 'SIGNED' || body.state === 'ACTIVE'),
  );

function ofAssessment({ id, body }: Fact<'assessment'>, all: readonly Fact<'assessment'>[]): readonly Due[] {
  if (body.state !== 'APPROVED' || all.some((other) => other.id !== id && replaces(other.body, body))) return [];
  const about = { agreement: null, assessment: id, title: body.title, partner: null };
  return [{ ...about, kind: 'ASSESSMENT', dueAt: body.validUntil, whoActs: 'assessment:write' }];
}

/** A later one that covers all of it. */
function replaces(later: Assessment, earlier: Assessment): boolean {
  const { sources } = later;
  const coversSources =
    sources === '*' || (earlier.sources !== '*' && earlier.sources.every((one) => sources.includes(one)));
  return (
    later.state === 'APPROVED' &&
    epochMsOf(later.validUntil) > epochMsOf(earlier.validUntil) &&
    coversSources &&
    earlier.purposes.every((one) => later.purposes.includes(one)) &&
    earlier.classes.every((one) => later.classes.includes(one))
  );
}
