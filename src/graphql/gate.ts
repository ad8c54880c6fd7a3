/**
 * The operation gate: nothing is executed, compiled or asked of anybody before an operation has passed it. It reads the
 * document and the size of its variables, never a customer's data.
 */
import { OperationTypeNode } from 'graphql';
import { GatewayError } from '../domain/errors.ts';
import type { Measure } from './measure.ts';
import { timesOfVariable } from './multiplier.ts';
import type { Operation, Variables } from './operation.ts';

export interface OperationLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** See measure.ts for what costs. 100 customers of 50 fields each are 5,000. */
  readonly cost: number;
  /** Tokens of the document, comments and commas excluded. */
  readonly tokens: number;
}

export const DEFAULT_LIMITS: OperationLimits = {
  depth: 12,
  aliases: 30,
  rootFields: 10,
  directives: 50,
  cost: 5_000,
  tokens: 4_000,
};

export interface GateRules {
  readonly limits: OperationLimits;
  /** Introspection is for the sandbox. */
  readonly allowsIntrospection: boolean;
}

/** Errors: OPERATION_NOT_ALLOWED, naming the limit and what was measured. */
export function passGate(
  { limits, allowsIntrospection }: GateRules,
  operation: Operation,
  measure: Measure,
  variables: Variables,
): void {
  if (operation.node.operation === OperationTypeNode.SUBSCRIPTION) throw refuse('Subscriptions are not offered.');
  if (measure.isIntrospection && !allowsIntrospection) {
    throw refuse('Introspection is not allowed here. The schema is published with the gateway.');
  }
  within('levels of nesting', measure.depth, limits.depth);
  within('root fields', measure.fields, limits.rootFields);
  within('aliases', measure.aliases, limits.aliases);
  within('directives', measure.directives, limits.directives);
  within('units of cost', costOf(operation, measure, variables), limits.cost);
}

function costOf({ node }: Operation, { fixedCost, costByVariable }: Measure, variables: Variables): number {
  let cost = fixedCost;
  for (const [name, perItem] of costByVariable) cost += perItem * timesOfVariable(node, name, variables);
  return cost;
}

function within(what: string, measured: number, limit: number): void {
  if (measured > limit) throw refuse(`The operation has ${measured} ${what}; at most ${limit} are allowed.`);
}

const refuse = (text: string): GatewayError => new GatewayError('OPERATION_NOT_ALLOWED', text);
