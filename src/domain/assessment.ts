/**
 * A personal information protection impact assessment (PIPL art. 55 and 56; GDPR art. 35), as far as a decision reads it.
 */
import type { Approval } from './agreement.ts';
import type { DataClass } from './classification.ts';
import type { Instant } from './instant.ts';

/** DRAFT → {APPROVED, WITHDRAWN}; APPROVED → WITHDRAWN. Its end binds at decision time. */
export type AssessmentState = 'DRAFT' | 'APPROVED' | 'WITHDRAWN';

/** The fact of kind `assessment`. */
export interface Assessment {
  readonly title: string;
  readonly state: AssessmentState;
  readonly purposes: readonly string[];
  readonly classes: readonly DataClass[];
  /** Partners it covers, `bank` among them where the bank's own facts are; `'*'`: every source. */
  readonly sources: readonly string[] | '*';
  readonly validFrom: Instant;
  /** No longer included. */
  readonly validUntil: Instant;
  /** Findings and measures in short; the report itself is kept elsewhere. */
  readonly conclusion: string;
  /** Where the report is, and the SHA-256, hex, of its bytes. */
  readonly report: { readonly reference: string; readonly hash: string };
  readonly author: string;
  readonly approval?: Approval;
  readonly withdrawnBecause?: string;
}
