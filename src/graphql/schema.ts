/**
 * The running schema: the files of schema/, found beside the sources whatever the working directory, joined with resolvers.
 * Every process that loads it gets the same schema; nothing is added or taken away by mode.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { resolvers } from './resolvers/index.ts';

const SCHEMA_FOLDER = new URL('../../schema/', import.meta.url);

/** Reads the SDL from disk and throws, naming the file's text, when it does not form a schema or a resolver matches nothing. */
export function loadSchema(): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: readSchemaFiles(),
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    inheritResolversFromInterfaces: false,
  });
}

function readSchemaFiles(): string[] {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'));
}
