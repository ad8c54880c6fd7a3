/**
 * Reads JSON lines: one object a line, blank lines left out. A line that is no object is a problem of that line only. Holds
 * one line at a time.
 */
import type { ImportLine } from './import-row.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_LINE_CHARACTERS = 1_000_000;

/** `parse`: what reads a line; it throws on what is no JSON. */
export async function* readJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  parse: (text: string) => unknown = JSON.parse,
): AsyncGenerator<ImportLine<JsonObject>> {
  const decoder = new TextDecoder('utf-8');
  let line = 0;
  let rest = '';
  for await (const chunk of chunks) {
    const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield* objectIn(text, (line += 1), parse);
    if (rest.length > MAX_LINE_CHARACTERS) {
      yield {
        line: line + 1,
        problems: [`the line is longer than ${MAX_LINE_CHARACTERS} characters; the rest was not read`],
      };
      return;
    }
  }
  yield* objectIn(rest + decoder.decode(), line + 1, parse);
}

function objectIn(text: string, line: number, parse: (text: string) => unknown): readonly ImportLine<JsonObject>[] {
  if (text.trim() === '') return [];
  try {
    const value = parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return [{ line, content: value as JsonObject }];
  } catch {
    return [{ line, problems: ['this is no JSON object; a line must hold a whole one'] }];
  }
  return [{ line, problems: ['this is JSON, but no object'] }];
}
