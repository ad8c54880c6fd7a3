/**
 * Reads a contract document of somebody else's making. Safe with anything: bounded in length and depth, no aliases (a few hundred bytes of
 * them can unfold to gigabytes), no tags, no duplicate keys, one document. Never throws but INVALID_INPUT, and never repeats the text.
 */
import { isAlias, isMap, isNode, isPair, parseDocument, visit } from 'yaml';
import { type GatewayError, invalidInput } from '../../../domain/errors.ts';
import { parsedOnce, repeatedKey } from '../../repeated-key.ts';

const MOST_CHARACTERS = 200_000;
const DEEPEST = 30;

export function parseContract(text: string): unknown {
  if (text.length > MOST_CHARACTERS)
    throw invalidInput(`contract: at most ${MOST_CHARACTERS} characters; it has ${text.length}.`);
  if (deepest(text) > DEEPEST) throw invalidInput(`contract: nested deeper than ${DEEPEST} levels.`);
  const options = parsedOnce();
  const document = parseDocument(text, { schema: 'core', logLevel: 'silent', version: '1.2', ...options });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw unreadable(error.code, error.linePos?.[0]);
  visit(document, {
    Node(_key, node, path) {
      if (isAlias(node) || (isNode(node) && 'anchor' in node && node.anchor !== undefined))
        throw invalidInput('contract: aliases and anchors are not read; write everything out.');
      if (path.length > 4 * DEEPEST) throw invalidInput(`contract: nested deeper than ${DEEPEST} levels.`);
    },
    Pair(_key, pair) {
      if (isPair(pair) && isMap(pair.key)) throw invalidInput('contract: keys must be plain text.');
    },
  });
  const twice = repeatedKey(document, options.lineCounter);
  if (twice !== null) throw unreadable('DUPLICATE_KEY', twice);
  return document.toJS({ maxAliasCount: 0 });
}

function unreadable(code: string, at: { readonly line: number; readonly col: number } | undefined): GatewayError {
  const where = at === undefined ? '' : ` in line ${at.line}, column ${at.col}`;
  return invalidInput(`contract: no YAML that can be read (${code}${where}).`);
}

/** Brackets of flow style nest without indentation: the parser would recurse as deep as they do. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    most = Math.max(most, depth);
  }
  const widest = (edge: RegExp): number =>
    text.split('\n').reduce((wide, line) => Math.max(wide, edge.exec(line)?.[0].length ?? 0), 0);
  return Math.max(most, widest(/^ */) / 4, widest(/^(?: *[-?] )*/) / 4);
}
