/**
 * The contract is checked once per answer and schema, however many ask: the circuit must know whether an answer was usable before anybody
 * uses it. Remembered as long as the answer itself.
 */
import type { z } from 'zod';
import type { Attempt } from '../attempt.ts';
import { type Checked, checkPlaces } from './check-contract.ts';

const checkedByWire = new WeakMap<z.ZodType, WeakMap<object, Attempt<Checked<unknown>>>>();

export function checkOnce(wire: z.ZodType, body: unknown): Attempt<Checked<unknown>> {
  if (typeof body !== 'object' || body === null) return checkPlaces(wire, body);
  const known = checkedByWire.get(wire) ?? new WeakMap<object, Attempt<Checked<unknown>>>();
  checkedByWire.set(wire, known);
  const checked = known.get(body) ?? checkPlaces(wire, body);
  known.set(body, checked);
  return checked;
}
