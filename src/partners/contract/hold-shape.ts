/**
 * What this replica believes of one endpoint's answers: what all replicas share, what it handed over to be written, and what happened
 * since. Nothing is lost or counted twice, whatever another replica writes in between. No I/O.
 */
import { applyChanges, type Changes, emptyState, isNothing, joinChanges, NO_CHANGES } from './merge-shape.ts';
import type { AnswerShapeState, StoredShape } from './port.ts';

/** `joined`: as before, with what others learned. `restarted`: everything learned here is void. `ignored`: it is not about our wire. */
export type Adopted = 'joined' | 'restarted' | 'ignored';

export interface ShapeHolder {
  readonly view: () => AnswerShapeState;
  readonly change: (made: Partial<Changes>) => void;
  readonly version: () => number;
  readonly adopt: (stored: Pick<StoredShape, 'state' | 'version'>) => Adopted;
  readonly unsaved: () => AnswerShapeState | null;
  readonly saved: (version: number) => void;
}

interface Held {
  readonly fingerprint: string;
  readonly keyId: string;
  shared: AnswerShapeState;
  version: number;
  isForeign: boolean;
  /** Handed over to be written, and not yet known to be; what happened since. */
  handed: Changes;
  recent: Changes;
  /** All of it together. */
  view: AnswerShapeState;
}

export function holdShape(fingerprint: string, keyId: string): ShapeHolder {
  const empty = emptyState(fingerprint, keyId);
  const held: Held = {
    fingerprint,
    keyId,
    shared: empty,
    version: 0,
    isForeign: false,
    handed: NO_CHANGES,
    recent: NO_CHANGES,
    view: empty,
  };
  return {
    view: () => held.view,
    change(made) {
      held.recent = joinChanges(held.recent, { ...NO_CHANGES, ...made });
      held.view = applyChanges(held.view, { ...NO_CHANGES, ...made });
    },
    version: () => held.version,
    adopt: (stored) => adopt(held, stored),
    unsaved() {
      if (held.isForeign) return null;
      held.handed = joinChanges(held.handed, held.recent);
      held.recent = NO_CHANGES;
      return isNothing(held.handed) ? null : applyChanges(held.shared, held.handed);
    },
    saved(written) {
      held.shared = applyChanges(held.shared, held.handed);
      held.handed = NO_CHANGES;
      held.version = written;
    },
  };
}

function adopt(held: Held, { state, version }: Pick<StoredShape, 'state' | 'version'>): Adopted {
  const isFirst = held.version === 0;
  held.version = version;
  if (state.fingerprint !== held.fingerprint || state.keyId !== held.keyId) {
    // A newer or older connector runs beside this one: it keeps the row, and this one watches for itself.
    held.isForeign = !isFirst;
    return held.isForeign ? 'ignored' : startFrom(held, emptyState(held.fingerprint, held.keyId, state.generation + 1));
  }
  if (state.generation !== held.shared.generation) return startFrom(held, state);
  held.shared = state;
  held.view = applyChanges(applyChanges(state, held.handed), held.recent);
  return 'joined';
}

function startFrom(held: Held, state: AnswerShapeState): 'restarted' {
  held.handed = NO_CHANGES;
  held.recent = NO_CHANGES;
  held.shared = state;
  held.view = state;
  return 'restarted';
}
