/** The only operation of a document, as the executor reads it. */
import { type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { type Operation, readOperation } from '../../src/graphql/operation.ts';

export function operationOf(schema: GraphQLSchema, query: string, name?: string): { readonly operation: Operation } {
  const document = parse(query);
  const node = getOperationAST(document, name);
  if (node == null) throw new Error('the document has no such operation');
  return { operation: readOperation(schema, document, node) };
}
