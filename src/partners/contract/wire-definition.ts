/**
 * How zod 4 describes a schema, as far as the contract step looks into one: what stands in the JSON behind optional, nullable,
 * transform and lazy wrappers.
 */
export interface Definition {
  readonly type?: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
  readonly getter?: () => unknown;
}

export function unwrap(schema: unknown): Definition {
  let def = definitionOf(schema);
  for (let depth = 0; depth < 20; depth += 1) {
    const inner = def.type === 'lazy' ? def.getter?.() : (def.innerType ?? def.in);
    if (inner === undefined) return def;
    def = definitionOf(inner);
  }
  return def;
}

export const definitionOf = (schema: unknown): Definition =>
  typeof schema === 'object' && schema !== null && 'def' in schema ? (schema.def as Definition) : {};
