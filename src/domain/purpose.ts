/**
 * Why somebody asks. Processing must have a purpose and a lawful basis (PIPL art. 6 and 13; GDPR art. 5(1)(b) and 6).
 */
export type LawfulBasis =
  'CONSENT' | 'CONTRACT' | 'LEGAL_OBLIGATION' | 'VITAL_INTERESTS' | 'PUBLIC_TASK' | 'LEGITIMATE_INTERESTS';

export interface Purpose {
  readonly title: string;
  readonly description: string;
  readonly state: 'IN_USE' | 'RETIRED';
  readonly lawfulBasis: LawfulBasis;
  /** Roles that may ask for this purpose. */
  readonly roles: readonly string[];
}
