/**
 * The fingerprint of the schema that this code runs, for policies made for it.
 */
import { readCatalogue } from './catalogue.ts';
import { loadSchema } from './schema.ts';

let known: string | undefined;

/** SHA-256, hex. */
export const runningSchemaHash = (): string => (known ??= readCatalogue(loadSchema()).schemaHash);
