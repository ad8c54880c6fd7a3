/**
 * Is a value older than the consent behind it looks back? A record counts from when it was true at its source, else from its fetching.
 */
import type { SourceDecision } from '../domain/decision.ts';
import { epochMsOf, type Instant } from '../domain/instant.ts';
import type { DenialReason } from '../domain/reason.ts';
import type { Provenance } from '../domain/view.ts';

const DAY_MS = 86_400_000;

/** Null where the record is young enough. A date that cannot be read is too old. */
export function tooOldFor(
  { lookBackDays }: SourceDecision,
  { asOf, fetchedAt }: Provenance,
  decidedAt: Instant,
): DenialReason | null {
  if (lookBackDays === undefined) return null;
  const ageMs = epochMsOf(decidedAt) - epochMsOf(asOf ?? fetchedAt);
  return ageMs <= lookBackDays * DAY_MS ? null : 'CONSENT_WINDOW';
}
