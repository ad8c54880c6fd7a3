/**
 * How old a record was when it was decided on, in whole seconds. What was fetched for this request is 0 seconds old, however far the
 * clocks of gateway and database are apart.
 */
import { epochMsOf, type Instant } from '../domain/instant.ts';
import type { DisclosureLine } from '../domain/view.ts';

export type AgeOf = (line: Pick<DisclosureLine, 'cache' | 'fetchedAt'>) => number | null;

/** One view's lines share a handful of instants: each is read once. */
export function createAges(decidedAt: Instant): AgeOf {
  const decidedMs = epochMsOf(decidedAt);
  const ages = new Map<Instant, number>();
  return ({ cache, fetchedAt }) => {
    if (fetchedAt === null) return null;
    if (cache === 'LIVE') return 0;
    const known = ages.get(fetchedAt);
    if (known !== undefined) return known;
    const ageS = Math.max(0, Math.floor((decidedMs - epochMsOf(fetchedAt)) / 1_000));
    ages.set(fetchedAt, ageS);
    return ageS;
  };
}
