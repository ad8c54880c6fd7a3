/**
 * The one spelling of a JSON value (RFC 8785): keys in the order of their UTF-16 code units, numbers and strings as ECMAScript writes
 * them, no space. What is stored, hashed, signed and compared is always this text. Written for speed: every log entry passes here.
 */

/** Throws on what JSON cannot hold: NaN, infinities, bigints, functions, and undefined at the top. */
export function canonicalJson(value: unknown): string {
  if (value === undefined) throw new TypeError('only JSON values have a canonical form');
  return textOf(value);
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('JSON holds no NaN and no infinity');
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? listText(value) : recordText(value as Readonly<Record<string, unknown>>);
    default:
      throw new TypeError(`JSON holds no ${typeof value}`);
  }
}

/** As JSON.stringify does: a missing item is null, a missing member is left out. */
function listText(items: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < items.length; i += 1) {
    if (i > 0) text += ',';
    text += items[i] === undefined ? 'null' : textOf(items[i]);
  }
  return `${text}]`;
}

function recordText(record: Readonly<Record<string, unknown>>): string {
  let text = '{';
  for (const key of sorted(Object.keys(record))) {
    const value = record[key];
    if (value === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${quoted(key)}:${textOf(value)}`;
  }
  return `${text}}`;
}

/** Characters that stand for themselves between quotes, in ASCII. */
const PLAIN = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Objects are mostly small and mostly sorted already, which the engine's own sort does not make use of. */
const SMALL = 24;

function sorted(keys: string[]): readonly string[] {
  if (keys.length > SMALL) return keys.sort();
  for (let i = 1; i < keys.length; i += 1) {
    const key = keys[i] ?? '';
    let at = i;
    for (; at > 0 && (keys[at - 1] ?? '') > key; at -= 1) keys[at] = keys[at - 1] ?? '';
    keys[at] = key;
  }
  return keys;
}
