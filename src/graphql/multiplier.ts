/**
 * How many times a field's selection is answered: as often as it has `ids`, or as its page has items. What is not known counts
 * as the most the gateway answers; what is more than that is refused later, by name, as invalid input.
 */
import {
  type FieldNode,
  type GraphQLField,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Variables } from './operation.ts';

/** A number, or the variable that will tell. */
export type Times = number | { readonly variable: string };

const MOST = 100;

export function timesOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Times {
  const argument = field.args.find(({ name }) => name === 'ids' || name === 'first');
  if (argument === undefined) return 1;
  const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
  if (given?.kind === Kind.VARIABLE) return { variable: given.name.value };
  if (given?.kind === Kind.LIST) return clamp(given.values.length);
  return given === undefined ? countOf(argument.defaultValue) : countOf(readLiteral(given));
}

/** What a variable will multiply by, from the request's own values or the operation's default. */
export function timesOfVariable(operation: OperationDefinitionNode, name: string, variables: Variables): number {
  if (variables[name] !== undefined) return countOf(variables[name]);
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue === undefined ? MOST : countOf(readLiteral(definition.defaultValue));
}

const readLiteral = (node: ValueNode): unknown => valueFromASTUntyped(node);

/** A list counts its items, a number itself; a single id is a list of one (GraphQL specification, "List", input coercion). */
function countOf(value: unknown): number {
  if (Array.isArray(value)) return clamp(value.length);
  if (typeof value === 'number') return clamp(value);
  return typeof value === 'string' ? 1 : MOST;
}

const clamp = (count: number): number => Math.min(MOST, Math.max(1, count));
