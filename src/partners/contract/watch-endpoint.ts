/**
 * What one replica knows of one endpoint's answers: counts them until there is a baseline, compares each later window with it, tells what
 * drifts, and withholds a field whose unit unmistakably changed until it returns or a person accepts it. Names and rates, never a value.
 */
import type { Endpoint } from '../../sdk/index.ts';
import { compareCounts, type Finding } from './compare-counts.ts';
import { createTally } from './count-answers.ts';
import { type Effect, joinEffects } from './learn-effects.ts';
import {
  alertKey,
  applyChanges,
  BASELINE_ANSWERS,
  type Changes,
  emptyState,
  isNothing,
  joinChanges,
  NO_CHANGES,
  WINDOW_ANSWERS,
} from './merge-shape.ts';
import type { AnswerShapeState, Counts, DriftAlert, Quarantine, StoredShape } from './port.ts';
import { type AnswerShape, shapeOf } from './shape-of.ts';
import { type MagnitudeWatch, watchMagnitudes } from './watch-magnitudes.ts';

/** Something this replica noticed by itself. */
export type Told =
  | { readonly what: 'drift' | 'drift-ended'; readonly alert: DriftAlert }
  | { readonly what: 'quarantine' | 'quarantine-lifted'; readonly quarantine: Quarantine };

export interface EndpointWatch {
  readonly endpoint: Endpoint;
  readonly shape: AnswerShape;
  readonly count: (body: unknown) => void;
  readonly countText: (field: string, digest: () => string) => void;
  /** An optional place of a wrong type, which was set aside. */
  readonly noteBroken: (pointer: string) => void;
  readonly effect: (pointer: string) => Effect | undefined;
  readonly learn: (pointer: string, effect: Effect) => void;
  /** The present state as this replica sees it. */
  readonly state: () => AnswerShapeState;
  readonly quarantined: () => readonly Quarantine[];
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

/** Alerts that end by themselves; a new key or member stays news until a person accepts it. */
const PASSING: ReadonlySet<string> = new Set(['null-rate', 'range-shift', 'wrong-type']);

export function watchEndpoint({ endpoint, keyId, now, tell }: EndpointWatchOptions): EndpointWatch {
  const shape = shapeOf(endpoint.wire);
  let shared = emptyState(shape.fingerprint, keyId);
  let version = 0;
  let isForeign = false;
  /** Handed to the store and not yet known to be written; what happened since. */
  let handed = NO_CHANGES;
  let recent = NO_CHANGES;
  let view = shared;
  let baseline: Counts | null = null;
  let magnitudes: readonly (MagnitudeWatch | null)[] = [];
  const brokenNow = new Set<string>();
  const early = createTally(shape);
  const window = createTally(shape, (place, decades) => hear(place, decades));

  const change = (made: Partial<Changes>): void => {
    recent = joinChanges(recent, { ...NO_CHANGES, ...made });
    view = applyChanges(view, { ...NO_CHANGES, ...made });
  };
  const raise = (finding: Finding): void => {
    const key = alertKey(finding);
    if (view.alerts.some((alert) => alertKey(alert) === key)) return;
    const alert: DriftAlert = { ...finding, sinceMs: now() };
    change({ alerts: new Map([[key, alert]]) });
    tell({ what: 'drift', alert });
  };
  const end = (alert: DriftAlert): void => {
    change({ alerts: new Map([[alertKey(alert), null]]) });
    tell({ what: 'drift-ended', alert });
  };
  const hear = (place: number, decades: number): void => {
    const watch = magnitudes[place];
    const field = shape.pointers[place];
    if (watch == null || field === undefined) return;
    const verdict = watch.hear(decades, now());
    if (verdict === null) return;
    const quarantine = view.quarantined.find((one) => one.field === field);
    if (verdict !== 'usual') {
      raise({ kind: 'unit-shift', field, usual: watch.usual, present: Math.round(decades * 10) / 10 });
      if (verdict === 'unmistakable' && quarantine === undefined) withhold(field, watch.since());
      return;
    }
    const alert = view.alerts.find((one) => one.kind === 'unit-shift' && one.field === field);
    if (alert !== undefined) end(alert);
    if (quarantine === undefined) return;
    change({ quarantined: new Map([[field, null]]) });
    tell({ what: 'quarantine-lifted', quarantine });
  };
  /** Where nothing in the record is known to depend on the place there is nothing to withhold: the alert must do. */
  const withhold = (field: string, suspectSinceMs: number): void => {
    const withheld = view.effects[field]?.fields ?? [];
    if (withheld.length === 0) return;
    const quarantine: Quarantine = { field, reason: 'unit-shift', sinceMs: now(), suspectSinceMs, withheld };
    change({ quarantined: new Map([[field, quarantine]]) });
    tell({ what: 'quarantine', quarantine });
  };
  /** Looks again what the baseline is, after it grew or another one took its place. */
  const settle = (): void => {
    if (baseline !== null || view.baseline.answers < BASELINE_ANSWERS) return;
    const complete = view.baseline;
    baseline = complete;
    magnitudes = shape.pointers.map((pointer) => watchMagnitudes(complete.fields[pointer]));
  };
  const closeWindow = (complete: Counts): void => {
    const newest = window.counts();
    const findings = compareCounts(complete, newest);
    const found = new Set(findings.map(alertKey));
    for (const pointer of brokenNow) found.add(alertKey({ kind: 'wrong-type', field: pointer }));
    for (const alert of view.alerts) if (PASSING.has(alert.kind) && !found.has(alertKey(alert))) end(alert);
    findings.forEach(raise);
    change({ newest });
    brokenNow.clear();
    window.clear();
  };
  /** Counted answers that no change holds yet. */
  const takeEarly = (): void => {
    if (early.answers() === 0) return;
    if (baseline === null) change({ counted: early.counts() });
    early.clear();
  };
  const restart = (): void => {
    handed = NO_CHANGES;
    recent = NO_CHANGES;
    baseline = null;
    magnitudes = [];
    early.clear();
    window.clear();
    brokenNow.clear();
  };
  return {
    endpoint,
    shape,
    count(body) {
      if (baseline !== null) {
        window.body(body);
        window.end();
        if (window.answers() >= WINDOW_ANSWERS) closeWindow(baseline);
        return;
      }
      early.body(body);
      early.end();
      if (view.baseline.answers + early.answers() < BASELINE_ANSWERS) return;
      takeEarly();
      settle();
    },
    countText(field, digest) {
      if (baseline === null) early.text(field, digest);
      else if (baseline.texts[field]?.members !== null) window.text(field, digest);
    },
    noteBroken(pointer) {
      brokenNow.add(pointer);
      raise({ kind: 'wrong-type', field: pointer, usual: null, present: null });
    },
    effect: (pointer) => view.effects[pointer],
    learn(pointer, effect) {
      const known = view.effects[pointer];
      const isNews = known === undefined || JSON.stringify(joinEffects(known, effect)) !== JSON.stringify(known);
      if (isNews) change({ effects: new Map([[pointer, effect]]) });
    },
    state: () => view,
    quarantined: () => view.quarantined,
    version: () => version,
    adopt(stored) {
      const isFirst = version === 0;
      version = stored.version;
      const { generation, fingerprint, keyId: theirKey } = stored.state;
      const isSameWire = fingerprint === shape.fingerprint && theirKey === keyId;
      if (!isSameWire && isFirst) {
        // Another version of the connector wrote it: what it learned says nothing about this one.
        restart();
        shared = emptyState(shape.fingerprint, keyId, generation + 1);
      } else if (!isSameWire) {
        // A newer or older version runs beside this one. It keeps the row; this one watches for itself.
        isForeign = true;
        return;
      } else {
        if (generation !== shared.generation && !(isFirst && generation === 1)) restart();
        shared = stored.state;
      }
      const lifted = view.quarantined.filter(
        ({ field }) => !stored.state.quarantined.some((one) => one.field === field),
      );
      view = applyChanges(applyChanges(shared, handed), recent);
      // Numbers from before it was lifted elsewhere must not bring it back.
      for (const { field } of lifted) magnitudes[shape.pointers.indexOf(field)]?.forget();
      settle();
    },
    unsaved() {
      if (isForeign) return null;
      takeEarly();
      settle();
      handed = joinChanges(handed, recent);
      recent = NO_CHANGES;
      return isNothing(handed) ? null : applyChanges(shared, handed);
    },
    saved(writtenVersion) {
      shared = applyChanges(shared, handed);
      handed = NO_CHANGES;
      version = writtenVersion;
    },
  };
}
