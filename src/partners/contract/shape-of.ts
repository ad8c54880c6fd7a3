/**
 * What a connector's `wire` declares, as a tree that a walk over raw bodies can follow: objects with named fields, lists, maps. Each
 * declared field is a place with a pointer of declared names (`-` any item of a list, `*` any key of a map). Read once per endpoint.
 */
import { createHash } from 'node:crypto';
import { type Definition, unwrap } from './wire-definition.ts';

export interface Field {
  readonly name: string;
  readonly pointer: string;
  /** Index among all places of the endpoint. */
  readonly place: number;
  readonly shape: Shape;
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly pointer: string;
  readonly fields: readonly Field[];
  readonly names: ReadonlySet<string>;
}

export type Shape =
  | { readonly kind: 'leaf' }
  | ObjectShape
  | { readonly kind: 'list'; readonly element: Shape }
  | { readonly kind: 'map'; readonly value: Shape };

export interface AnswerShape {
  readonly root: Shape;
  readonly pointers: readonly string[];
  /** Changes when the declared places do: what was learned of other places says nothing about these. */
  readonly fingerprint: string;
}

const LEAF: Shape = { kind: 'leaf' };
/** Lazy schemas may hold themselves. */
const MAX_DEPTH = 12;

export function shapeOf(wire: unknown): AnswerShape {
  const pointers: string[] = [];
  const root = build([wire], '', pointers, 0);
  const fingerprint = createHash('sha256').update(JSON.stringify(pointers)).digest('hex').slice(0, 16);
  return { root, pointers, fingerprint };
}

/** `schemas` are alternatives for one place: what any of them declares is declared. */
function build(schemas: readonly unknown[], pointer: string, pointers: string[], depth: number): Shape {
  const definitions = depth > MAX_DEPTH ? [] : schemas.flatMap((schema) => alternativesOf(schema, 0));
  const elements = definitions.flatMap(({ element }) => (element === undefined ? [] : [element]));
  if (elements.length > 0) return { kind: 'list', element: build(elements, `${pointer}/-`, pointers, depth + 1) };
  const values = definitions.flatMap(({ valueType }) => (valueType === undefined ? [] : [valueType]));
  if (values.length > 0) return { kind: 'map', value: build(values, `${pointer}/*`, pointers, depth + 1) };
  const byName = new Map<string, unknown[]>();
  for (const { shape = {} } of definitions) {
    for (const [name, schema] of Object.entries(shape)) byName.set(name, [...(byName.get(name) ?? []), schema]);
  }
  if (!definitions.some(({ shape }) => shape !== undefined)) return LEAF;
  const fields = [...byName].map(([name, own]) => {
    const at = `${pointer}/${escaped(name)}`;
    const place = pointers.push(at) - 1;
    return { name, pointer: at, place, shape: build(own, at, pointers, depth + 1) };
  });
  return { kind: 'object', pointer, fields, names: new Set(byName.keys()) };
}

/** RFC 6901, 3. */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function alternativesOf(schema: unknown, depth: number): readonly Definition[] {
  const definition = unwrap(schema);
  if (definition.options === undefined || depth > MAX_DEPTH) return [definition];
  return definition.options.flatMap((option) => alternativesOf(option, depth + 1));
}
