/**
 * A result inside the partner stage: a value or a PartnerFault. Faults are values; nothing here throws for a partner's failure.
 */
import { type GapCode, type PartnerFault, partnerFault } from '../domain/fault.ts';

export interface Failed {
  readonly fault: PartnerFault;
}

export type Attempt<T> = { readonly value: T } | Failed;

export const failed = (code: GapCode, detail: string, retryAfterMs?: number): Failed => ({
  fault: partnerFault(code, detail, retryAfterMs),
});

export const hasFailed = <T>(attempt: Attempt<T>): attempt is Failed => 'fault' in attempt;
