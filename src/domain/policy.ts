/**
 * The policy document: who may do and see what, for what, under which general rules. Versioned data that two people change
 * (decisions.md); `PolicyRules` is the part that is no role, purpose or application of its own.
 */
import type { CoordinatePattern, RecipientClass } from './agreement.ts';
import type { Coordinate, DataClass, DataKind } from './classification.ts';
import type { ConsentForm } from './consent.ts';
import type { Decimal } from './decimal.ts';
import type { Principal, Role } from './fact.ts';
import type { Instant } from './instant.ts';
import type { Purpose } from './purpose.ts';

/** A consent must have this form where everything that the rule names applies; what it does not name always applies. */
export interface ConsentFormRule {
  /** Law or decision it comes from: `PIPL art. 29`. */
  readonly because: string;
  readonly form: Exclude<ConsentForm, 'GENERAL'>;
  readonly coordinates?: readonly CoordinatePattern[];
  readonly kinds?: readonly DataKind[];
  readonly recipients?: readonly RecipientClass[];
}

/**
 * Fields that together tell more than each masked alone. `candidates` people remain while nothing is known; each disclosed member divides
 * them by its factor, in clear or masked (decisions.md, "Masks": strength as candidates left). A `clear` of 1 leaves alone whoever may read
 * the member in clear.
 */
export interface JointMaskRule {
  readonly id: string;
  readonly because: string;
  readonly candidates: Decimal;
  readonly minimum: Decimal;
  readonly members: readonly { readonly coordinate: Coordinate; readonly clear: Decimal; readonly masked: Decimal }[];
}

/** The fact of kind `policy`; its only id is `POLICY_ID`. */
export interface PolicyRules {
  /** Counts the documents in force, from 1. */
  readonly number: number;
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of the whole document in force. */
  readonly documentHash: string;
  /** SHA-256, hex, of each schema that this policy was made for. Two during a rollout. */
  readonly schemas: readonly string[];
  /** The most customers one request may ask for; a purpose may say less. */
  readonly customersPerRequest: number;
  /** Where an impact assessment must be valid (PIPL art. 55; GDPR art. 35). A purpose may ask for one by itself. */
  readonly assessmentFor: { readonly classes: readonly DataClass[]; readonly purposes: readonly string[] };
  readonly consentForms: readonly ConsentFormRule[];
  readonly jointMasks: readonly JointMaskRule[];
  /** How long adverse credit facts may be shown after they ended (Regulation on the Credit Reporting Industry, art. 16: 5 years). */
  readonly adverseCreditYears: number;
}

export const POLICY_ID = 'POLICY';

/** What two people decide on together. */
export interface PolicyDocument {
  readonly roles: Readonly<Record<string, Role>>;
  readonly purposes: Readonly<Record<string, Purpose>>;
  readonly applications: Readonly<Record<string, Principal>>;
  readonly rules: Omit<PolicyRules, 'number' | 'documentHash'>;
}

/** Documents with the same content have the same order of keys nowhere; their canonical JSON has. */
export const documentOf = ({
  roles,
  purposes,
  applications,
  policy,
}: {
  readonly roles: PolicyDocument['roles'];
  readonly purposes: PolicyDocument['purposes'];
  readonly applications: PolicyDocument['applications'];
  readonly policy: PolicyRules;
}): PolicyDocument => {
  const { number: _number, documentHash: _hash, ...rules } = policy;
  return { roles, purposes, applications, rules };
};

/** PROPOSED → {IN_FORCE, REFUSED, RECALLED}. What is in force stays so until the next one. */
export type PolicyChangeState = 'PROPOSED' | 'IN_FORCE' | 'REFUSED' | 'RECALLED';

/** One place where two documents differ. `before` and `after` are JSON; null: there is nothing. */
export interface PolicyDifference {
  /** `roles.credit-officer.ceilings.C2`. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The fact of kind `policy-change`: a whole document that somebody proposes and somebody else decides on. */
export interface PolicyChange {
  readonly state: PolicyChangeState;
  /** The `number` of the policy it was made from; another one in force by then refuses the approval. 0: there was none. */
  readonly base: number;
  readonly document: PolicyDocument;
  readonly documentHash: string;
  /** To the document in force when it was proposed. */
  readonly differences: readonly PolicyDifference[];
  readonly because: string;
  readonly author: string;
  readonly proposedAt: Instant;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  readonly refusedBecause?: string;
}
