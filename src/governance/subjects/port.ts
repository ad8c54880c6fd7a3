/**
 * What governance does to subjects by itself, and what it needs to know for that.
 */
import type { LocalDate } from '../../domain/instant.ts';

/** Implemented by store/ and subjects/. */
export interface Minors {
  /** Customers flagged as minors whose id comes after, in the order of ids. */
  page(after: string, limit: number): Promise<readonly string[]>;
  /** Birth dates of those whose profile can be opened and names one. */
  birthDates(customerIds: readonly string[]): Promise<ReadonlyMap<string, LocalDate>>;
}
