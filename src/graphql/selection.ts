/**
 * Which governed fields an operation selects, by response key of each root field. The key is always the concrete parent type
 * and the field, never an alias, a response path or an interface. Collects fields as the executor does (GraphQL
 * specification, "CollectFields"), so that nothing is asked for that would not be answered, and nothing answered unasked.
 */
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import type { Coordinate } from '../domain/classification.ts';
import { type Operation, fieldOf, typeOfFragment } from './operation.ts';

/** Coordinates with the response paths below the root field at which their values stand: `who.name` for `who: identity { name }`. */
export type Selection = ReadonlyMap<Coordinate, readonly string[]>;

/** By response key of the root field; keys under which nothing governed is selected have an empty selection. */
export type Selections = ReadonlyMap<string, Selection>;

export type IsGoverned = (coordinate: string) => boolean;

/** Of an operation whose conditions are settled. */
export function selectGoverned(operation: Operation, isGoverned: IsGoverned): Selections {
  const walk: Walk = { operation, isGoverned };
  const selections = new Map<string, Selection>();
  if (!isObjectType(operation.root)) return selections;
  for (const [key, nodes] of collect(walk, operation.root, [operation.node.selectionSet])) {
    const selection = new Map<Coordinate, string[]>();
    descend(walk, operation.root, nodes, '', selection);
    selections.set(key, selection);
  }
  return selections;
}

interface Walk {
  readonly operation: Operation;
  readonly isGoverned: IsGoverned;
}

/** Notes what one field of a type, selected by these nodes, selects below itself. `path` is where the field itself stands. */
function descend(
  walk: Walk,
  parent: GraphQLObjectType,
  nodes: readonly FieldNode[],
  path: string,
  into: Map<Coordinate, string[]>,
): void {
  const field = nodes[0] && fieldOf(parent, nodes[0].name.value);
  if (field === undefined) return;
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  for (const type of possibleTypes(walk, getNamedType(field.type))) {
    for (const [key, below] of collect(walk, type, sets)) {
      const name = below[0]?.name.value ?? '';
      const at = path === '' ? key : `${path}.${key}`;
      if (walk.isGoverned(`${type.name}.${name}`)) note(into, `${type.name}.${name}`, at);
      else descend(walk, type, below, at, into);
    }
  }
}

function note(into: Map<Coordinate, string[]>, coordinate: Coordinate, path: string): void {
  const paths = into.get(coordinate);
  if (paths === undefined) into.set(coordinate, [path]);
  else if (!paths.includes(path)) paths.push(path);
}

function possibleTypes({ operation }: Walk, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? operation.schema.getPossibleTypes(type) : [];
}

/** Fields of the sets that apply to a concrete type, by response key in the order of appearance. */
function collect(
  walk: Walk,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const visit = (selection: SelectionNode): void => {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(key);
      if (nodes === undefined) fields.set(key, [selection]);
      else nodes.push(selection);
      return;
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD && spread.has(selection.name.value)) return;
    if (selection.kind === Kind.FRAGMENT_SPREAD) spread.add(selection.name.value);
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.operation.fragments.get(selection.name.value);
    if (fragment !== undefined && applies(walk, type, fragment)) fragment.selectionSet.selections.forEach(visit);
  };
  for (const set of sets) set.selections.forEach(visit);
  return fields;
}

function applies(
  { operation: { schema } }: Walk,
  type: GraphQLObjectType,
  fragment: Parameters<typeof typeOfFragment>[2],
): boolean {
  const condition = typeOfFragment(schema, type, fragment);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
