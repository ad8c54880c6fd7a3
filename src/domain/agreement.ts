/**
 * On what right a partner's data may be used. One version of an agreement is one fact; its signed terms never change.
 */
import type { Coordinate } from './classification.ts';
import type { Money } from './decimal.ts';
import { earlierOf, type Instant, type LocalDate } from './instant.ts';

/** decisions.md, state machines. Both suspended and ended versions stay readable for replay. */
export type AgreementState =
  | 'DRAFT'
  | 'IN_REVIEW'
  | 'APPROVED'
  | 'SIGNED'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'EXPIRED'
  | 'TERMINATED'
  | 'RETURN_OR_DELETE_PENDING'
  | 'CLOSED';

export type AgreementAction = 'VIEW' | 'DERIVE' | 'EXPORT';
export type AgreementKind = 'PROVIDE' | 'ENTRUST' | 'LICENCE_IN' | 'JOINT';

/** Who inside or beside the bank may receive the data. */
export type RecipientClass = 'BANK_INTERNAL' | 'AFFILIATE' | 'PROCESSOR' | 'THIRD_PARTY';

/** `CreditScore.value`, `CreditScore.*` or `*`. */
export type CoordinatePattern = Coordinate | `${string}.*` | '*';

export interface Grant {
  readonly coordinates: readonly CoordinatePattern[];
  readonly purposes: readonly string[];
  readonly recipients: readonly RecipientClass[];
  readonly actions: readonly AgreementAction[];
  readonly maxDisclosure: 'ALLOW' | 'MASK';
  /** Seconds a stored record counts as fresh; the connector's own value may only shorten it. */
  readonly cacheTtlS: number;
  /** Days a stored record may be kept at all. */
  readonly retentionDays: number;
  /** Constraints this version of the gateway does not know; any entry denies (AGREEMENT_CONSTRAINT_UNKNOWN). */
  readonly constraints?: Readonly<Record<string, string>>;
}

/**
 * What may be called and spent under one agreement, by the whole bank, all its versions together. Days and months are UTC. What is not
 * stated is not limited.
 */
export interface AgreementBudget {
  readonly callsPerDay?: number;
  readonly callsPerMonth?: number;
  /** Of these, calls for which nobody waits (purposes of urgency BATCH); counted apart and on top of the above. */
  readonly unattendedCallsPerDay?: number;
  readonly unattendedCallsPerMonth?: number;
  /** What one call costs under this agreement; otherwise the connector's list price counts. Same currency as the money below. */
  readonly pricePerCall?: Money;
  readonly moneyPerDay?: Money;
  readonly moneyPerMonth?: Money;
}

/** What was agreed about going on after `effectiveUntil`. The gateway itself never goes on: a renewal is a new version of the terms. */
export type AgreementRenewal = 'NONE' | 'AUTOMATIC' | 'BY_AGREEMENT';

export interface AgreementTerms {
  readonly title: string;
  readonly partnerId: string;
  readonly kind: AgreementKind;
  readonly contact: string;
  readonly effectiveFrom: Instant;
  readonly effectiveUntil: Instant;
  readonly securityMeasures: string;
  readonly breachNoticeHours: number;
  readonly residency: string;
  readonly internalUse: boolean;
  readonly redistribution: boolean;
  readonly derivation: boolean;
  readonly endOfTerm: 'RETURN' | 'DELETE';
  readonly grants: readonly Grant[];
  readonly budget?: AgreementBudget;
  readonly renewal?: AgreementRenewal;
  /** Days before `effectiveUntil` by which whoever does not want to go on must say so. */
  readonly noticeDays?: number;
  /** When the bank must look again at whether the agreement is kept and still needed (PIPL art. 21: supervising whom it entrusts). */
  readonly reviewOn?: LocalDate;
  /** Id of the impact assessment made for it (PIPL art. 55). */
  readonly assessmentId?: string;
  /** Whose law and courts: ISO 3166-1 alpha-2. */
  readonly jurisdiction?: string;
  /** Days after its end within which everything must be returned or deleted. */
  readonly endOfTermDays?: number;
}

/** Where the end of the terms says nothing. */
export const END_OF_TERM_DAYS = 30;

export interface Approval {
  readonly by: string;
  readonly at: Instant;
}

/** What somebody said when returning, suspending or ending a version; all of it stays, whatever became of the version since. */
export interface AgreementRemark {
  readonly step: 'RETURN' | 'SUSPEND' | 'TERMINATE';
  readonly by: string;
  readonly at: Instant;
  readonly because: string;
}

/**
 * What must be returned or deleted when a version has ended. STORED_RECORDS: the partner's answers that we keep and no other agreement
 * covers. REFERENCES: what the partner calls our customers, and their tokens. PARTNER_COPY: what the partner itself keeps for us.
 */
export type AgreementPlaceName = 'STORED_RECORDS' | 'REFERENCES' | 'PARTNER_COPY';

export interface AgreementPlace {
  readonly name: AgreementPlaceName;
  /** CARRIED_OVER: another agreement with the partner goes on needing it. */
  readonly state: 'PENDING' | 'DONE' | 'CARRIED_OVER';
  readonly doneAt?: Instant;
  readonly doneBy?: string;
  /** How many rows of ours were deleted. */
  readonly removed?: number;
  readonly certificate?: AgreementCertificate;
}

/** The partner's word that it returned or deleted everything: where the document is, and the SHA-256, hex, of its bytes. */
export interface AgreementCertificate {
  readonly reference: string;
  readonly hash: string;
}

export interface AgreementSettlement {
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly places: readonly AgreementPlace[];
}

export interface AgreementEnd {
  readonly how: 'EXPIRED' | 'TERMINATED';
  readonly at: Instant;
  readonly by: string;
}

/** The fact of kind `agreement`; its id is `<agreementId>/<termsVersion>`. */
export interface Agreement {
  readonly agreementId: string;
  readonly termsVersion: number;
  readonly state: AgreementState;
  readonly terms: AgreementTerms;
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of `terms`. */
  readonly termsHash: string;
  readonly author: string;
  readonly approvals: readonly Approval[];
  readonly signedAt?: Instant;
  readonly suspendedBecause?: string;
  /** A newer version took over from here on; suspending that one never revives this one. */
  readonly supersededFrom?: Instant;
  /** Oldest first. */
  readonly remarks?: readonly AgreementRemark[];
  readonly ended?: AgreementEnd;
  readonly settlement?: AgreementSettlement;
}

/** Its own last instant, or the first of the version that took over; no longer included. */
export const endOfAgreement = ({ terms, supersededFrom }: Agreement): Instant =>
  supersededFrom === undefined ? terms.effectiveUntil : earlierOf(terms.effectiveUntil, supersededFrom);

/** Does a grant's or consent's pattern cover this coordinate? */
export function covers(patterns: readonly CoordinatePattern[], coordinate: Coordinate): boolean {
  if (patterns.includes('*') || patterns.includes(coordinate)) return true;
  const dot = coordinate.indexOf('.');
  // Compared in place: building `Type.*` for every question costs more than the answer.
  return patterns.some(
    (one) => one.length === dot + 2 && one.endsWith('.*') && coordinate.startsWith(one.slice(0, -1)),
  );
}
