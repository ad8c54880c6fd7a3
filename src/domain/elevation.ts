/**
 * Step-up: for a limited time one person may see what their role's ceiling hides, of one customer, in named fields. Lifts gate 11 only.
 */
import type { CoordinatePattern } from './agreement.ts';
import type { Instant } from './instant.ts';

/** REQUESTED → {GRANTED, REFUSED, RECALLED}; GRANTED → REVOKED. Its end binds at decision time. */
export type ElevationState = 'REQUESTED' | 'GRANTED' | 'REFUSED' | 'RECALLED' | 'REVOKED';

/** The fact of kind `elevation`. */
export interface Elevation {
  readonly customerId: string;
  readonly state: ElevationState;
  /** For whom: `sub` of the token, and the application they use. */
  readonly caller: string;
  readonly application: string;
  readonly purpose: string;
  readonly coordinates: readonly CoordinatePattern[];
  readonly because: string;
  readonly requestedAt: Instant;
  /** Minutes asked for. */
  readonly minutes: number;
  /** Never `caller`. */
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  /** Only of a GRANTED or REVOKED one; no longer included. */
  readonly until?: Instant;
  /** Why it was refused. */
  readonly endedBecause?: string;
  /** Who revoked it: either side may. */
  readonly endedBy?: string;
  readonly endedAt?: Instant;
}
