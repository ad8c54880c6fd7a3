/**
 * A controlled export as far as a decision reads it (decisions.md, state machines): whoever approves is not who asked.
 */
import type { Instant } from './instant.ts';

export type ExportState = 'REQUESTED' | 'APPROVED' | 'REFUSED' | 'GENERATED' | 'DOWNLOADED' | 'EXPIRED';

/** The fact of kind `export`. */
export interface Export {
  readonly state: ExportState;
  readonly requestedBy: string;
  readonly application: string;
  readonly purpose: string;
  readonly approvedBy?: string;
  /** The last moment at which it may be made or fetched; no longer included. */
  readonly until: Instant;
}
