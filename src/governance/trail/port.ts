/**
 * The access log as its readers see it. Errors: FORBIDDEN, INVALID_INPUT, AUDIT_UNAVAILABLE.
 */
import type { TrailFilter } from '../../audit/trail.ts';
import type { Coordinate, MaskRule } from '../../domain/classification.ts';
import type { Outcome } from '../../domain/decision.ts';
import type { GapCode } from '../../domain/fault.ts';
import type { Instant } from '../../domain/instant.ts';
import type { ReasonCode } from '../../domain/reason.ts';
import type { CacheState, SourceId } from '../../domain/sourced.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export const AUDIT_KINDS = [
  'REFUSED', 'INTENT', 'RELEASED', 'GOVERNANCE_CHANGED', 'RIGHTS_EVENT', 'EXPORT_EVENT', 'LOG_READ', 'ALERT', 'KEY_EVENT',
  'PARTNER_EVENT',
] as const; // prettier-ignore

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Only entries that match every given part. Kinds that no entry has yet find nothing; they are part of the schema already. */
export interface AuditFilter extends Omit<TrailFilter, 'kinds'> {
  readonly kinds?: readonly AuditKind[];
}

/** Fields that share outcome, reasons, source and rights. */
export interface AuditedFields {
  readonly coordinates: readonly Coordinate[];
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  readonly treatment: MaskRule | null;
  readonly partner: SourceId | null;
  readonly cache: CacheState | null;
  readonly agreement: string | null;
  readonly consent: string | null;
}

/** One entry of the access log as its readers see it. Property names equal the schema's. */
export interface AuditEntry {
  readonly id: string;
  readonly recordedAt: Instant;
  readonly kind: AuditKind;
  readonly requestId: string;
  readonly caller: string | null;
  readonly application: string | null;
  readonly roles: readonly string[];
  readonly purpose: string | null;
  readonly customerId: string | null;
  readonly subjectDigest: string | null;
  readonly fields: readonly AuditedFields[];
  readonly gaps: readonly {
    readonly partner: SourceId;
    readonly dataset: string;
    readonly fields: readonly Coordinate[] | null;
    readonly code: GapCode;
    readonly retryAfterMs: number | null;
    readonly servedStale: boolean;
  }[];
  readonly event: string | null;
  readonly target: string | null;
  readonly count: number;
  readonly facts: readonly string[];
  /** Read only where it is asked for. */
  readonly because: () => Promise<string | null>;
}

/** Auditors only; the refusal of others and every reading are log entries themselves. Newest first. */
export type Trail = (actor: Actor, filter: AuditFilter, page: PageRequest) => Promise<Page<AuditEntry>>;
