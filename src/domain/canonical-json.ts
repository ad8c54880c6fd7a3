/**
 * The one spelling of a JSON value (RFC 8785): keys in the order of their UTF-16 code units, numbers and strings as ECMAScript writes
 * them, no space. What is stored, hashed, signed and compared is always this text. Written for speed: every log entry passes here.
 */

/** Throws on what JSON cannot hold: NaN, infinities, bigints, functions, and undefined at the top. */
export function canonicalJson(value: unknown): string {
  if (value === undefined) throw new TypeError('only JSON values have a canonical form');
  return textOf(value);
}

/** Is every key in its place already, and everything plain JSON? Then the engine's own writer, several times faster, spells the same. */
function isInOrder(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      return Array.isArray(value) ? value.every(isInOrder) : isRecordInOrder(value);
    default:
      return false;
  }
}

function isRecordInOrder(record: object): boolean {
  if (Object.getPrototypeOf(record) !== Object.prototype) return false;
  let before = '';
  for (const key in record) {
    if (key < before || key === 'toJSON' || !isInOrder((record as Readonly<Record<string, unknown>>)[key]))
      return false;
    before = key;
  }
  return true;
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
      if (isInOrder(value)) return JSON.stringify(value);
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
  for (const key of Object.keys(record).sort()) {
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
