/**
 * Hands the slots that one statement took to the calls that shared it: to each its slot of every window, CRITICAL calls and others by
 * their own numbers, first come first served. Pure.
 */
import type { HeldSlot, SlotsWanted, Taken } from '../partners/limits/port.ts';

/** How many calls may start, with one slot of every window for each of them. */
export interface Given {
  readonly critical: number;
  readonly other: number;
  /** Per window. */
  readonly tokens: readonly string[];
  /** Per window; as many as calls may start. */
  readonly slots: readonly (readonly number[])[];
  /** When the next one may start. */
  readonly criticalWaitMs: number;
  readonly otherWaitMs: number;
}

/** A slot whose call has ended. */
export interface Ended {
  readonly perMs: number;
  readonly slot: number;
  readonly token: string;
  readonly wasSent: boolean;
}

export const isCritical = ({ urgency }: SlotsWanted): boolean => urgency === 'CRITICAL';

/** One answer per call, in order. All of them want the same windows. */
export function divide(calls: readonly SlotsWanted[], store: HeldSlot['store'], given: Given): readonly Taken[] {
  let critical = given.critical;
  let other = given.other;
  let next = 0;
  return calls.map((call) => {
    const isFirst = isCritical(call);
    if ((isFirst ? critical : other) <= 0) {
      return { reason: 'window-full', retryAfterMs: Math.max(1, isFirst ? given.criticalWaitMs : given.otherWaitMs) };
    }
    if (isFirst) critical -= 1;
    else other -= 1;
    next += 1;
    return {
      lease: {
        partner: call.partner,
        held: call.windows.map(({ perMs }, w) => heldSlot(given, store, perMs, w, next - 1)),
      },
    };
  });
}

function heldSlot(given: Given, store: HeldSlot['store'], perMs: number, window: number, index: number): HeldSlot {
  const slot = given.slots[window]?.[index];
  const token = given.tokens[window];
  if (slot === undefined || token === undefined) throw new Error('fewer slots were given than calls may start');
  return { store, perMs, slot, token };
}
