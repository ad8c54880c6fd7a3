/**
 * Step 10. A body either is what the connector's `wire` says, unknown keys dropped, or breaks the contract at a named JSON path.
 * The path is spelled only with names the schema declares: keys of a map are data and read `*`. Never a value.
 */
import type { z } from 'zod';
import { type Attempt, failed } from '../attempt.ts';
import { setAside } from './set-aside.ts';
import { escaped } from './shape-of.ts';
import { unwrap } from './wire-definition.ts';

export function checkContract<W>(wire: z.ZodType<W>, body: unknown): Attempt<W> {
  try {
    const parsed = wire.safeParse(body);
    if (parsed.success) return { value: parsed.data };
    return failed('PARTNER_BROKE_CONTRACT', `wire:${spelled(wire, parsed.error.issues[0]?.path ?? [])}`);
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'wire-threw');
  }
}

/** A body that keeps the contract but for places nothing requires: those were set aside. */
export interface Checked<W> {
  readonly wire: W;
  /** Places set aside: as told in logs, and as `shape-of.ts` names them. */
  readonly broken: readonly { readonly path: string; readonly pointer: string }[];
}

const NONE: Checked<never>['broken'] = [];

/**
 * As `checkContract`, but optional places of a wrong type are set aside and the rest is used. Whoever calls it must account for what
 * depended on them.
 */
export function checkPlaces<W>(wire: z.ZodType<W>, body: unknown): Attempt<Checked<W>> {
  try {
    const parsed = wire.safeParse(body);
    if (parsed.success) return { value: { wire: parsed.data, broken: NONE } };
    const { issues } = parsed.error;
    const rest = setAside(body, issues);
    const again = rest === null ? parsed : wire.safeParse(rest.body);
    if (rest === null || !again.success) {
      return failed('PARTNER_BROKE_CONTRACT', `wire:${spelled(wire, issues[0]?.path ?? [])}`);
    }
    const broken = rest.paths.map((path) => ({ path: spelled(wire, path), pointer: spelled(wire, path, '-') }));
    return { value: { wire: again.data, broken } };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'wire-threw');
  }
}

/** A JSON pointer (RFC 6901) of declared names and `*`; items of lists by their index, or as `item`. */
function spelled(wire: z.ZodType, path: readonly PropertyKey[], item?: '-'): string {
  let schemas: readonly unknown[] = [wire];
  let pointer = '';
  for (const key of path) {
    const step = descend(schemas, key, item);
    pointer += `/${step.name}`;
    schemas = step.schemas;
  }
  return pointer === '' ? '/' : pointer;
}

function descend(
  schemas: readonly unknown[],
  key: PropertyKey,
  item: '-' | undefined,
): { readonly name: string; readonly schemas: readonly unknown[] } {
  const defs = schemas.flatMap((schema) => {
    const def = unwrap(schema);
    return def.options === undefined ? [def] : def.options.map(unwrap);
  });
  const name = String(key);
  const declared = defs.flatMap(({ shape }) =>
    shape !== undefined && Object.hasOwn(shape, name) ? [shape[name]] : [],
  );
  if (declared.length > 0) return { name: escaped(name), schemas: declared };
  const inner = defs.flatMap(({ element, valueType }) => element ?? valueType ?? []);
  return { name: typeof key === 'number' ? (item ?? name) : '*', schemas: inner };
}
