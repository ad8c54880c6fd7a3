/**
 * Who may consent for a minor (PIPL art. 31; Civil Code art. 27). Recorded on evidence; a consent by a guardian names it.
 */
import type { Instant } from './instant.ts';

/** RECORDED → ENDED. */
export type GuardianshipState = 'RECORDED' | 'ENDED';

/** The fact of kind `guardianship`. */
export interface Guardianship {
  /** The minor. */
  readonly customerId: string;
  readonly state: GuardianshipState;
  /** The guardian, where a customer of the bank; otherwise the keyed digest of their document number. */
  readonly guardian: { readonly customerId: string } | { readonly digest: string };
  readonly relation: 'PARENT' | 'APPOINTED' | 'OTHER';
  /** What was seen: `household register, page 3`. No numbers. */
  readonly evidence: string;
  readonly recordedBy: string;
  readonly recordedAt: Instant;
  readonly endedAt?: Instant;
  readonly endedBecause?: string;
}
