/**
 * The schema that this code runs, as policies name it, for those who have no gateway running.
 */
import type { Catalogue } from '../domain/classification.ts';
import { readCatalogue } from './catalogue.ts';
import { loadSchema } from './schema.ts';

export interface RunningSchema {
  /** SHA-256, hex. */
  readonly schemaHash: string;
  readonly catalogue: Catalogue;
}

let known: RunningSchema | undefined;

export const runningSchema = (): RunningSchema => (known ??= readCatalogue(loadSchema()));

/** SHA-256, hex. */
export const runningSchemaHash = (): string => runningSchema().schemaHash;
