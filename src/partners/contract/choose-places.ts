/**
 * Decides on which answers to learn what depends on which places: every place a few times soon after the start, afterwards seldom, so
 * that learning costs next to nothing.
 */
import type { RequestContext } from '../../sdk/index.ts';
import { effectOf, filledPlaces } from './learn-effects.ts';
import type { EndpointWatch } from './watch-endpoint.ts';

const SOON = 200;
const SELDOM = 500;
const PLACES_AT_ONCE = 2;
const MAX_TIMES = 5;

export interface Learner {
  readonly learn: (body: unknown, ctx: RequestContext, shares: 'ONE' | 'SEVERAL') => void;
}

export function createLearner({ endpoint, shape, effect, learn }: EndpointWatch): Learner {
  const times = new Map<string, number>();
  let answers = 0;
  return {
    learn(body, ctx, shares) {
      answers += 1;
      if (answers > SOON && answers % SELDOM !== 0) return;
      const known = (pointer: string): number => Math.max(times.get(pointer) ?? 0, effect(pointer)?.seen ?? 0);
      const open = [...filledPlaces(shape, body)].filter(([pointer]) => answers > SOON || known(pointer) < MAX_TIMES);
      const least = open.sort(([a], [b]) => known(a) - known(b)).slice(0, PLACES_AT_ONCE);
      for (const [pointer, path] of least) {
        const seen = (times.get(pointer) ?? 0) + 1;
        times.set(pointer, seen);
        const found = effectOf(endpoint, body, path, ctx, shares);
        if (found !== null) learn(pointer, { ...found, seen: Math.min(seen, MAX_TIMES) });
      }
    },
  };
}
