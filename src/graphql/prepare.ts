/**
 * What is worked out once per operation and kept while it is in use: its measure, its selections, its compiled form. The cache is
 * bounded and keyed by the document's hash and the operation's name; only operations that passed the gate get in.
 */
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { STRUCTURAL_FIELDS, governedTypes } from './catalogue.ts';
import { checkDocumentText } from './check-text.ts';
import { type Run, createRun } from './compile.ts';
import { conditionVariables, settleConditions } from './conditions.ts';
import { type Measure, measureOperation } from './measure.ts';
import { type Operation, type Variables, readOperation } from './operation.ts';
import { type IsGoverned, type Selections, selectGoverned } from './selection.ts';

export interface Prepared {
  readonly operation: Operation;
  readonly measure: Measure;
  /** For coerced variables: the same object for all that settle the conditions alike. */
  variantFor(variables: Variables): Variant;
}

/** An operation without conditions. */
export interface Variant {
  readonly run: Run;
  readonly selections: Selections;
}

export interface Preparer {
  prepare(queryHash: string, document: DocumentNode, node: OperationDefinitionNode): Prepared;
  /** Keeps what passed the gate. */
  keep(queryHash: string, prepared: Prepared): void;
}

export function createPreparer(schema: GraphQLSchema, maxOperations: number): Preparer {
  const isGoverned = governedBy(schema);
  const isPriced = (coordinate: string): boolean => isGoverned(coordinate) || ACCOUNTS.has(coordinate);
  const cache = new LRUCache<string, Prepared>({ max: maxOperations });
  return {
    prepare(queryHash, document, node) {
      const known = cache.get(keyOf(queryHash, node));
      if (known !== undefined) return known;
      checkDocumentText(document);
      const operation = readOperation(schema, document, node);
      const measure = measureOperation(operation, isPriced);
      return { operation, measure, variantFor: createVariants(operation, measure, isGoverned) };
    },
    keep: (queryHash, prepared) => cache.set(keyOf(queryHash, prepared.operation.node), prepared),
  };
}

const ACCOUNTS: ReadonlySet<string> = new Set([
  'CustomerView.disclosures',
  'CustomerView.gaps',
  'CustomerView.conflicts',
]);

const keyOf = (queryHash: string, { name }: OperationDefinitionNode): string => `${queryHash}:${name?.value ?? ''}`;

/** Every field of a governed type that is not structural: an unclassified one too, so that it is asked for and withheld. */
export function governedBy(schema: GraphQLSchema): IsGoverned {
  const coordinates = governedTypes(schema).flatMap((type) =>
    Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
  );
  const governed = new Set(coordinates.filter((coordinate) => !STRUCTURAL_FIELDS.has(coordinate)));
  return (coordinate) => governed.has(coordinate);
}

const MAX_VARIANTS = 16;

function createVariants(operation: Operation, measure: Measure, isGoverned: IsGoverned): Prepared['variantFor'] {
  const names = conditionVariables(operation);
  const variants = new LRUCache<string, Variant>({ max: MAX_VARIANTS });
  return (variables) => {
    const key = names.map((name) => String(variables[name])).join();
    const known = variants.get(key);
    if (known !== undefined) return known;
    const settled = settleConditions(operation, variables);
    const variant: Variant = {
      run: createRun(settled, () => !measure.isIntrospection),
      selections: selectGoverned(settled, isGoverned),
    };
    variants.set(key, variant);
    return variant;
  };
}
