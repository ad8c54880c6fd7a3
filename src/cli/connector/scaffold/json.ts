/**
 * A document's parts looked at without trust: whatever stands where an object, a list or a text should be, reading goes on. Pure.
 */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectIn = (value: unknown): Json => (isObject(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A version that stands unquoted in YAML is a number. */
export const versionIn = (value: unknown): string => (typeof value === 'number' ? String(value) : textIn(value));

/** Changes every object, the innermost first. */
export function rewrite(node: unknown, change: (object: Json) => unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => rewrite(item, change));
  if (!isObject(node)) return node;
  return change(Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value, change)])));
}
