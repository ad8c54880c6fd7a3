/**
 * What an answer looks like: the document's own example where it has one, else a value invented from the schema. Invented values are plain
 * on purpose, so that nobody takes them for a partner's. Total; recursion ends.
 */
import { isObject, type Json, listOf, objectIn, textIn } from './json.ts';
import { deref } from './open-api.ts';
import { textForPattern } from './text-for-pattern.ts';

/** The document's example of a JSON message; undefined where it has none. */
export function publishedExample(document: Json, media: Json): unknown {
  const schema = deref(document, media['schema']);
  const named = Object.values(objectIn(media['examples'])).map((one) => deref(document, one)['value']);
  const shown = [media['example'], ...named, schema['example'], listOf(schema['examples'])[0]];
  const example = shown.find((one) => one !== undefined);
  if (example !== undefined) return asMessage(example);
  return isExemplified(document, schema, []) ? inventedFor(document, schema) : undefined;
}

/** Many vendors write the JSON of an example as text. */
function asMessage(example: unknown): unknown {
  if (typeof example !== 'string' || !/^\s*[[{]/.test(example)) return example;
  try {
    return JSON.parse(example) as unknown;
  } catch {
    return example;
  }
}

/** Has some property an example? Then the properties' examples together are the message's. */
function isExemplified(document: Json, node: unknown, seen: readonly unknown[]): boolean {
  const schema = deref(document, node);
  if (seen.includes(schema) || seen.length > 6) return false;
  if (schema['example'] !== undefined || listOf(schema['examples']).length > 0) return true;
  const inner = isObject(schema['properties']) ? Object.values(schema['properties']) : [];
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((name) => listOf(schema[name]));
  return [...inner, ...parts, ...(schema['items'] === undefined ? [] : [schema['items']])].some((one) => isExemplified(document, one, [...seen, schema])); // prettier-ignore
}

export const inventedFor = (document: Json, schema: unknown): unknown => invent(document, schema, []);

/** As above, without the examples inside the schema: vendors' own leave out what they require. */
export const plainlyInvented = (document: Json, schema: unknown): unknown =>
  invent(withoutExamples(document) as Json, withoutExamples(schema), []);

/** A property that is called `example` stays: its value is a schema. */
function withoutExamples(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutExamples);
  if (!isObject(node)) return node;
  const isSchema = node['type'] !== undefined || node['properties'] !== undefined || node['allOf'] !== undefined;
  const kept = Object.entries(node).filter(([name]) => !(isSchema && (name === 'example' || name === 'examples')));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutExamples(inner)]));
}

function invent(document: Json, node: unknown, seen: readonly Json[]): unknown {
  const schema = deref(document, node);
  if (seen.includes(schema) || seen.length > 10) return undefined;
  const known = schema['example'] ?? listOf(schema['examples'])[0] ?? schema['const'] ?? schema['default'];
  if (known !== undefined && known !== null) return known;
  const [listed] = listOf(schema['enum']).filter((value) => value !== null);
  if (listed !== undefined) return listed;
  const inner = [...seen, schema];
  const parts = listOf(schema['allOf']).map((part) => invent(document, part, inner));
  if (parts.length > 0) return combine(document, schema, parts, inner);
  const [choice] = [...listOf(schema['oneOf']), ...listOf(schema['anyOf'])].filter(
    (one) => !isObject(one) || one['type'] !== 'null',
  );
  return choice === undefined ? inventPlain(document, schema, inner) : invent(document, choice, inner);
}

function combine(document: Json, schema: Json, parts: readonly unknown[], seen: readonly Json[]): unknown {
  const objects = parts.filter(isObject);
  if (objects.length === 0) return parts.find((part) => part !== undefined);
  const own = isObject(schema['properties']) ? inventObject(document, schema, seen) : {};
  return Object.assign({}, ...objects, own) as unknown;
}

function inventPlain(document: Json, schema: Json, seen: readonly Json[]): unknown {
  const [type] = [schema['type']].flat().filter((one) => one !== 'null');
  if (type === 'object' || isObject(schema['properties'])) return inventObject(document, schema, seen);
  if (type === 'array' || schema['items'] !== undefined) {
    const item = invent(document, schema['items'], seen);
    return item === undefined ? [] : Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () => item);
  }
  if (type === 'string') return inventText(schema);
  if (type === 'integer' || type === 'number') return inventNumber(schema);
  return type === 'boolean' ? true : undefined;
}

function inventObject(document: Json, schema: Json, seen: readonly Json[]): Json {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = listOf(schema['required']);
  const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    if (seen.length > 5 && !required.includes(name)) return [];
    const value = invent(document, property, seen);
    return value === undefined ? [] : [[name, /currency(_?code)?$/i.test(name) && value === 'text' ? 'USD' : value]];
  });
  // Some documents require a name that they do not declare: anything will do.
  const undeclared = required.filter((name) => typeof name === 'string' && !(name in properties));
  return Object.fromEntries([...entries, ...undeclared.map((name) => [name, 'text'])]) as Json;
}

const TEXT_BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-01-02',
  'date-time': '2026-01-02T03:04:05Z',
  email: 'somebody@example.com',
  uuid: '00000000-0000-4000-8000-000000000001',
  uri: 'https://www.example.com/1',
  url: 'https://www.example.com/1',
  hostname: 'www.example.com',
  time: '03:04:05Z',
  ipv4: '192.0.2.1',
  byte: 'dGV4dA==',
};

function inventText(schema: Json): string {
  const pattern = textIn(schema['pattern']);
  const least = Number(schema['minLength'] ?? 0);
  const most = Number(schema['maxLength'] ?? 1_000);
  const byFormat = TEXT_BY_FORMAT[textIn(schema['format'])];
  const fitting = byFormat !== undefined || pattern === '' ? undefined : textForPattern(pattern, least);
  return fitting ?? (byFormat ?? 'text').padEnd(least, 'x').slice(0, Math.max(most, least));
}

function inventNumber(schema: Json): number {
  const least = Number(schema['minimum'] ?? Number.NEGATIVE_INFINITY);
  const most = Number(schema['maximum'] ?? Number.POSITIVE_INFINITY);
  return Math.max(Math.min(1, most), least);
}
