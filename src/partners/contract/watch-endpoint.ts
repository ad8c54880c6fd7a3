/**
 * What one replica knows of one endpoint's answers: counts them until there is a baseline, compares each later window with it, tells what
 * drifts, and withholds a field whose unit unmistakably changed until it returns or a person accepts it. Names and rates, never a value.
 */
import type { Endpoint } from '../../sdk/index.ts';
import { countAgainstBaseline } from './count-against-baseline.ts';
import { holdShape } from './hold-shape.ts';
import { judgeDrift, type Told } from './judge-drift.ts';
import { type Effect, joinEffects } from './learn-effects.ts';
import type { AnswerShapeState, LapsedQuarantine, Quarantine, StoredShape } from './port.ts';
import { type AnswerShape, shapeOf } from './shape-of.ts';

export interface EndpointWatch {
  readonly endpoint: Endpoint;
  readonly shape: AnswerShape;
  readonly count: (body: unknown, subject: number | null) => void;
  readonly countText: (field: string, digest: () => string) => void;
  /** An optional place of a wrong type, which was set aside. */
  readonly noteBroken: (pointer: string) => void;
  readonly effect: (pointer: string) => Effect | undefined;
  readonly learn: (pointer: string, effect: Effect) => void;
  /** The present state as this replica sees it. */
  readonly state: () => AnswerShapeState;
  readonly quarantined: () => readonly Quarantine[];
  /** Those and the ones that ended by themselves: for records stored meanwhile. */
  readonly doubted: () => readonly (Quarantine | LapsedQuarantine)[];
  /** Version of the shared row this rests on; 0: none. */
  readonly version: () => number;
  /** What another replica, or a person, wrote. */
  readonly adopt: (stored: Pick<StoredShape, 'state' | 'version'>) => void;
  /** What to write; null: nothing new. */
  readonly unsaved: () => AnswerShapeState | null;
  /** What `unsaved` gave was written. */
  readonly saved: (version: number) => void;
}

export interface EndpointWatchOptions {
  readonly endpoint: Endpoint;
  readonly keyId: string;
  readonly now: () => number;
  readonly tell: (told: Told) => void;
}

const NONE: readonly LapsedQuarantine[] = [];

export function watchEndpoint({ endpoint, keyId, now, tell }: EndpointWatchOptions): EndpointWatch {
  const shape = shapeOf(endpoint.wire);
  const holder = holdShape(shape.fingerprint, keyId);
  const { view, change, version, saved } = holder;
  const judge = judgeDrift(holder, now, tell);
  const counter = countAgainstBaseline(shape, holder, judge, now);
  return {
    endpoint,
    shape,
    ...counter,
    effect: (pointer) => view().effects[pointer],
    learn(pointer, effect) {
      const known = view().effects[pointer];
      const isNews = known === undefined || JSON.stringify(joinEffects(known, effect)) !== JSON.stringify(known);
      if (isNews) change({ effects: new Map([[pointer, effect]]) });
    },
    state: view,
    quarantined: () => view().quarantined,
    doubted() {
      const { quarantined, lapsed = NONE } = view();
      return lapsed.length === 0 ? quarantined : [...quarantined, ...lapsed];
    },
    version,
    adopt(stored) {
      const before = view().quarantined;
      const adopted = holder.adopt(stored);
      if (adopted === 'ignored') return;
      const lifted = before.filter(({ field }) => !stored.state.quarantined.some((one) => one.field === field));
      counter.settle(adopted, lifted);
    },
    unsaved() {
      counter.handOver();
      return holder.unsaved();
    },
    saved,
  };
}
