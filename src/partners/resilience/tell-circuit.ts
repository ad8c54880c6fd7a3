/**
 * Says what a circuit decides: each decision to whoever counts, each change that a person should know of once to the log, and since when
 * and why to health. Names and times only.
 */
import type { PartnerFault } from '../../domain/fault.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { Pause } from './pause-calls.ts';
import type { TripListener } from './trip-circuit.ts';

export interface CircuitTeller {
  readonly listener: TripListener;
  readonly refused: (endpoint: string, fault: PartnerFault) => void;
  readonly paused: (endpoint: string, pause: Pause) => void;
  /** When it last opened or closed, in epoch milliseconds. */
  readonly changedAtMs: () => number;
}

export interface TellOptions {
  readonly now: () => number;
  readonly note: Note;
  readonly log: PartnersLog;
}

/** A trip is about the partner, not about one endpoint. */
const ANY_ENDPOINT = '*';

export function tellCircuit(partner: string, { now, note, log }: TellOptions): CircuitTeller {
  let changedAtMs = now();
  const tell = (decision: string, reason: string, endpoint = ANY_ENDPOINT, waitMs?: number): void =>
    note({ partner, endpoint, step: 'breaker', decision, reason, ...(waitMs === undefined ? {} : { waitMs }) });
  return {
    changedAtMs: () => changedAtMs,
    listener: {
      opened(reason, retryAfterMs, occasion) {
        tell('trip', reason, ANY_ENDPOINT, retryAfterMs);
        if (occasion === 'again') return;
        changedAtMs = now();
        log.warn({ partner, reason, retryAfterMs }, 'a partner keeps failing: its circuit opens');
      },
      probing: () => tell('half-open', 'wait-over'),
      closed(reason) {
        changedAtMs = now();
        tell('close', reason);
        log.warn({ partner, reason }, 'a circuit closes: the partner is asked again');
      },
    },
    refused: (endpoint, { detail, retryAfterMs }) => tell('refuse', detail, endpoint, retryAfterMs),
    paused(endpoint, { reason, forMs }) {
      tell('pause', reason, endpoint, forMs);
      log.warn({ partner, endpoint, reason, retryAfterMs: forMs }, 'a partner is left alone for a while');
    },
  };
}
