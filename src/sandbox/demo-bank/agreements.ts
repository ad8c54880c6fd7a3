/**
 * The demo bank's partners and its data-sharing agreements with them, grants differing as real contracts do. Signed long ago by
 * the partner manager and approved by both compliance officers.
 */
import { createHash } from 'node:crypto';
import type { Agreement, AgreementState, AgreementTerms } from '../../domain/agreement.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Partner } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import { DEMO_TERMS } from './agreement-terms.ts';

export const DEMO_PARTNERS = {
  'mx-credit': { title: 'MX', kind: 'CREDIT', state: 'ACTIVE' },
  'mastercard-credit': { title: 'Mastercard Open Finance', kind: 'CREDIT', state: 'ACTIVE' },
  'massive-market': { title: 'Massive Market Data', kind: 'MARKET', state: 'ACTIVE' },
  'finnhub-market': { title: 'Finnhub Market Data', kind: 'MARKET', state: 'ACTIVE' },
  'bluesky-social': { title: 'Bluesky', kind: 'SOCIAL', state: 'ACTIVE' },
  'pinterest-social': { title: 'Pinterest', kind: 'SOCIAL', state: 'ACTIVE' },
} as const satisfies Record<string, Partner>;

export interface DemoVersion {
  readonly agreementId: string;
  readonly termsVersion: number;
  readonly state: AgreementState;
  readonly terms: AgreementTerms;
}

/** The fact id and body of each version. */
export const demoAgreements = (): readonly { readonly id: string; readonly body: Agreement }[] =>
  DEMO_TERMS.map((version) => ({ id: `${version.agreementId}/${version.termsVersion}`, body: agreementOf(version) }));

function agreementOf({ agreementId, termsVersion, state, terms }: DemoVersion): Agreement {
  return {
    agreementId,
    termsVersion,
    state,
    terms,
    termsHash: createHash('sha256').update(canonicalJson(terms)).digest('hex'),
    author: 'paula.mendes',
    approvals: [
      { by: 'zhou.min', at: '2024-12-09T08:30:00.000Z' as Instant },
      { by: 'erik.strand', at: '2024-12-10T13:05:00.000Z' as Instant },
    ],
    signedAt: '2024-12-12T10:00:00.000Z' as Instant,
    ...(state === 'CLOSED' ? settled(terms.effectiveUntil) : {}),
    ...(state === 'SUSPENDED' ? { suspendedBecause: 'Replaced by version 2, which leaves post texts out.' } : {}),
  };
}

/** What a year of MX left: all of it went on under the next version, but for records, which the gateway deleted itself. */
const settled = (endedAt: Instant): Pick<Agreement, 'ended' | 'settlement'> => ({
  ended: { how: 'EXPIRED', at: endedAt, by: 'gateway' },
  settlement: {
    openedAt: '2025-01-01T00:20:00.000Z' as Instant,
    dueAt: '2025-01-31T00:00:00.000Z' as Instant,
    places: [
      {
        name: 'STORED_RECORDS',
        state: 'DONE',
        doneAt: '2025-01-01T00:20:01.000Z' as Instant,
        doneBy: 'gateway',
        removed: 0,
      },
      { name: 'REFERENCES', state: 'CARRIED_OVER' },
      { name: 'PARTNER_COPY', state: 'CARRIED_OVER' },
    ],
  },
});
