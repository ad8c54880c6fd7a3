/**
 * Can somebody keep to what the terms say about their own life (renewal, notice, review, end), and do the grants keep to what the terms
 * say about use? Pure.
 */
import type { AgreementTerms, Grant } from '../../domain/agreement.ts';
import { epochMsOf, type Instant, parseLocalDate } from '../../domain/instant.ts';

/** Problems, in words for whoever proposed it. */
export function checkOversight(terms: AgreementTerms): readonly string[] {
  const { noticeDays = 0, endOfTermDays = 0, reviewOn, jurisdiction = 'CN', assessmentId = 'PIA-1', renewal } = terms;
  const lastsDays = (epochMsOf(terms.effectiveUntil) - epochMsOf(terms.effectiveFrom)) / 86_400_000;
  return [
    ...unless(isWhole(noticeDays, 730), 'noticeDays: 0 to 730.'),
    ...unless(noticeDays <= Math.max(0, lastsDays), 'noticeDays: not longer than the agreement itself.'),
    ...unless(isWhole(endOfTermDays, 365), 'endOfTermDays: 0 to 365.'),
    ...unless(/^[A-Z]{2}$/.test(jurisdiction), 'jurisdiction: an ISO 3166-1 alpha-2 code such as CN.'),
    ...unless(assessmentId.trim() !== '' && assessmentId.length <= 100, 'assessmentId: 1 to 100 characters.'),
    ...unless(reviewOn === undefined || isReviewable(reviewOn, terms), 'reviewOn: a day before effectiveUntil.'),
    ...unless(
      renewal !== 'AUTOMATIC' || terms.noticeDays !== undefined,
      'noticeDays: needed where renewal is AUTOMATIC, or nobody could stop it in time.',
    ),
  ];
}

/** Gate 7 reads the grants alone, so they may not give more than the terms do. */
export function checkUse({ grants, internalUse, redistribution, derivation }: AgreementTerms): readonly string[] {
  const offending = (isWrong: (grant: Grant) => boolean, field: string, why: string): readonly string[] =>
    grants.flatMap((grant, i) => (isWrong(grant) ? [`grants[${i}].${field}: ${why}`] : []));
  return [
    ...offending(
      ({ recipients }) => !internalUse && recipients.includes('BANK_INTERNAL'),
      'recipients',
      'BANK_INTERNAL, but internalUse is false.',
    ),
    ...offending(
      ({ recipients }) => !redistribution && recipients.includes('THIRD_PARTY'),
      'recipients',
      'THIRD_PARTY, but redistribution is false.',
    ),
    ...offending(
      ({ actions }) => !derivation && actions.includes('DERIVE'),
      'actions',
      'DERIVE, but derivation is false.',
    ),
  ];
}

const isWhole = (days: number, most: number): boolean => Number.isSafeInteger(days) && days >= 0 && days <= most;

const isReviewable = (day: string, { effectiveUntil }: AgreementTerms): boolean =>
  parseLocalDate(day) !== null && epochMsOf(`${day}T00:00:00Z` as Instant) < epochMsOf(effectiveUntil);

const unless = (isRight: boolean, problem: string): readonly string[] => (isRight ? [] : [problem]);
