/**
 * What one replica noticed, applied to what all replicas know of an endpoint's answers. Pure; applied again after another replica wrote
 * first it comes to the same, whatever that one wrote.
 */
import { addCounts, joined, NO_COUNTS } from './count-answers.ts';
import { type Effect, joinEffects } from './learn-effects.ts';
import type { AnswerShapeState, Counts, DriftAlert, LapsedQuarantine, Quarantine } from './port.ts';

/** Answers a baseline is made of; a window is a quarter of it. */
export const BASELINE_ANSWERS = 200;
export const WINDOW_ANSWERS = BASELINE_ANSWERS / 4;

export interface Changes {
  /** Answers counted towards a baseline that was not complete. */
  readonly counted: Counts;
  readonly newest: Counts | null;
  /** null: it ended. */
  readonly alerts: ReadonlyMap<string, DriftAlert | null>;
  readonly quarantined: ReadonlyMap<string, Quarantine | null>;
  /** Quarantines that ended by themselves, by field and beginning. */
  readonly lapsed: ReadonlyMap<string, LapsedQuarantine>;
  readonly effects: ReadonlyMap<string, Effect>;
}

/** Of those that ended so many are remembered: older ones are about records that hardly serve any more. */
const MAX_LAPSED = 20;

export const NO_CHANGES: Changes = {
  counted: NO_COUNTS,
  newest: null,
  alerts: new Map(),
  quarantined: new Map(),
  lapsed: new Map(),
  effects: new Map(),
};

export const isNothing = ({ counted, newest, alerts, quarantined, lapsed, effects }: Changes): boolean =>
  counted.answers === 0 && newest === null && alerts.size + quarantined.size + lapsed.size + effects.size === 0;

export const emptyState = (fingerprint: string, keyId: string, generation = 1): AnswerShapeState => ({
  generation,
  fingerprint,
  keyId,
  baseline: NO_COUNTS,
  newest: null,
  alerts: [],
  quarantined: [],
  lapsed: [],
  effects: {},
});

export const lapsedKey = ({ field, suspectSinceMs }: Quarantine): string => `${field} ${suspectSinceMs}`;

export const alertKey = ({ kind, field }: Pick<DriftAlert, 'kind' | 'field'>): string => `${kind} ${field}`;

export function applyChanges(state: AnswerShapeState, changes: Changes): AnswerShapeState {
  const isComplete = state.baseline.answers >= BASELINE_ANSWERS;
  return {
    ...state,
    baseline: isComplete ? state.baseline : addCounts(state.baseline, changes.counted),
    newest: changes.newest ?? state.newest,
    alerts: overlaid(state.alerts, changes.alerts, alertKey),
    quarantined: overlaid(state.quarantined, changes.quarantined, ({ field }) => field),
    lapsed: overlaid(state.lapsed ?? [], changes.lapsed, lapsedKey).slice(-MAX_LAPSED),
    effects: joined(state.effects, Object.fromEntries(changes.effects), joinEffects),
  };
}

/** First `earlier`, then `later`. */
export const joinChanges = (earlier: Changes, later: Changes): Changes => ({
  counted: addCounts(earlier.counted, later.counted),
  newest: later.newest ?? earlier.newest,
  alerts: new Map([...earlier.alerts, ...later.alerts]),
  quarantined: new Map([...earlier.quarantined, ...later.quarantined]),
  lapsed: new Map([...earlier.lapsed, ...later.lapsed]),
  effects: new Map(
    Object.entries(joined(Object.fromEntries(earlier.effects), Object.fromEntries(later.effects), joinEffects)),
  ),
});

/** What stood first stays: since when something is so does not change because another replica noticed it too. */
function overlaid<T>(
  state: readonly T[],
  changes: ReadonlyMap<string, T | null>,
  keyOf: (item: T) => string,
): readonly T[] {
  const all = new Map(state.map((item) => [keyOf(item), item]));
  for (const [key, change] of changes) {
    if (change === null) all.delete(key);
    else if (!all.has(key)) all.set(key, change);
  }
  return [...all.values()];
}
