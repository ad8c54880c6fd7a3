/**
 * A response schema reduced to what a contract needs: objects, lists, texts, numbers and flags, references and allOf resolved, unions
 * brought together where they agree. What refers to itself, goes too deep or says nothing is `any` with the reason. Total.
 */
import { isObject, type Json, listOf, textIn } from './json.ts';
import { deref } from './open-api.ts';

export type Shape =
  | { readonly kind: 'object'; readonly fields: readonly Field[] }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'text'; readonly format: string; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly format: string }
  | { readonly kind: 'flag' }
  | { readonly kind: 'any'; readonly why: string };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** The document lists it as required; it may still be null. */
  readonly isRequired: boolean;
  /** Always there and never null, as the document promises. */
  readonly isCertain: boolean;
}

interface Context {
  readonly document: Json;
  /** References on the way here. */
  readonly seen: readonly string[];
}

const DEEPEST = 12;

const any = (why: string): Shape => ({ kind: 'any', why });

export const shapeOf = (document: Json, schema: unknown): Shape => reduce(schema, { document, seen: [] });

function reduce(node: unknown, context: Context): Shape {
  if (!isObject(node)) return any('the document does not say');
  const { document, seen } = context;
  const ref = node['$ref'];
  if (typeof ref === 'string') {
    if (seen.includes(ref)) return any('it refers to itself');
    if (!ref.startsWith('#')) return any('it refers to another file');
    return reduce(deref(document, { $ref: ref }), { document, seen: [...seen, ref] });
  }
  if (seen.length > DEEPEST) return any('it lies too deep');
  const parts = listOf(node['allOf']);
  if (parts.length > 0) return joined([...parts.map((part) => reduce(part, context)), ...ownPart(node, context)]);
  const choices = [...listOf(node['oneOf']), ...listOf(node['anyOf'])].filter((choice) => !isNull(choice));
  if (choices.length > 0) return united(choices.map((choice) => reduce(choice, context)));
  return plain(node, context);
}

/** Properties beside `allOf`. */
const ownPart = (node: Json, context: Context): readonly Shape[] =>
  isObject(node['properties']) || node['required'] !== undefined ? [objectOf(node, context)] : [];

const isNull = (schema: unknown): boolean => isObject(schema) && schema['type'] === 'null';

/** Says the schema that null may stand here? */
export function isNullable(document: Json, node: unknown): boolean {
  const schema = deref(document, node);
  const union = [...listOf(schema['oneOf']), ...listOf(schema['anyOf'])];
  const enumerated = listOf(schema['enum']);
  return (
    schema['nullable'] === true ||
    listOf(schema['type']).includes('null') ||
    union.some(isNull) ||
    enumerated.includes(null)
  );
}

function plain(node: Json, context: Context): Shape {
  const types = [node['type']].flat().filter((type) => type !== 'null' && type !== undefined);
  if (types.length > 1) return any('it has several types');
  const values = listOf(node['enum']).filter((value) => typeof value === 'string');
  switch (types[0] ?? impliedType(node)) {
    case 'object':
      return objectOf(node, { ...context, seen: [...context.seen, ''] });
    case 'array':
      return { kind: 'list', item: reduce(node['items'], { ...context, seen: [...context.seen, ''] }) };
    case 'string':
      return { kind: 'text', format: textIn(node['format']), values };
    case 'integer':
      return { kind: 'number', isWhole: true, format: textIn(node['format']) };
    case 'number':
      return { kind: 'number', isWhole: false, format: textIn(node['format']) };
    case 'boolean':
      return { kind: 'flag' };
    default:
      return any('the document does not say');
  }
}

function impliedType(node: Json): string | undefined {
  if (isObject(node['properties'])) return 'object';
  if (node['items'] !== undefined) return 'array';
  return listOf(node['enum']).some((value) => typeof value === 'string') ? 'string' : undefined;
}

function objectOf(node: Json, context: Context): Shape {
  const properties = isObject(node['properties']) ? node['properties'] : {};
  const required = new Set(listOf(node['required']));
  const fields = Object.entries(properties).map(([name, schema]) => ({
    name,
    shape: reduce(schema, context),
    isRequired: required.has(name),
    isCertain: required.has(name) && !isNullable(context.document, schema),
  }));
  return { kind: 'object', fields };
}

/** allOf: everything any part says. */
function joined(parts: readonly Shape[]): Shape {
  const objects = parts.filter((part) => part.kind === 'object');
  if (objects.length === 0)
    return parts.find((part) => part.kind !== 'any') ?? parts[0] ?? any('the document does not say');
  const fields = new Map<string, Field>();
  for (const field of objects.flatMap((object) => object.fields)) {
    const known = fields.get(field.name);
    const isCertain = field.isCertain || known?.isCertain === true;
    fields.set(field.name, {
      ...(known !== undefined && field.shape.kind === 'any' ? known : field),
      isRequired: field.isRequired || known?.isRequired === true,
      isCertain,
    });
  }
  return { kind: 'object', fields: [...fields.values()] };
}

/** oneOf and anyOf: what all choices agree on is certain, the rest may be missing. */
function united(choices: readonly Shape[]): Shape {
  const [first] = choices;
  if (first === undefined || choices.some(({ kind }) => kind !== first.kind)) return any('it has several forms');
  if (choices.length === 1) return first;
  if (first.kind === 'text') return { kind: 'text', format: '', values: [] };
  if (first.kind === 'number')
    return { kind: 'number', isWhole: choices.every((one) => one.kind === 'number' && one.isWhole), format: '' };
  if (first.kind !== 'object') return first;
  const objects = choices.flatMap((choice) => (choice.kind === 'object' ? [choice] : []));
  const merged = joined(objects);
  if (merged.kind !== 'object') return merged;
  const isAgreed = (name: string): boolean =>
    objects.every(({ fields }) => fields.some((field) => field.name === name && field.isCertain));
  return { kind: 'object', fields: merged.fields.map((field) => ({ ...field, isCertain: isAgreed(field.name) })) };
}
