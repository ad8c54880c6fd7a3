/**
 * Text that people wrote (YAML, or JSON, which is YAML too) as plain content, and what a shape has against it as paths. Pure.
 */
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { parsedOnce, repeatedKey } from '../repeated-key.ts';
import { TOKEN_NAME } from './rule-shapes.ts';

export type Content = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Aliases are followed a limited number of times, so that a small text cannot grow without bounds. */
export function readYaml(text: string): { readonly content: unknown } | { readonly problems: readonly string[] } {
  const options = parsedOnce();
  const document = parseDocument(text, { stringKeys: true, ...options });
  const problems = [...document.errors, ...document.warnings].map(({ message }) => message.trimEnd());
  if (problems.length > 0) return { problems };
  const twice = repeatedKey(document, options.lineCounter);
  if (twice !== null) return { problems: [`Map keys must be unique at line ${twice.line}, column ${twice.col}`] };
  try {
    return { content: document.toJS() };
  } catch (err) {
    return { problems: [err instanceof Error ? err.message : 'the text cannot be read'] };
  }
}

/** An id as it can stand in a path. */
export const shown = (id: string): string => (TOKEN_NAME.test(id) ? id.slice(0, 80) : JSON.stringify(id.slice(0, 80)));

/** `purposes.MARKETING.state: must be one of IN_USE, RETIRED`. */
export function problemsOf(path: string, issue: z.core.$ZodIssue): readonly string[] {
  const at = pathOf(path, issue.path);
  if (issue.code !== 'unrecognized_keys') return [`${at}: ${issue.message}`];
  return issue.keys.map((key) => `${at}.${shown(key)}: there is no such key`);
}

const pathOf = (path: string, parts: readonly PropertyKey[]): string =>
  parts.reduce<string>((at, part) => (typeof part === 'number' ? `${at}[${part}]` : `${at}.${String(part)}`), path);
