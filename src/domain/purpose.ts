/**
 * Why somebody asks. Processing must have a purpose and a lawful basis (PIPL art. 6 and 13; GDPR art. 5(1)(b) and 6).
 */
export type LawfulBasis =
  'CONSENT' | 'CONTRACT' | 'LEGAL_OBLIGATION' | 'VITAL_INTERESTS' | 'PUBLIC_TASK' | 'LEGITIMATE_INTERESTS';

/**
 * How a call to a partner for this purpose is treated where calls are scarce. CRITICAL may use what limits hold in reserve; BATCH goes
 * last and counts as unattended: no customer and no clerk waits for it (PSD2 RTS art. 36(5) counts such calls apart).
 */
export type Urgency = 'CRITICAL' | 'INTERACTIVE' | 'BATCH';

export interface Purpose {
  readonly title: string;
  readonly description: string;
  readonly state: 'IN_USE' | 'RETIRED';
  readonly lawfulBasis: LawfulBasis;
  /** Roles that may ask for this purpose. */
  readonly roles: readonly string[];
  /** INTERACTIVE where nothing is said. */
  readonly urgency?: Urgency;
  /** What still happens while processing is restricted (PIPL art. 47; GDPR art. 18(2)). Absent: nothing does. */
  readonly duringRestriction?: 'STORAGE' | 'SECURITY' | 'LEGAL_CLAIMS';
  /** The most customers one request may ask for; the policy's own limit counts too. */
  readonly customersPerRequest?: number;
  /** True: an impact assessment must cover it, whatever the class. */
  readonly needsAssessment?: boolean;
  /** Decides on a customer without a person; the customer may ask for an explanation (PIPL art. 24; GDPR art. 22). */
  readonly isAutomatedDecision?: boolean;
}
