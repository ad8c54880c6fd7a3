/**
 * Compares two JSON Schemas of answers: whatever the old one accepted and the new one may refuse is breaking, because an answer that was
 * good becomes PARTNER_BROKE_CONTRACT. Conservative: a change it cannot weigh counts as breaking. Places are JSON pointers, `-` any item.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Change } from './compare-surfaces.ts';
import type { JsonSchema } from './surface.ts';

/** Keywords that are weighed here; any other is compared whole. */
const WEIGHED = new Set(['anyOf', 'type', 'properties', 'required', 'items', 'enum', 'format']);

export function narrowings(old: JsonSchema, now: JsonSchema, at = ''): readonly Change[] {
  if (isDeepStrictEqual(old, now)) return [];
  const [before, after] = [alternatives(old), alternatives(now)];
  if (before.length > 1 || after.length > 1) return ofAlternatives(before, after, at);
  const place = at === '' ? '/' : at;
  if (Object.keys(now).length === 0) return [widened(`${place}: takes anything now`)];
  if (Object.keys(old).length === 0) return [narrowed(`${place}: took anything, takes ${wordOf(now)} now`)];
  if (!isTypeKept(old, now)) return [narrowed(`${place}: was ${wordOf(old)}, is ${wordOf(now)}`)];
  return [
    ...ofEnum(old, now, place),
    ...ofProperties(old, now, at),
    ...ofItems(old, now, at),
    ...ofTheRest(old, now, place),
  ];
}

const narrowed = (text: string): Change => ({ isBreaking: true, text });
const widened = (text: string): Change => ({ isBreaking: false, text });

/** `anyOf` and lists of types as one flat list of schemas. */
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, type } = schema;
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).flatMap(alternatives);
  if (!Array.isArray(type)) return [schema];
  return type.map((one: unknown) => (one === 'null' ? { type: one } : { ...schema, type: one }));
}

/** Each old alternative must still be taken by one of the new ones. */
function ofAlternatives(before: readonly JsonSchema[], after: readonly JsonSchema[], at: string): readonly Change[] {
  const place = at === '' ? '/' : at;
  const lost = before.filter(
    (one) => !after.some((other) => narrowings(one, other, at).every((change) => !change.isBreaking)),
  );
  const gained = after.filter((one) => !before.some((other) => isDeepStrictEqual(one, other)));
  // One form that changed is told as that change; several as what each was.
  const [only, successor] = [lost[0], gained[0]];
  if (
    lost.length === 1 &&
    gained.length === 1 &&
    only !== undefined &&
    successor !== undefined &&
    wordOf(only) === wordOf(successor)
  )
    return narrowings(only, successor, at);
  return [
    ...lost.map((one) => narrowed(`${place}: ${wordOf(one)} is refused now`)),
    ...(lost.length > 0 ? [] : gained.flatMap((one) => innerAdditions(one, before, at, place))),
  ];
}

function innerAdditions(one: JsonSchema, before: readonly JsonSchema[], at: string, place: string): readonly Change[] {
  const twin = before.find((other) => wordOf(other) === wordOf(one));
  return twin === undefined ? [widened(`${place}: ${wordOf(one)} is taken now`)] : narrowings(twin, one, at);
}

const isTypeKept = (old: JsonSchema, now: JsonSchema): boolean =>
  isDeepStrictEqual([old['type'], old['format']], [now['type'], now['format']]) ||
  (old['type'] === now['type'] && now['format'] === undefined) ||
  (old['type'] === 'integer' && now['format'] === 'decimal') ||
  (old['type'] === 'integer' && now['format'] === 'any-size');

function ofEnum(old: JsonSchema, now: JsonSchema, place: string): readonly Change[] {
  const [before, after] = [old['enum'], now['enum']] as [unknown[] | undefined, unknown[] | undefined];
  if (after === undefined)
    return before === undefined ? [] : [widened(`${place}: takes any ${wordOf({ type: now['type'] })} now`)];
  if (before === undefined) return [narrowed(`${place}: takes ${after.length} values only now`)];
  return [
    ...before
      .filter((value) => !after.includes(value))
      .map((value) => narrowed(`${place}: the value ${JSON.stringify(value)} is refused now`)),
    ...after
      .filter((value) => !before.includes(value))
      .map((value) => widened(`${place}: the value ${JSON.stringify(value)} is taken now`)),
  ];
}

function ofProperties(old: JsonSchema, now: JsonSchema, at: string): readonly Change[] {
  const [before, after] = [old, now].map(
    (schema) => (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>,
  ) as [Properties, Properties];
  const [mustBefore, mustNow] = [old, now].map((schema) => new Set((schema['required'] ?? []) as string[])) as [
    Set<string>,
    Set<string>,
  ];
  const demanded = [...mustNow].filter((name) => !mustBefore.has(name));
  return [
    ...demanded.map((name) => narrowed(`${at}/${escaped(name)}: is required now`)),
    ...[...mustBefore]
      .filter((name) => !mustNow.has(name))
      .map((name) => widened(`${at}/${escaped(name)}: may be missing now`)),
    ...Object.entries(after).flatMap(([name, schema]) => {
      const known = before[name];
      if (known !== undefined) return narrowings(known, schema, `${at}/${escaped(name)}`);
      return mustNow.has(name) ? [] : [widened(`${at}/${escaped(name)}: is read now`)];
    }),
    ...Object.keys(before).flatMap((name) =>
      name in after ? [] : [widened(`${at}/${escaped(name)}: is read no more`)],
    ),
  ];
}

type Properties = Readonly<Record<string, JsonSchema>>;

function ofItems(old: JsonSchema, now: JsonSchema, at: string): readonly Change[] {
  const [before, after] = [old['items'], now['items']] as [JsonSchema | undefined, JsonSchema | undefined];
  if (before === undefined && after === undefined) return [];
  return narrowings(before ?? {}, after ?? {}, `${at}/-`);
}

function ofTheRest(old: JsonSchema, now: JsonSchema, place: string): readonly Change[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => !WEIGHED.has(name));
  return names.flatMap((name) => {
    if (isDeepStrictEqual(old[name], now[name])) return [];
    return now[name] === undefined
      ? [widened(`${place}: ${name} binds no more`)]
      : [narrowed(`${place}: ${name} changed`)];
  });
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function wordOf(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema['const']);
  const { type, format } = schema;
  if (typeof type !== 'string') return 'anything';
  return typeof format === 'string' ? `${type} (${format})` : type;
}
