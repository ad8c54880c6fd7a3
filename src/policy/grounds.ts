/**
 * Collects what all decisions that are not withheld rest on: the fact versions that the release locks, and the first instant
 * at which one of them ends by itself. Knows nothing of outcomes: the judge adds only what counts.
 */
import type { FactRef } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import { refOf, type Verdict } from './gate.ts';
import { earlier } from './window.ts';

export interface Grounds {
  add(verdicts: readonly Verdict[]): void;
  /** Each version once, by kind, then id, then version, in plain text order. */
  requires(): readonly FactRef[];
  validUntil(): Instant | null;
}

export function createGrounds(): Grounds {
  const seen = new Set<Verdict>();
  const refs = new Set<FactRef>();
  const ends = new Set<Instant>();
  const addOne = ({ restsOn, endsAt }: Verdict): void => {
    restsOn?.forEach((ref) => refs.add(ref));
    if (endsAt !== undefined) ends.add(endsAt);
  };
  return {
    // Gates give the same verdict object again and again, so most of this is one look-up.
    add(verdicts) {
      for (const verdict of verdicts) {
        if (seen.has(verdict)) continue;
        seen.add(verdict);
        addOne(verdict);
      }
    },
    requires: () => withoutRepeats([...refs].sort(byKindAndId)),
    validUntil: () => [...ends].reduce<Instant | null>(earlier, null),
  };
}

/** Equal versions stand side by side once they are sorted. */
const withoutRepeats = (sorted: readonly FactRef[]): readonly FactRef[] =>
  sorted.filter((ref, i) => i === 0 || byKindAndId(sorted[i - 1] ?? ref, ref) !== 0).map(refOf);

const byText = (a: string, b: string): number => Number(a > b) - Number(a < b);

const byKindAndId = (a: FactRef, b: FactRef): number =>
  byText(a.kind, b.kind) || byText(a.id, b.id) || a.version - b.version;
