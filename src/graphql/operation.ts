/**
 * One operation of a document with what its reading needs: fragments by name and the schema's answer to "which field is this".
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { GatewayError } from '../domain/errors.ts';

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  readonly root: GraphQLNamedType;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Variables as the request sent them or as the schema coerced them. */
export type Variables = Readonly<Record<string, unknown>>;

/** Errors: OPERATION_NOT_ALLOWED for a kind of operation that the schema does not offer. */
export function readOperation(schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode): Operation {
  const root = schema.getRootType(node.operation);
  if (root == null) throw new GatewayError('OPERATION_NOT_ALLOWED', `There is no ${node.operation} here.`);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return { schema, document, node, root, fragments };
}

/** The field of a parent type; undefined for `__typename`, `__schema`, `__type` and for names the type does not have. */
export function fieldOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** The type a fragment is on; an inline fragment without a condition stays on its parent. */
export function typeOfFragment(
  schema: GraphQLSchema,
  parent: GraphQLNamedType,
  { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
): GraphQLNamedType {
  const type = typeCondition === undefined ? parent : schema.getType(typeCondition.name.value);
  return type != null && isCompositeType(type) ? type : parent;
}
