/**
 * `@skip` and `@include`, settled before anything else: the operation without what this request's variables leave out. Selection
 * and both ways of execution then see the same fields. (Compiled operations would order conditional fields that are selected
 * twice differently: graphql-jit 0.8.)
 */
import {
  type ASTVisitor,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
  getDirectiveValues,
  getOperationAST,
  visit,
} from 'graphql';
import { type Operation, type Variables, readOperation } from './operation.ts';

/** Names of the variables on which a condition of the document depends, sorted. */
export function conditionVariables({ document }: Operation): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** For coerced variables. The nodes keep their places in the source. */
export function settleConditions({ schema, document, node }: Operation, variables: Variables): Operation {
  const settle = <T extends SelectionNode>(node: T): T | null | undefined => {
    if (node.directives === undefined || node.directives.length === 0) return undefined;
    return isIncluded(node, variables) ? { ...node, directives: [] } : null;
  };
  const visitor: ASTVisitor = { Field: settle, InlineFragment: settle, FragmentSpread: settle };
  const settled = visit(document, visitor);
  return readOperation(schema, settled, getOperationAST(settled, node.name?.value) ?? node);
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}
