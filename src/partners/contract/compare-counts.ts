/**
 * What is unlike the baseline in a window of answers. Pure. Silent where either side is too thin to say: a rate that moved must have moved
 * by more than chance would, and by enough to matter.
 */
import { countOutside } from './magnitudes.ts';
import type { Counts, DriftAlert, FieldCounts } from './port.ts';

export interface Finding extends Omit<DriftAlert, 'sinceMs'> {
  /** Not only unlikely by chance: one window says enough. */
  readonly isCertain: boolean;
}

/** A place is judged by this many sightings on either side. */
const MIN_SEEN = 30;
const MIN_RATE_CHANGE = 0.15;
/** Standard errors of the difference of two rates, for a window that the next one must confirm, and for one that needs no other. */
const MIN_Z = 4;
const CERTAIN_Z = 8;
const MIN_NUMBERS = 30;
const MAX_OUTSIDE = 0.1;
const CERTAINLY_OUTSIDE = 0.5;
/** An undeclared key is a key, not data, once it came this often. */
const MIN_UNKNOWN = 3;
/** A set is closed when each of its members came about this often. */
const MIN_PER_MEMBER = 5;

export function compareCounts(baseline: Counts, window: Counts): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [field, now] of Object.entries(window.fields)) {
    const then = baseline.fields[field];
    if (then === undefined) continue;
    findings.push(...compareMissing(field, then, now), ...compareRange(field, then, now));
  }
  for (const [field, count] of Object.entries(window.unknown)) {
    if (count < MIN_UNKNOWN || (baseline.unknown[field] ?? 0) > 0) continue;
    const present = rounded(Math.min(1, count / window.answers));
    findings.push({ kind: 'unknown-key', field, usual: 0, present, isCertain: true });
  }
  for (const [field, { members, count }] of Object.entries(window.texts)) {
    const strangers = newMembers(baseline, field, members);
    if (strangers > 0) findings.push({ kind: 'new-member', field, usual: 0, present: strangers, isCertain: true });
    else if (members === null && isClosed(baseline, field))
      findings.push({ kind: 'new-member', field, usual: 0, present: count, isCertain: true });
  }
  return findings;
}

function compareMissing(field: string, then: FieldCounts, now: FieldCounts): readonly Finding[] {
  if (then.seen < MIN_SEEN || now.seen < MIN_SEEN) return [];
  const usual = then.missing / then.seen;
  const present = now.missing / now.seen;
  const pooled = (then.missing + now.missing) / (then.seen + now.seen);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / then.seen + 1 / now.seen));
  const change = Math.abs(present - usual);
  if (change < MIN_RATE_CHANGE || change < MIN_Z * error) return [];
  const isCertain = change >= CERTAIN_Z * error;
  return [{ kind: 'null-rate', field, usual: rounded(usual), present: rounded(present), isCertain }];
}

function compareRange(field: string, then: FieldCounts, now: FieldCounts): readonly Finding[] {
  if (then.count < MIN_NUMBERS || now.count < MIN_NUMBERS) return [];
  const present = countOutside(then, now) / now.count;
  if (present <= MAX_OUTSIDE) return [];
  const isCertain = present > CERTAINLY_OUTSIDE;
  return [{ kind: 'range-shift', field, usual: 0, present: rounded(present), isCertain }];
}

/** Whether a canonical field's texts were a closed set: few, and each of them often. */
export function isClosed({ texts }: Counts, field: string): boolean {
  const about = texts[field];
  return about?.members != null && about.count >= MIN_PER_MEMBER * Math.max(about.members.length, 2);
}

function newMembers(baseline: Counts, field: string, members: readonly string[] | null): number {
  if (members === null || !isClosed(baseline, field)) return 0;
  const known = new Set(baseline.texts[field]?.members);
  return members.filter((member) => !known.has(member)).length;
}

const rounded = (rate: number): number => Math.round(rate * 1_000) / 1_000;
