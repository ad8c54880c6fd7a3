/**
 * Does a YAML document name a key twice? In one pass: the parser's own test compares every key with all before it, and a document as large as
 * a request may be would stop the process for seconds. Pure.
 */
import { type Document, isMap, isScalar, LineCounter, visit } from 'yaml';

export interface RepeatedKey {
  readonly line: number;
  readonly col: number;
}

/** For `parseDocument`, together with a look for the repeated key. */
export const parsedOnce = () => ({ uniqueKeys: false, lineCounter: new LineCounter() }) as const;

/** Where a key stands for the second time; null where every map names each key once. */
export function repeatedKey(document: Document, lines: LineCounter): RepeatedKey | null {
  let found: RepeatedKey | null = null;
  visit(document, {
    Map(_key, map) {
      if (!isMap(map)) return undefined;
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          found = lines.linePos(key.range?.[0] ?? 0);
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}
