/**
 * Writes down that somebody was refused.
 */
import type { Refusals } from '../audit/refusals.ts';
import type { Caller } from '../domain/caller.ts';

/** Repeated refusals are counted by source, not each written: by person where the caller is known, else by address. */
export function refuse(
  refusals: Refusals,
  {
    requestId,
    caller,
    code,
    action = null,
    address = '',
  }: {
    readonly requestId: string;
    readonly caller?: Caller;
    readonly code: string;
    readonly action?: string | null;
    readonly address?: string;
  },
): Promise<void> {
  return refusals.record({
    requestId,
    caller: caller === undefined ? null : { subject: caller.subject, roles: caller.roles },
    application: caller?.application ?? null,
    purpose: null,
    source: caller === undefined ? address : `${caller.application}\n${caller.subject}`,
    code,
    action,
  });
}
