/**
 * Are the terms of a proposed agreement, or the content of a consent, something the gates can read? Says everything that is
 * wrong at once. Pure.
 */
import type { AgreementTerms, CoordinatePattern, Grant } from '../domain/agreement.ts';
import { invalidInput } from '../domain/errors.ts';
import { epochMsOf, type Instant } from '../domain/instant.ts';
import type { ConsentAnswer, ConsentContent } from './consents/port.ts';
import { checkBudget } from './agreements/check-budget.ts';
import { checkOversight, checkUse } from './agreements/check-oversight.ts';

/** What exists: patterns, purposes and partners must name something. */
export interface Vocabulary {
  isCoordinate(coordinate: string): boolean;
  isGovernedType(type: string): boolean;
  isPurpose(id: string): boolean;
  isPartner(id: string): boolean;
}

const TEN_YEARS_MS = 10 * 365.25 * 86_400_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;

/** Throws INVALID_INPUT. */
export function checkTerms(agreementId: string, terms: AgreementTerms, vocabulary: Vocabulary): void {
  report([
    ...unless(ID.test(agreementId), 'agreementId: 1 to 64 letters, digits and "-".'),
    ...unless(
      vocabulary.isPartner(terms.partnerId),
      `partner: no partner "${terms.partnerId.slice(0, 80)}" is registered.`,
    ),
    ...checkText('title', terms.title),
    ...checkText('contact', terms.contact),
    ...checkText('securityMeasures', terms.securityMeasures),
    ...unless(/^[A-Z]{2}$/.test(terms.residency), 'residency: an ISO 3166-1 alpha-2 code such as CN.'),
    ...unless(terms.breachNoticeHours >= 1 && terms.breachNoticeHours <= 720, 'breachNoticeHours: 1 to 720.'),
    ...unless(
      epochMsOf(terms.effectiveFrom) < epochMsOf(terms.effectiveUntil),
      'effectiveUntil: must be after effectiveFrom.',
    ),
    ...unless(terms.grants.length > 0 && terms.grants.length <= 100, 'grants: 1 to 100.'),
    ...checkBudget(terms.budget),
    ...checkOversight(terms),
    ...checkUse(terms),
    ...terms.grants.flatMap((grant, i) => checkGrant(grant, `grants[${i}]`, vocabulary)),
  ]);
}

function checkGrant(grant: Grant, at: string, vocabulary: Vocabulary): readonly string[] {
  return [
    ...checkPatterns(grant.coordinates, at, vocabulary),
    ...unless(grant.purposes.length > 0, `${at}.purposes: at least one.`),
    ...grant.purposes
      .filter((id) => !vocabulary.isPurpose(id))
      .map((id) => `${at}.purposes: no purpose "${id.slice(0, 80)}" is registered.`),
    ...unless(grant.recipients.length > 0, `${at}.recipients: at least one.`),
    ...unless(grant.actions.length > 0, `${at}.actions: at least one.`),
    ...unless(grant.cacheTtlS >= 0 && grant.cacheTtlS <= 31_536_000, `${at}.cacheTtlS: 0 to 31536000.`),
    ...unless(grant.retentionDays >= 0 && grant.retentionDays <= 3_650, `${at}.retentionDays: 0 to 3650.`),
  ];
}

/** Everything that is wrong with a consent in itself. `now` is the database's clock. */
export function problemsOfConsent(
  content: ConsentContent & Pick<ConsentAnswer, 'expressedBy'>,
  now: Instant,
  vocabulary: Vocabulary,
): readonly string[] {
  const aheadMs = epochMsOf(content.expiresAt) - epochMsOf(now);
  const sources = content.sources === '*' ? [] : content.sources;
  return [
    ...checkPatterns(content.coordinates, 'input', vocabulary),
    ...unless(content.recipients.length > 0, 'recipients: at least one.'),
    ...unless(
      content.sources === '*' || sources.length > 0,
      'sources: at least one, or leave it out where the notice named categories only.',
    ),
    ...sources
      .filter((id) => !vocabulary.isPartner(id))
      .map((id) => `sources: no partner "${id.slice(0, 80)}" is registered.`),
    ...unless(aheadMs > 0 && aheadMs <= TEN_YEARS_MS, 'expiresAt: must be in the future and at most ten years away.'),
    ...checkText('noticeId', content.notice.id),
    ...unless(content.notice.version >= 1, 'noticeVersion: 1 or more.'),
    ...unless(
      /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(content.notice.language),
      'noticeLanguage: a BCP 47 tag such as zh-CN.',
    ),
    ...checkText('expressedBy', content.expressedBy),
    ...checkWindow(content),
  ];
}

function checkWindow({ startsAt, expiresAt, lookBackDays }: ConsentContent): readonly string[] {
  return [
    ...unless(
      startsAt === undefined || epochMsOf(startsAt) < epochMsOf(expiresAt),
      'startsAt: must be before expiresAt.',
    ),
    ...unless(lookBackDays === undefined || (lookBackDays >= 1 && lookBackDays <= 3_650), 'lookBackDays: 1 to 3650.'),
  ];
}

export function checkPatterns(
  patterns: readonly CoordinatePattern[],
  at: string,
  vocabulary: Vocabulary,
): readonly string[] {
  const isKnown = (pattern: CoordinatePattern): boolean => {
    if (pattern === '*') return true;
    return pattern.endsWith('.*') ? vocabulary.isGovernedType(pattern.slice(0, -2)) : vocabulary.isCoordinate(pattern);
  };
  return [
    ...unless(patterns.length > 0 && patterns.length <= 200, `${at}.coordinates: 1 to 200.`),
    ...patterns
      .filter((pattern) => !isKnown(pattern))
      .map((pattern) => `${at}.coordinates: no governed coordinate "${pattern.slice(0, 80)}".`),
  ];
}

export const checkText = (name: string, text: string): readonly string[] =>
  unless(text.trim() !== '' && text.length <= 500, `${name}: 1 to 500 characters.`);

export const unless = (isRight: boolean, problem: string): readonly string[] => (isRight ? [] : [problem]);

/** Throws INVALID_INPUT where there are any. */
export function report(problems: readonly string[]): void {
  if (problems.length > 0) throw invalidInput(problems.slice(0, 20).join(' '));
}
