/**
 * On what right a partner's data may be used. One version of an agreement is one fact; its signed terms never change.
 */
import type { Coordinate } from './classification.ts';
import type { Money } from './decimal.ts';
import type { Instant } from './instant.ts';

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
}

export interface Approval {
  readonly by: string;
  readonly at: Instant;
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
}

/** Does a grant's or consent's pattern cover this coordinate? */
export function covers(patterns: readonly CoordinatePattern[], coordinate: Coordinate): boolean {
  if (patterns.includes('*') || patterns.includes(coordinate)) return true;
  const dot = coordinate.indexOf('.');
  // Compared in place: building `Type.*` for every question costs more than the answer.
  return patterns.some(
    (one) => one.length === dot + 2 && one.endsWith('.*') && coordinate.startsWith(one.slice(0, -1)),
  );
}
