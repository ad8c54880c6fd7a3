/**
 * A consent as ISO/IEC TS 27560:2023 writes it: header, processing of personal data, parties, events. Pure. Names its members as the
 * standard does; what the gateway does not know is left out, never invented.
 */
import { covers, type CoordinatePattern } from '../../domain/agreement.ts';
import type { Catalogue } from '../../domain/classification.ts';
import type { Consent, ConsentState } from '../../domain/consent.ts';
import type { Fact, Subject } from '../../domain/fact.ts';
import type { NoticeVersion } from '../../domain/notice.ts';
import type { FactVersion } from '../port.ts';

export interface Recorded {
  /** Oldest first; at least one. */
  readonly versions: readonly FactVersion<'consent'>[];
  readonly subject: Subject;
  readonly notice: Fact<'notice'> | null;
  readonly purpose: Fact<'purpose'> | null;
  readonly catalogue: Catalogue;
}

export function consentRecord(recorded: Recorded): object {
  const { versions, subject } = recorded;
  const [newest, { fact }] = [versions.at(-1)!, versions[0]!];
  const { body } = newest.fact;
  return inStandardNames({
    schemaVersion: 'ISO/IEC TS 27560:2023',
    recordId: fact.id,
    piiPrincipalId: body.customerId,
    piiProcessing: processingOf(recorded, body),
    partyIdentification: [
      { partyId: subject.legalEntity, partyRole: 'PII controller' },
      ...body.recipients.map((recipient) => ({ partyId: recipient, partyRole: 'recipient' })),
      ...(body.sources === '*' ? [] : body.sources.map((source) => ({ partyId: source, partyRole: 'source' }))),
    ],
    events: versions.map(eventOf),
  });
}

function processingOf({ notice, purpose, subject, catalogue }: Recorded, body: Consent): object {
  const told = notice?.body.versions.find(({ version }) => version === body.notice.version);
  return {
    privacyNotice: noticeOf(body, told),
    language: body.notice.language,
    purposes: [
      {
        purpose: body.purpose,
        purposeDescription: purpose?.body.description,
        lawfulBasis: 'CONSENT',
        consentType: body.form,
        piiInformation: body.coordinates.map((pattern) => informationOf(pattern, catalogue)),
        piiControllers: [subject.legalEntity],
        recipientThirdParties: body.recipients,
        collectionMethod: body.sources === '*' ? 'from the bank and its data partners' : body.sources,
        processingMethod: told?.method,
        storageLocations: [subject.legalEntity],
        retentionPeriod: { until: body.expiresAt, dataNotOlderThanDays: body.lookBackDays },
        withdrawalMethod: told?.withdrawal,
        jurisdiction: subject.legalEntity.split('-')[0],
      },
    ],
  };
}

const noticeOf = ({ notice }: Consent, told: NoticeVersion | undefined): object => ({
  noticeId: notice.id,
  noticeVersion: notice.version,
  sha256: told?.texts[notice.language],
});

/** Sensitive is what the classification counts among C2 and C3 (JR/T 0171). */
function informationOf(pattern: CoordinatePattern, catalogue: Catalogue): object {
  const classes = [...catalogue].flatMap(([coordinate, entry]) => (covers([pattern], coordinate) ? [entry.class] : []));
  const isSensitive = classes.some((one) => one === 'C2' || one === 'C3');
  return { piiType: pattern, sensitivePiiCategory: isSensitive };
}

const EVENT_TYPES: Readonly<Record<ConsentState, string>> = {
  REQUESTED: 'consent_requested',
  GRANTED: 'consent_given',
  REFUSED: 'consent_refused',
  WITHDRAWN: 'consent_withdrawn',
  EXPIRED: 'consent_expired',
  SUPERSEDED: 'consent_superseded',
  INVALIDATED: 'consent_invalidated',
};

function eventOf({ fact: { version, hash, body }, recordedAt, recordedBy }: FactVersion<'consent'>): object {
  const { state, givenBy = { kind: 'CUSTOMER' }, evidence, expressedBy, startsAt, grantedAt, expiresAt } = body;
  const isGiven = state === 'GRANTED';
  return {
    eventTime: timeOf(body),
    eventType: EVENT_TYPES[state],
    eventState: state,
    validityDuration: isGiven ? { from: startsAt ?? grantedAt, until: expiresAt } : undefined,
    entityId: recordedBy,
    recordedTime: recordedAt,
    recordVersion: version,
    recordSha256: hash,
    expressedBy: isGiven || state === 'REQUESTED' ? expressedBy : undefined,
    givenBy: isGiven ? givenBy : undefined,
    evidence: isGiven ? evidence : undefined,
    reason: body.endedBecause,
    supersededBy: body.supersededBy,
  };
}

function timeOf({ state, grantedAt, requestedAt, withdrawnAt, endedAt }: Consent): string {
  switch (state) {
    case 'REQUESTED':
      return requestedAt ?? grantedAt;
    case 'GRANTED':
      return grantedAt;
    case 'WITHDRAWN':
      return withdrawnAt ?? grantedAt;
    default:
      return endedAt ?? grantedAt;
  }
}

/** `schemaVersion` → `schema_version`; members without a value go. */
function inStandardNames(value: unknown): object {
  const spelled = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(spelled);
    if (typeof one !== 'object' || one === null) return one;
    const members = Object.entries(one).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [snakeCased(name), spelled(member)]));
  };
  return spelled(value) as object;
}

const snakeCased = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
