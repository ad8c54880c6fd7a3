/**
 * How big an operation is: levels, aliases, fields, directives and cost. Each fragment is measured once however often it is
 * spread, so that nested spreads are measured in linear time; the numbers still count every expansion.
 *
 * Cost: one per governed field, one per other leaf, one per account (disclosures, gaps, conflicts); what stands below a
 * governed field or an account is free. A field with `ids` costs its selection that many times, a page `first` times.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  getNamedType,
} from 'graphql';
import { GatewayError } from '../domain/errors.ts';
import { type Times, timesOf } from './multiplier.ts';
import { type Operation, fieldOf, typeOfFragment } from './operation.ts';

export interface Measure {
  readonly depth: number;
  /** Fields directly in the set; for an operation its root fields. */
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly isIntrospection: boolean;
  /** Cost that is known from the document alone. */
  readonly fixedCost: number;
  /** Cost to be multiplied by what a variable holds, by the variable's name. */
  readonly costByVariable: ReadonlyMap<string, number>;
}

/** What the walk must know of the schema: which coordinates end it at a cost of one. */
export type IsPriced = (coordinate: string) => boolean;

/** Errors: OPERATION_NOT_ALLOWED for a fragment that contains itself. */
export function measureOperation(operation: Operation, isPriced: IsPriced): Measure {
  const walk: Walk = { operation, isPriced, byFragment: new Map() };
  const measure = measureSet(walk, operation.root, operation.node.selectionSet);
  return { ...measure, directives: measure.directives + (operation.node.directives?.length ?? 0) };
}

interface Walk {
  readonly operation: Operation;
  readonly isPriced: IsPriced;
  /** OPEN while a fragment is being measured: meeting it again means a cycle. */
  readonly byFragment: Map<FragmentDefinitionNode, Measure | 'OPEN'>;
}

const NOTHING: Measure = {
  depth: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  isIntrospection: false,
  fixedCost: 0,
  costByVariable: new Map(),
};

function measureSet(walk: Walk, parent: GraphQLNamedType, { selections }: SelectionSetNode): Measure {
  return selections.map((selection) => measureSelection(walk, parent, selection)).reduce(add, NOTHING);
}

function measureSelection(walk: Walk, parent: GraphQLNamedType, node: SelectionNode): Measure {
  const measure = node.kind === Kind.FIELD ? measureField(walk, parent, node) : measureSpread(walk, parent, node);
  const directives = node.directives?.length ?? 0;
  return directives === 0 ? measure : { ...measure, directives: measure.directives + directives };
}

function measureSpread(walk: Walk, parent: GraphQLNamedType, node: Exclude<SelectionNode, FieldNode>): Measure {
  const { schema, fragments } = walk.operation;
  if (node.kind === Kind.INLINE_FRAGMENT) {
    return measureSet(walk, typeOfFragment(schema, parent, node), node.selectionSet);
  }
  const fragment = fragments.get(node.name.value);
  if (fragment === undefined) return NOTHING;
  const known = walk.byFragment.get(fragment);
  if (known === 'OPEN') {
    throw new GatewayError('OPERATION_NOT_ALLOWED', `Fragment "${fragment.name.value}" contains itself.`);
  }
  if (known !== undefined) return known;
  walk.byFragment.set(fragment, 'OPEN');
  const measure = measureSet(walk, typeOfFragment(schema, parent, fragment), fragment.selectionSet);
  walk.byFragment.set(fragment, measure);
  return measure;
}

function measureField(walk: Walk, parent: GraphQLNamedType, node: FieldNode): Measure {
  const name = node.name.value;
  const aliases = node.alias === undefined ? 0 : 1;
  const own = { ...NOTHING, depth: 1, fields: 1, aliases, fixedCost: 1 };
  if (name === '__schema' || name === '__type') return { ...own, isIntrospection: true };
  const field = fieldOf(parent, name);
  if (field === undefined || node.selectionSet === undefined) return own;
  const below = measureSet(walk, getNamedType(field.type), node.selectionSet);
  const nested = { ...below, depth: below.depth + 1, fields: 1, aliases: below.aliases + aliases };
  if (walk.isPriced(`${parent.name}.${name}`)) return { ...nested, fixedCost: 1, costByVariable: new Map() };
  return { ...nested, ...multiply(below, timesOf(field, node)) };
}

/** No field below one with `ids` or `first` has such an argument itself, so a variable is never multiplied by a variable. */
function multiply(below: Measure, times: Times): Pick<Measure, 'fixedCost' | 'costByVariable'> {
  if (typeof times === 'number') return { fixedCost: below.fixedCost * times, costByVariable: below.costByVariable };
  return { fixedCost: 0, costByVariable: new Map([[times.variable, below.fixedCost]]) };
}

function add(one: Measure, other: Measure): Measure {
  const costByVariable = new Map(one.costByVariable);
  for (const [name, cost] of other.costByVariable) costByVariable.set(name, (costByVariable.get(name) ?? 0) + cost);
  return {
    depth: Math.max(one.depth, other.depth),
    fields: one.fields + other.fields,
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    isIntrospection: one.isIntrospection || other.isIntrospection,
    fixedCost: one.fixedCost + other.fixedCost,
    costByVariable,
  };
}
