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
  trip: Pick<Trip, 'state'>,
  pauses: Pick<Pauses, 'pausedSinceMs'>,
  { changedAtMs }: Pick<CircuitTeller, 'changedAtMs'>,
): CircuitReading {
  if (hold !== null) return { state: 'HELD', sinceMs: epochMsOf(hold.at) };
  const state = trip.state();
  const pausedSinceMs = pauses.pausedSinceMs();
  if (state === 'CLOSED' && pausedSinceMs !== null) return { state: 'THROTTLED', sinceMs: pausedSinceMs };
  return { state, sinceMs: changedAtMs() };
}
