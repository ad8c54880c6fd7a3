/**
 * Step-up: for a limited time one person may see what their role's ceiling hides, because another person agreed. Lifts that gate only.
 * Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT (somebody decided at this moment), AUDIT_UNAVAILABLE.
 */
import type { CoordinatePattern } from '../../domain/agreement.ts';
import type { ElevationState } from '../../domain/elevation.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export interface ElevationRequest {
  readonly customerId: string;
  readonly purpose: string;
  readonly coordinates: readonly CoordinatePattern[];
  readonly because: string;
  /** 1 to 60, counted from the approval. */
  readonly minutes: number;
}

export interface ElevationFilter {
  readonly customerId?: string;
  readonly state?: ElevationState;
}

export interface Elevations {
  /** Everybody's for whoever may approve them or read the log, of customers in their data scope; otherwise the caller's own. */
  list(actor: Actor, filter: ElevationFilter, page: PageRequest): Promise<Page<Fact<'elevation'>>>;
  /** For the caller and the application they use. */
  request(actor: Actor, request: ElevationRequest): Promise<Fact<'elevation'>>;
  approve(actor: Actor, id: string): Promise<Fact<'elevation'>>;
  refuse(actor: Actor, id: string, because: string): Promise<Fact<'elevation'>>;
  /** By whom it is for before anybody decided. */
  recall(actor: Actor, id: string): Promise<Fact<'elevation'>>;
  /** By either side; ends it before it returns. Revoking twice is no error. */
  revoke(actor: Actor, id: string): Promise<Fact<'elevation'>>;
}
