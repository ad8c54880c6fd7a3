/**
 * Step 10. A body either is what the connector's `wire` says, unknown keys dropped, or breaks the contract at a named JSON path.
 * The path is spelled only with names the schema declares: keys of a map are data and read `*`. Never a value.
 */
import type { z } from 'zod';
import { type Attempt, failed } from '../attempt.ts';

export function checkContract<W>(wire: z.ZodType<W>, body: unknown): Attempt<W> {
  try {
    const parsed = wire.safeParse(body);
    if (parsed.success) return { value: parsed.data };
    return failed('PARTNER_BROKE_CONTRACT', `wire:${pathIn(wire, parsed.error.issues[0]?.path ?? [])}`);
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'wire-threw');
  }
}

/** A JSON pointer (RFC 6901) of declared names, `*` and `-` (any place in a list). */
function pathIn(wire: z.ZodType, path: readonly PropertyKey[]): string {
  let schema: unknown = wire;
  let pointer = '';
  for (const key of path) {
    const step = descend(schema, key);
    pointer += `/${step.name}`;
    schema = step.schema;
  }
  return pointer === '' ? '/' : pointer;
}

interface Definition {
  readonly type?: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly valueType?: unknown;
  readonly getter?: () => unknown;
}

function descend(schema: unknown, key: PropertyKey): { readonly name: string; readonly schema: unknown } {
  const def = unwrap(schema);
  const name = String(key);
  if (def.shape !== undefined && Object.hasOwn(def.shape, name)) {
    return { name: name.replaceAll('~', '~0').replaceAll('/', '~1'), schema: def.shape[name] };
  }
  return { name: typeof key === 'number' ? String(key) : '*', schema: def.element ?? def.valueType };
}

/** Looks through optional, nullable, transform and lazy wrappers to what stands in the JSON. */
function unwrap(schema: unknown): Definition {
  let def = definitionOf(schema);
  for (let depth = 0; depth < 20; depth += 1) {
    const inner = def.type === 'lazy' ? def.getter?.() : (def.innerType ?? def.in);
    if (inner === undefined) return def;
    def = definitionOf(inner);
  }
  return def;
}

const definitionOf = (schema: unknown): Definition =>
  typeof schema === 'object' && schema !== null && 'def' in schema ? (schema.def as Definition) : {};
