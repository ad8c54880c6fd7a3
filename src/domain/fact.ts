/**
 * Everything a decision reads. A fact has one current version; every version is kept, hashed and never changed.
 * Revoking always raises the version of an existing row, so that a release can test it (decisions.md, "Release").
 */
import type { Agreement } from './agreement.ts';
import type { DataScope } from './caller.ts';
import type { DataClass } from './classification.ts';
import type { Consent } from './consent.ts';
import type { CustomerKind, SubjectState } from './customer.ts';
import type { Instant } from './instant.ts';
import type { Purpose } from './purpose.ts';
import type { RecipientClass } from './agreement.ts';

/** The fact of kind `principal`: a registered application. */
export interface Principal {
  readonly title: string;
  readonly isEnabled: boolean;
  readonly roles: readonly string[];
  readonly scope: DataScope;
  readonly recipientClass: RecipientClass;
}

/** What a role may do besides reading customer data. */
export type Capability =
  | 'agreement:read' | 'agreement:propose' | 'agreement:approve' | 'agreement:sign' | 'agreement:operate'
  | 'consent:read' | 'consent:record' | 'partner:read' | 'partner:operate' | 'audit:read'; // prettier-ignore

export type Ceiling = 'ALLOW' | 'MASK' | 'WITHHOLD';

/** The fact of kind `role`. */
export interface Role {
  readonly title: string;
  readonly ceilings: Readonly<Record<DataClass, Ceiling>>;
  /** LOW: document numbers show 1 + 1 characters instead of 3 + 4. */
  readonly trust: 'NORMAL' | 'LOW';
  readonly capabilities: readonly Capability[];
}

/** The fact of kind `partner`: a connector the bank knows, and whether it may be used now. */
export interface Partner {
  readonly title: string;
  readonly kind: 'CREDIT' | 'MARKET' | 'SOCIAL';
  readonly state: 'ACTIVE' | 'SUSPENDED';
  /** A person keeps the circuit open: the partner is not called, stored records may still serve. */
  readonly hold?: PartnerHold;
  /** A person closed the circuit: failures before this instant count no more. */
  readonly resetAt?: Instant;
  /** Who ended the last hold or closed the circuit, and why. */
  readonly release?: PartnerHold;
}

export interface PartnerHold {
  readonly by: string;
  readonly at: Instant;
  readonly because: string;
}

/** The fact of kind `subject`. */
export interface Subject {
  readonly kind: CustomerKind;
  readonly state: SubjectState;
  readonly legalEntity: string;
  readonly branch: string;
}

export interface FactBodies {
  principal: Principal;
  role: Role;
  purpose: Purpose;
  partner: Partner;
  subject: Subject;
  agreement: Agreement;
  consent: Consent;
}

export type FactKind = keyof FactBodies;

/** What a log entry pins and a release locks. */
export interface FactRef {
  readonly kind: FactKind;
  readonly id: string;
  readonly version: number;
}

export interface Fact<K extends FactKind = FactKind> extends FactRef {
  readonly kind: K;
  /** SHA-256, hex, of the stored body's bytes. */
  readonly hash: string;
  /** False when the stored bytes no longer match the recorded hash: somebody edited them outside the gateway. */
  readonly isIntact: boolean;
  readonly body: FactBodies[K];
}

/** One database snapshot for one subject and one request; `decidedAt` is the database's clock. */
export interface Facts {
  readonly decidedAt: Instant;
  readonly principal: Fact<'principal'> | null;
  readonly roles: readonly Fact<'role'>[];
  readonly purpose: Fact<'purpose'> | null;
  readonly subject: Fact<'subject'> | null;
  readonly partners: ReadonlyMap<string, Fact<'partner'>>;
  /** By partner id, every version that is neither DRAFT nor IN_REVIEW. */
  readonly agreements: ReadonlyMap<string, readonly Fact<'agreement'>[]>;
  readonly consents: readonly Fact<'consent'>[];
}
