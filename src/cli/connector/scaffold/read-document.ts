/**
 * Reads a partner's OpenAPI document from a file, JSON or YAML, 2.0 told as 3.0. Nothing is fetched. Whatever is wrong with the file is said
 * in one sentence.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { fromSwagger } from './from-swagger.ts';
import { isObject, type Json, versionIn } from './json.ts';
import { ScaffoldError } from './scaffold-error.ts';

export function readDocument(file: string): Json {
  const value = parsed(textOf(file), file);
  if (!isObject(value)) throw new ScaffoldError(`${file} holds no document.`);
  if (!hasAnEnd(value))
    throw new ScaffoldError(`${file} holds a part that contains itself, by a YAML alias: use $ref.`);
  return versionIn(value['swagger']).startsWith('2') ? fromSwagger(value) : value;
}

/** JSON cannot be written without end. */
function hasAnEnd(value: Json): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new ScaffoldError(`${file} cannot be read: there is no such file, or not for you.`);
  }
}

/** A key written twice is the vendor's slip and not ours to stop at: the last one counts, as in JSON. */
const OPTIONS = { maxAliasCount: 10_000, logLevel: 'error', uniqueKeys: false } as const;

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON: perhaps YAML.
  }
  try {
    return parse(text, OPTIONS) as unknown;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
    throw new ScaffoldError(`${file} is neither JSON nor YAML: ${line}`);
  }
}
