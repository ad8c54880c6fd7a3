/**
 * The contract is checked once per answer and schema, however many ask: the circuit must know whether an answer was usable before anybody
 * uses it. Remembered on the answer itself, where nobody looks who reads keys: a map of weak references costs more than checking again.
 */
import type { z } from 'zod';
import type { Attempt } from '../attempt.ts';
import { type Checked, checkPlaces } from './check-contract.ts';

interface Memory {
  readonly wire: z.ZodType;
  readonly checked: Attempt<Checked<unknown>>;
  isCounted: boolean;
}

const MEMORY = Symbol('checked');

type Remembering = object & { readonly [MEMORY]?: Memory[] };

export function checkOnce(wire: z.ZodType, body: unknown): Attempt<Checked<unknown>> {
  if (typeof body !== 'object' || body === null || !Object.isExtensible(body)) return checkPlaces(wire, body);
  return memoryOf(wire, body).checked;
}

/** True for the first one who asks: everybody who waited for one call reads the same body, and it is one answer. */
export function isFirstLook(wire: z.ZodType, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !Object.isExtensible(body)) return false;
  const memory = memoryOf(wire, body);
  const isFirst = !memory.isCounted;
  memory.isCounted = true;
  return isFirst;
}

function memoryOf(wire: z.ZodType, body: Remembering): Memory {
  const known = body[MEMORY]?.find((memory) => memory.wire === wire);
  if (known !== undefined) return known;
  const memory = { wire, checked: checkPlaces(wire, body), isCounted: false };
  if (body[MEMORY] === undefined) Object.defineProperty(body, MEMORY, { value: [memory] });
  else body[MEMORY].push(memory);
  return memory;
}
