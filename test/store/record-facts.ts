/** Facts that stored records rest on, as small as their types allow. */
import type { Agreement, AgreementState } from '../../src/domain/agreement.ts';
import type { Consent } from '../../src/domain/consent.ts';
import type { Subject } from '../../src/domain/fact.ts';
import type { Instant } from '../../src/domain/instant.ts';

const at = (text: string): Instant => text as Instant;

export const SUBJECT: Subject = { kind: 'PERSON', state: 'NORMAL', legalEntity: 'CN-BANK', branch: 'CN-SHANGHAI' };

export const CONSENT = (customerId: string): Consent => ({
  customerId,
  state: 'GRANTED',
  purpose: 'CREDIT_DECISION',
  coordinates: ['*'],
  recipients: ['BANK_INTERNAL'],
  sources: '*',
  form: 'WRITTEN',
  notice: { id: 'N', version: 1, language: 'en' },
  grantedAt: at('2026-01-01T00:00:00.000Z'),
  expiresAt: at('2100-01-01T00:00:00.000Z'),
  recordedBy: 'test',
  expressedBy: 'test',
});

export const TERMS = (
  partnerId: string,
  differs: {
    readonly state?: AgreementState;
    readonly effectiveUntil?: string;
    readonly supersededFrom?: string;
    readonly retentionDays: number;
  },
): Agreement => ({
  agreementId: 'AGR',
  termsVersion: 1,
  state: differs.state ?? 'ACTIVE',
  terms: {
    title: 'T',
    partnerId,
    kind: 'PROVIDE',
    contact: 'c',
    effectiveFrom: at('2025-01-01T00:00:00.000Z'),
    effectiveUntil: at(differs.effectiveUntil ?? '2100-01-01T00:00:00.000Z'),
    securityMeasures: 's',
    breachNoticeHours: 1,
    residency: 'CN',
    internalUse: true,
    redistribution: false,
    derivation: false,
    endOfTerm: 'DELETE',
    grants: [
      {
        coordinates: ['*'],
        purposes: ['CREDIT_DECISION'],
        recipients: ['BANK_INTERNAL'],
        actions: ['VIEW'],
        maxDisclosure: 'ALLOW',
        cacheTtlS: 60,
        retentionDays: differs.retentionDays,
      },
    ],
  },
  termsHash: '',
  author: 'test',
  approvals: [],
  ...(differs.supersededFrom === undefined ? {} : { supersededFrom: at(differs.supersededFrom) }),
});

/** As a person with SQL at hand would. */
export const eraseSubject = (id: string): string =>
  `UPDATE facts SET state = 'ERASED', body = replace(body, '"NORMAL"', '"ERASED"') WHERE kind = 'subject' AND id = '${id}'`;
