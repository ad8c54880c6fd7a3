/**
 * What customers are told before they consent (PIPL art. 17; GDPR art. 13 and 14). The texts are kept apart, one per version and language;
 * a fact holds their hashes.
 */
import type { CoordinatePattern, RecipientClass } from './agreement.ts';
import type { Instant } from './instant.ts';

export interface NoticeVersion {
  readonly version: number;
  /** SHA-256, hex, of each text's UTF-8 bytes, by BCP 47 language. */
  readonly texts: Readonly<Record<string, string>>;
  readonly purposes: readonly string[];
  /** What kinds of data. */
  readonly coordinates: readonly CoordinatePattern[];
  readonly recipients: readonly RecipientClass[];
  /** Partners named as sources; `'*'`: categories only. */
  readonly sources: readonly string[] | '*';
  /** How the data is processed: `merged with partners' records, decided by a person`. */
  readonly method: string;
  /** How and where to withdraw. */
  readonly withdrawal: string;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

/** The fact of kind `notice`. */
export interface Notice {
  readonly title: string;
  readonly state: 'IN_USE' | 'RETIRED';
  readonly retiredBecause?: string;
  /**
   * The lowest version on which a consent still stands. Raised where a new version changes purpose, method or category (PIPL art. 14):
   * consents given on an older one count as superseded from that moment on.
   */
  readonly acceptedFrom: number;
  /** Oldest first. */
  readonly versions: readonly NoticeVersion[];
}
