/**
 * Names in our spelling out of names in a partner's. Pure.
 */
const wordsOf = (text: string): readonly string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `user_identifier` → `userIdentifier`; a name without letters gets one. */
export function camelCase(text: string): string {
  const [first = 'value', ...rest] = wordsOf(text);
  const name = [first, ...rest.map(capitalised)].join('');
  return /^[a-z]/.test(name) ? name : `value${capitalised(name)}`;
}

export const pascalCase = (text: string): string => capitalised(camelCase(text));

const VERBS = new Set(['get', 'list', 'read', 'fetch', 'retrieve', 'find', 'lookup', 'show', 'query']);

/** `app.bsky.actor.getProfile` → `profile`, `user_account/get` → `user-account`; unique among `taken`. */
export function endpointName(operationId: string, taken: readonly string[]): string {
  const isPath = operationId.includes(' /');
  const tail = isPath
    ? operationId.replace(/^\S+ /, '').replace(/\{[^}]*\}/g, '')
    : (operationId.split('.').at(-1) ?? operationId);
  const words = wordsOf(tail);
  const told = words.filter((word, i) => !(VERBS.has(word) && (i === 0 || i === words.length - 1)));
  const kept = (told.length === 0 ? words : told).slice(0, 6);
  const plain = kept.join('-');
  const name = /^[a-z]/.test(plain) ? plain : `answer${plain === '' ? '' : `-${plain}`}`;
  const same = taken.filter((other) => other === name || other.startsWith(`${name}-`)).length;
  return taken.includes(name) ? `${name}-${same + 1}` : name;
}

/** Reserved words that a camel-cased endpoint name could be, once it stands as a constant. */
const RESERVED = new Set(['default', 'delete', 'export', 'import', 'new', 'return', 'switch', 'class', 'function', 'package', 'public', 'private', 'static', 'interface', 'enum', 'case', 'in', 'if', 'for', 'do', 'this', 'null', 'true', 'false', 'void', 'with', 'yield', 'let', 'await', 'path', 'reference', 'json', 'sandbox', 'faults', 'present', 'decimal', 'integer', 'maybe']); // prettier-ignore

export const constantName = (endpoint: string): string => {
  const name = camelCase(endpoint);
  return RESERVED.has(name) ? `${name}Endpoint` : name;
};
