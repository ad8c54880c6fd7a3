/**
 * Everything a decision reads. A fact has one current version; every version is kept, hashed and never changed.
 * Revoking always raises the version of an existing row, so that a release can test it (decisions.md, "Release").
 */
import type { Agreement, RecipientClass } from './agreement.ts';
import type { Assessment } from './assessment.ts';
import type { DataScope } from './caller.ts';
import type { DataClass } from './classification.ts';
import type { Consent } from './consent.ts';
import type { CustomerKind, SubjectState } from './customer.ts';
import type { Elevation } from './elevation.ts';
import type { Export } from './export.ts';
import type { Guardianship } from './guardianship.ts';
import type { Instant } from './instant.ts';
import type { JointMark } from './joint.ts';
import type { Notice } from './notice.ts';
import type { PolicyChange, PolicyRules } from './policy.ts';
import type { Purpose } from './purpose.ts';
import type { LegalHold } from './legal-hold.ts';
import type { RightsRequest } from './rights-request.ts';

/** The fact of kind `principal`: a registered application. */
export interface Principal {
  readonly title: string;
  readonly isEnabled: boolean;
  readonly roles: readonly string[];
  readonly scope: DataScope;
  readonly recipientClass: RecipientClass;
  /** https: where it hears that a consent ended on which data was released to it. */
  readonly notifyUrl?: string;
}

/** What a role may do besides reading customer data. */
export type Capability =
  | 'agreement:read' | 'agreement:propose' | 'agreement:approve' | 'agreement:sign' | 'agreement:operate'
  | 'consent:read' | 'consent:record' | 'notice:publish' | 'partner:read' | 'partner:operate' | 'audit:read'
  | 'policy:read' | 'policy:propose' | 'policy:approve' | 'policy:simulate'
  | 'assessment:read' | 'assessment:write' | 'assessment:approve'
  | 'elevation:request' | 'elevation:approve'
  | 'rights:read' | 'rights:record' | 'rights:decide' | 'rights:hold'; // prettier-ignore

export type Ceiling = 'ALLOW' | 'MASK' | 'WITHHOLD';

/** The fact of kind `role`. */
export interface Role {
  readonly title: string;
  readonly ceilings: Readonly<Record<DataClass, Ceiling>>;
  /** LOW: document numbers show 1 + 1 characters instead of 3 + 4. */
  readonly trust: 'NORMAL' | 'LOW';
  readonly capabilities: readonly Capability[];
  /** Which of the application's customers the role reaches: all (also where absent), those of the caller's branch or of the caller's books. */
  readonly customers?: 'ALL' | 'OWN_BRANCH' | 'OWN_BOOKS';
  /** What an approved elevation may lift the role's ceiling to. A class that is not named cannot be lifted. */
  readonly stepUp?: Readonly<Partial<Record<DataClass, 'ALLOW' | 'MASK'>>>;
}

/** The fact of kind `partner`: a connector the bank knows, and whether it may be used now. */
export interface Partner {
  readonly title: string;
  readonly kind: 'CREDIT' | 'MARKET' | 'SOCIAL';
  readonly state: 'ACTIVE' | 'SUSPENDED';
  /** https: where it hears that a consent ended for which it was asked about a customer. */
  readonly notifyUrl?: string;
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
  /** Whose book the customer is in. */
  readonly book?: string;
  /** Under 14 (PIPL art. 31), as far as the bank knows the birth date. */
  readonly isMinor?: boolean;
}

export interface FactBodies {
  principal: Principal;
  role: Role;
  purpose: Purpose;
  partner: Partner;
  subject: Subject;
  agreement: Agreement;
  consent: Consent;
  policy: PolicyRules;
  'policy-change': PolicyChange;
  notice: Notice;
  assessment: Assessment;
  elevation: Elevation;
  guardianship: Guardianship;
  'rights-request': RightsRequest;
  'legal-hold': LegalHold;
  export: Export;
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
  readonly policy: Fact<'policy'> | null;
  /** By notice id. */
  readonly notices: ReadonlyMap<string, Fact<'notice'>>;
  readonly assessments: readonly Fact<'assessment'>[];
  /** Of this customer. */
  readonly guardianships: readonly Fact<'guardianship'>[];
  readonly elevations: readonly Fact<'elevation'>[];
  /** What the caller, as a person, was shown of this customer on the UTC day of `decidedAt`, as far as joint masks count it. */
  readonly disclosedToday: readonly JointMark[];
}
