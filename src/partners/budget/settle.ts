/**
 * What a reservation becomes after its call. Only what certainly was not served is given back; whatever may have happened stays spent,
 * because the partner may bill it. Pure.
 */
import type { Connector } from '../../sdk/index.ts';
import { type Exchange, isFault } from '../ask.ts';
import type { Reservation } from './port.ts';

export interface Settlement {
  readonly refund: Reservation;
  /** `not-sent`, `throttled`, `credentials-refused`, `no-record-free`. */
  readonly reason: string;
}

/** null: the call costs what was reserved. */
export function settlementOf(connector: Connector, reservation: Reservation, exchange: Exchange): Settlement | null {
  const { answer, verdict, wasSent } = exchange;
  if (verdict === 'NO_RECORD' && connector.price.noRecord === 'free') {
    // The partner bills nothing, but it was called.
    return { refund: { taken: reservation.taken.filter(({ unit }) => unit !== 'calls') }, reason: 'no-record-free' };
  }
  if (!isFault(verdict) || verdict.code === 'PARTNER_OUTCOME_UNKNOWN') return null;
  if (answer === null) return wasSent === true ? null : { refund: reservation, reason: 'not-sent' };
  if (verdict.code === 'PARTNER_THROTTLED') return { refund: reservation, reason: 'throttled' };
  if (verdict.code === 'PARTNER_REFUSED_CREDENTIALS') return { refund: reservation, reason: 'credentials-refused' };
  return null;
}
