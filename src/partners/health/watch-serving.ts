/**
 * The last look at records before they are handed out: counts where they came from, and withholds from stored ones what came while a
 * field's unit had already changed.
 */
import type { Sourced } from '../../domain/sourced.ts';
import { doubtStored } from '../contract/doubt-stored.ts';
import type { Quarantine } from '../contract/port.ts';
import type { Route } from '../load/fetch-wants.ts';
import type { Fetched, Want } from '../port.ts';
import type { TrafficRecorder } from './record-traffic.ts';

export interface Serving {
  readonly stored: (stored: ReadonlyMap<Want, Sourced>) => ReadonlyMap<Want, Sourced>;
  readonly fetched: (fetched: readonly Fetched[]) => readonly Fetched[];
}

const NONE: readonly Quarantine[] = [];

export function createServing(routeOf: (want: Want) => Route | null, traffic: TrafficRecorder): Serving {
  const serve = ({ source, endpoint }: Want, sourced: Sourced): void => traffic.served(source, endpoint, sourced.cache);
  const doubted = (want: Want, sourced: Sourced): Sourced => {
    const watches = routeOf(want)?.pipeline.contract.watches ?? [];
    const watch = watches.find(({ endpoint }) => endpoint.name === want.endpoint);
    return doubtStored(sourced, watch?.doubted() ?? NONE);
  };
  return {
    stored(stored) {
      const all = new Map<Want, Sourced>();
      for (const [want, sourced] of stored) {
        serve(want, sourced);
        all.set(want, doubted(want, sourced));
      }
      return all;
    },
    fetched: (fetched) =>
      fetched.map((one) => {
        const { want, result } = one;
        if (result === null) return one;
        if ('sourced' in result) {
          serve(want, result.sourced);
          return one;
        }
        if (result.stale === undefined) return one;
        serve(want, result.stale);
        return { want, result: { ...result, stale: doubted(want, result.stale) } };
      }),
  };
}
