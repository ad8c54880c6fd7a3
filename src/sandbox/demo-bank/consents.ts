/**
 * What the demo bank's customers allowed: most of them everything for a credit decision and half of them marketing; some
 * withdrew, some consents ended, some cover a few fields only, some customers were never asked.
 */
import type { CoordinatePattern } from '../../domain/agreement.ts';
import type { Consent } from '../../domain/consent.ts';
import { epochMsOf, type Instant, instantFromEpochMs } from '../../domain/instant.ts';
import { chanceOf, pickOf, wholeOf } from './draw.ts';
import { SHOWCASE } from './showcase.ts';

type Asked = 'CREDIT_DECISION' | 'MARKETING';
type Answer = 'FULL' | 'LIMITED' | 'WITHDRAWN' | 'EXPIRED' | 'NONE';

/** Shares of the customers; the rest were never asked. */
const SHARES: Readonly<Record<Asked, readonly (readonly [Answer, number])[]>> = {
  CREDIT_DECISION: [['FULL', 0.7], ['LIMITED', 0.08], ['WITHDRAWN', 0.07], ['EXPIRED', 0.05]],
  MARKETING: [['FULL', 0.4], ['LIMITED', 0.15], ['WITHDRAWN', 0.1], ['EXPIRED', 0.05]],
}; // prettier-ignore

/** What a limited consent covers. */
const LIMITS: Readonly<Record<Asked, readonly CoordinatePattern[]>> = {
  CREDIT_DECISION: ['CustomerView.kind', 'Identity.name', 'Identity.addresses', 'CreditScore.*', 'CashFlow.*'],
  MARKETING: ['CustomerView.kind', 'Identity.name', 'Identity.emails', 'SocialProfile.*', 'SocialAudience.*'],
};

/** The showcase allowed a credit decision everything but her document number and what she writes about herself. */
const SHOWCASE_CREDIT: readonly CoordinatePattern[] = [
  'CustomerView.*',
  'Identity.name',
  'Identity.addresses',
  'Identity.phones',
  'Identity.emails',
  'Identity.birthDate',
  'CreditScore.*',
  'CreditAccount.*',
  'CashFlow.*',
  'SocialProfile.network',
  'SocialProfile.handle',
  'SocialProfile.displayName',
  'SocialAudience.*',
  'SocialActivity.network',
  'SocialActivity.posts',
  'SocialActivity.likesReceived',
  'SocialActivity.lastPostAt',
];

const DAY_MS = 86_400_000;
const FIRST_GRANT_MS = Date.UTC(2025, 0, 6);
const LATEST_END = '2034-12-31T00:00:00.000Z' as Instant;
const PAST_END = '2025-06-30T00:00:00.000Z' as Instant;

export const demoConsentId = (customerId: string, purpose: Asked): string =>
  `CNS-${purpose === 'MARKETING' ? 'MARKETING' : 'CREDIT'}-${customerId.slice(-6)}`;

/** The consents of one customer, at most one for each purpose that needs one. */
export function demoConsentsOf(customerId: string): readonly { readonly id: string; readonly body: Consent }[] {
  return (['CREDIT_DECISION', 'MARKETING'] as const).flatMap((purpose) => {
    const answer = answerOf(customerId, purpose);
    if (answer === 'NONE') return [];
    return [{ id: demoConsentId(customerId, purpose), body: consentOf(customerId, purpose, answer) }];
  });
}

function answerOf(customerId: string, purpose: Asked): Answer {
  if (customerId === SHOWCASE.customerId) return 'LIMITED';
  let left = chanceOf(`${customerId} consent ${purpose}`);
  for (const [answer, share] of SHARES[purpose]) {
    if (left < share) return answer;
    left -= share;
  }
  return 'NONE';
}

function consentOf(customerId: string, purpose: Asked, answer: Exclude<Answer, 'NONE'>): Consent {
  const topic = `${customerId} ${purpose}`;
  const grantedAt = instantFromEpochMs(FIRST_GRANT_MS + wholeOf(`${topic} granted`, 120) * DAY_MS + 32_400_000);
  const withdrawnAt = instantFromEpochMs(epochMsOf(grantedAt) + (1 + wholeOf(`${topic} withdrawn`, 90)) * DAY_MS);
  return {
    customerId,
    state: answer === 'WITHDRAWN' || answer === 'EXPIRED' ? answer : 'GRANTED',
    purpose,
    coordinates: answer === 'LIMITED' ? limitOf(customerId, purpose) : ['*'],
    recipients: ['BANK_INTERNAL'],
    sources: '*',
    form: purpose === 'CREDIT_DECISION' ? 'WRITTEN' : 'GENERAL',
    notice: { id: `NOTICE-${purpose.replace('_', '-')}`, version: 1, language: pickOf(topic, ['zh-CN', 'en-US']) },
    grantedAt,
    expiresAt: answer === 'EXPIRED' ? PAST_END : LATEST_END,
    ...(answer === 'WITHDRAWN' ? { withdrawnAt } : {}),
    ...(answer === 'EXPIRED' ? { endedAt: PAST_END } : {}),
    recordedBy: 'tan.wei',
    expressedBy: pickOf(`${topic} expressed`, ['signed in the branch', 'ticked in the app', 'recorded call']),
  };
}

const limitOf = (customerId: string, purpose: Asked): readonly CoordinatePattern[] =>
  customerId === SHOWCASE.customerId && purpose === 'CREDIT_DECISION' ? SHOWCASE_CREDIT : LIMITS[purpose];
