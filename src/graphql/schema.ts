/**
 * The running schema: the files of schema/, found beside the sources whatever the working directory, joined with resolvers.
 * Every process that loads it gets the same schema; nothing is added or taken away by mode.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type GraphQLSchema, isScalarType } from 'graphql';
import { resolvers } from './resolvers/index.ts';

const SCHEMA_FOLDER = new URL('../../schema/', import.meta.url);

/** Reads the SDL from disk and throws, naming the file's text, when it does not form a schema or a resolver matches nothing. */
export function loadSchema(): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: readSchemaFiles(),
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    inheritResolversFromInterfaces: false,
  });
  describeScalars(schema);
  return schema;
}

/** Joining a scalar with its behaviour loses what the SDL says of it. */
function describeScalars(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type)) type.description ??= type.astNode?.description?.value;
  }
}

function readSchemaFiles(): string[] {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'));
}
