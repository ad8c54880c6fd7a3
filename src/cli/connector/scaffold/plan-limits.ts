/**
 * Limits the document speaks of, or a cautious ceiling of our own that says it is one. Only a sentence that names calls per time counts.
 */
import { isObject, textIn } from './json.ts';
import type { OpenApi, Operation } from './open-api.ts';

export interface PlannedLimits {
  readonly windows: readonly { readonly calls: number; readonly perMs: number }[];
  readonly concurrency: number;
  /** Where this is from, for the README. */
  readonly source: string;
}

const MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const SPOKEN =
  /(\d[\d,]{0,8})\s*(?:api\s*)?(?:requests?|calls|req)\s*(?:per|\/|a|each|every)\s*(second|minute|hour|day)/gi;

export function planLimits({ document }: OpenApi, operations: readonly Operation[]): PlannedLimits {
  const about = isObject(document['info']) ? textIn(document['info']['description']) : '';
  const text = [about, ...operations.map(({ path, method }) => descriptionOf(document, path, method))].join('\n');
  const byWindow = new Map<number, number>();
  for (const [, calls = '', unit = ''] of text.matchAll(SPOKEN)) {
    const perMs = MS[unit.toLowerCase()];
    const count = Number(calls.replaceAll(',', ''));
    if (perMs !== undefined && count > 0) byWindow.set(perMs, Math.min(count, byWindow.get(perMs) ?? count));
  }
  if (byWindow.size > 0) {
    const windows = [...byWindow].map(([perMs, calls]) => ({ calls, perMs })).sort((a, b) => b.perMs - a.perMs);
    return { windows, concurrency: 4, source: "read from the document's descriptions" };
  }
  return {
    windows: [{ calls: 60, perMs: 60_000 }],
    concurrency: 4,
    source: 'a cautious ceiling of our own: the document states none',
  };
}

function descriptionOf(document: OpenApi['document'], path: string, method: string): string {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  const item = paths[path];
  const operation = isObject(item) ? item[method.toLowerCase()] : undefined;
  return isObject(operation) ? textIn(operation['description']) : '';
}
