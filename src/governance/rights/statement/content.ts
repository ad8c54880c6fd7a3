/**
 * What a statement to the customer says (PIPL art. 17, 44, 45; GDPR art. 15, 20) and what an explanation says (PIPL art. 24; GDPR art. 22,
 * 15(1)(h)). The keys are a public form: customers and other controllers read it. Staff stand there as application and role, not by name.
 */
import type { MaskRule } from '../../../domain/classification.ts';
import type { CustomerKind, PartnerReferences } from '../../../domain/customer.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Outcome } from '../../../domain/decision.ts';
import type { ReasonCode } from '../../../domain/reason.ts';
import type { IdentityRecord } from '../../../domain/record.ts';
import type { HeldRecord } from '../port.ts';

/** Something handed to the customer: canonical JSON, its SHA-256 and a signature over it. */
export type Handed<Form extends string> = {
  readonly requestId: string;
  readonly sha256: string;
  readonly json: string;
  readonly jws: string;
} & { readonly [F in Form]: string };

/** What a record rests on: as the log says it was fetched, or as it stands today. */
export interface RecordRight {
  readonly agreement: string | null;
  readonly consent: string | null;
  readonly purpose: string | null;
}

export interface StatedRecord extends HeldRecord {
  readonly partnerTitle: string;
  readonly rights: readonly RecordRight[];
}

export interface StatedConsent {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly purpose: string;
  readonly coordinates: readonly string[];
  readonly recipients: readonly string[];
  readonly sources: readonly string[] | '*';
  readonly form: string;
  readonly notice: { readonly id: string; readonly version: number; readonly language: string };
  readonly grantedAt: Instant;
  readonly expiresAt: Instant;
  readonly withdrawnAt: Instant | null;
  /** Every state it ever was in, oldest first. */
  readonly history: readonly { readonly version: number; readonly state: string; readonly at: Instant | null }[];
}

export interface StatedReading {
  readonly at: Instant;
  readonly application: string;
  readonly roles: readonly string[];
  readonly purpose: string;
  readonly fields: readonly {
    readonly coordinates: readonly string[];
    readonly source: string | null;
    /** ALLOW: in clear. MASK: in part. */
    readonly shown: 'ALLOW' | 'MASK';
  }[];
}

export interface StatedPurpose {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly lawfulBasis: string;
  readonly isAutomatedDecision: boolean;
}

export interface StatedClaim {
  readonly requestId: string;
  readonly coordinate: string;
  readonly source: string;
  readonly state: string;
  readonly claimed: unknown;
}

/** Who may consent for the customer. */
export interface StatedGuardianship {
  readonly id: string;
  readonly state: string;
  readonly relation: string;
  readonly evidence: string;
  readonly recordedAt: Instant;
  readonly endedAt: Instant | null;
}

/** A closer look that somebody asked for, whether they got it or not. */
export interface StatedElevation {
  readonly id: string;
  readonly state: string;
  readonly application: string;
  readonly purpose: string;
  readonly coordinates: readonly string[];
  readonly because: string;
  readonly requestedAt: Instant;
  readonly until: Instant | null;
}

/** Word to a recipient that a consent ended. */
export interface StatedNotification {
  readonly event: string;
  readonly consent: string;
  readonly recipientKind: string;
  readonly recipient: string;
  readonly state: string;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

export interface Statement {
  readonly statement: 'ACCESS' | 'COPY';
  readonly version: 1;
  readonly requestId: string;
  readonly customerId: string;
  readonly madeAt: Instant;
  /** The controller a copy is handed to, where the customer named one. */
  readonly handedTo: string | null;
  /** False: a place could not be read, or the log is longer than what is listed; `missing` names it. */
  readonly isComplete: boolean;
  readonly missing: readonly string[];
  readonly profile: {
    readonly kind: CustomerKind;
    readonly updatedAt: Instant | null;
    readonly identity: IdentityRecord;
  } | null;
  /** On what right the bank keeps its own record and the references. */
  readonly ownBasis: { readonly en: string; readonly zh: string };
  readonly references: readonly {
    readonly partner: string;
    readonly partnerTitle: string;
    readonly references: PartnerReferences;
  }[];
  readonly records: readonly StatedRecord[];
  readonly alsoHeld: readonly { readonly what: string; readonly partner: string }[];
  readonly consents: readonly StatedConsent[];
  readonly corrections: readonly StatedClaim[];
  /** Empty in a copy: what others did is not the customer's own data. */
  readonly readings: readonly StatedReading[];
  readonly partnersAsked: readonly { readonly partner: string; readonly at: Instant; readonly dataset: string }[];
  /** These three are empty in a copy too. */
  readonly guardianships: readonly StatedGuardianship[];
  readonly elevations: readonly StatedElevation[];
  readonly notifications: readonly StatedNotification[];
  readonly purposes: readonly StatedPurpose[];
}

export interface ExplainedReason {
  readonly code: ReasonCode;
  readonly law: string;
  readonly en: string;
  readonly zh: string;
}

export interface DecisionExplanation {
  readonly explanation: 'DECISION';
  readonly version: 1;
  readonly requestId: string;
  readonly entry: string;
  readonly at: Instant;
  readonly application: string | null;
  readonly roles: readonly string[];
  readonly purpose: StatedPurpose | null;
  readonly fields: readonly {
    readonly coordinates: readonly string[];
    readonly source: string | null;
    readonly outcome: Outcome;
    readonly treatment: MaskRule | null;
    readonly reasons: readonly ExplainedReason[];
    readonly agreement: string | null;
    readonly consent: string | null;
  }[];
  /** `kind:id@version`: what the decision rested on. */
  readonly facts: readonly string[];
  readonly person: { readonly en: string; readonly zh: string };
}
