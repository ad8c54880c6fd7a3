/**
 * The one state that describes a circuit best: a person's hold before the breaker's, the breaker's before a pause. Changes nothing.
 */
import type { PartnerHold } from '../../domain/fact.ts';
import { epochMsOf } from '../../domain/instant.ts';
import type { Pauses } from './pause-calls.ts';
import type { CircuitReading } from './port.ts';
import type { CircuitTeller } from './tell-circuit.ts';
import type { Trip } from './trip-circuit.ts';

export function readCircuit(
  hold: PartnerHold | null,
  trip: Pick<Trip, 'state' | 'peek'>,
  pauses: Pick<Pauses, 'current' | 'remainingMs'>,
  { last }: Pick<CircuitTeller, 'last'>,
): CircuitReading {
  if (hold !== null) return { state: 'HELD', sinceMs: epochMsOf(hold.at), reason: 'held', retryAfterMs: null };
  const state = trip.state();
  const { atMs, reason } = last();
  if (state !== 'CLOSED') return { state, sinceMs: atMs, reason, retryAfterMs: trip.peek()?.retryAfterMs ?? null };
  const pause = pauses.current();
  if (pause === null) return { state, sinceMs: atMs, reason: null, retryAfterMs: null };
  return {
    state: 'THROTTLED',
    sinceMs: pause.sinceMs,
    reason: pause.reason,
    retryAfterMs: pauses.remainingMs(),
  };
}
