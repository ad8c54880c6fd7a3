/**
 * How old a record was when it was decided on, in whole seconds. What was fetched after the decision is 0 seconds old: the clocks of
 * gateway and database differ by a little.
 */
import { epochMsOf, type Instant } from '../domain/instant.ts';

export type AgeOf = (fetchedAt: Instant | null) => number | null;

/** One view's lines share a handful of instants: each is read once. */
export function createAges(decidedAt: Instant): AgeOf {
  const decidedMs = epochMsOf(decidedAt);
  const ages = new Map<Instant, number>();
  return (fetchedAt) => {
    if (fetchedAt === null) return null;
    const known = ages.get(fetchedAt);
    if (known !== undefined) return known;
    const ageS = Math.max(0, Math.floor((decidedMs - epochMsOf(fetchedAt)) / 1_000));
    ages.set(fetchedAt, ageS);
    return ageS;
  };
}
