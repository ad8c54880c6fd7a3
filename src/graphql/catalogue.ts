/**
 * The catalogue of governed fields, read from `@governed` and `@classified` in the SDL, and the schema's fingerprint.
 * Refuses to start on a governed type whose dataset is unknown or belongs to another type.
 */
import { createHash } from 'node:crypto';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  type DirectiveNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getDirectiveValues,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';
import type { Catalogue, Classification, Coordinate } from '../domain/classification.ts';
import { DATASET_NAMES, DATASETS, type DatasetName } from '../domain/dataset.ts';

/** Fields that lead to governed facts or say where they come from; every other field of a governed type is governed. */
export const STRUCTURAL_FIELDS: ReadonlySet<string> = new Set([
  'CustomerView.id',
  'CustomerView.identity',
  'CustomerView.credit',
  'CustomerView.market',
  'CustomerView.social',
  'CustomerView.disclosures',
  'CustomerView.gaps',
  'CustomerView.conflicts',
  ...DATASET_NAMES.flatMap((name) => (DATASETS[name].shape === 'many' ? [`${DATASETS[name].type}.partner`] : [])),
]);

export interface SchemaCatalogue {
  readonly catalogue: Catalogue;
  /** SHA-256, hex, of the sorted schema with its directives: another classification is another schema. */
  readonly schemaHash: string;
}

export function readCatalogue(schema: GraphQLSchema): SchemaCatalogue {
  const catalogue = new Map<Coordinate, Classification>();
  for (const type of governedTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const classification = readDirective(schema, 'classified', field);
      if (classification === undefined) continue;
      const read = readClassification(classification);
      requireDate(type, read.adverseSince);
      catalogue.set(`${type.name}.${field.name}`, read);
    }
  }
  return { catalogue, schemaHash: createHash('sha256').update(printSortedSchema(schema)).digest('hex') };
}

/** Object types with `@governed`, each checked against the domain's datasets. */
export function governedTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter((type): type is GraphQLObjectType => {
    if (!isObjectType(type)) return false;
    const governed = readDirective(schema, 'governed', type);
    if (governed === undefined) return false;
    const dataset = governed['dataset'] as string;
    if (DATASETS[dataset as DatasetName]?.type !== type.name) {
      throw new Error(`schema: type ${type.name} is @governed by dataset "${dataset}", which is not its dataset`);
    }
    return true;
  });
}

/** The golden form: sorted, with descriptions and directives. */
export const printSortedSchema = (schema: GraphQLSchema): string =>
  `${printSchemaWithDirectives(lexicographicSortSchema(schema)).trim()}\n`;

function readDirective(
  schema: GraphQLSchema,
  name: string,
  on: { readonly astNode?: { readonly directives?: readonly DirectiveNode[] } | null | undefined },
): Record<string, unknown> | undefined {
  const directive = schema.getDirective(name);
  if (directive == null) throw new Error(`schema: the directive @${name} is not defined`);
  return on.astNode == null ? undefined : getDirectiveValues(directive, { directives: on.astNode.directives ?? [] });
}

/** GraphQL has checked the values against the directive's own enums. */
function readClassification(values: Record<string, unknown>): Classification {
  const { mask, step, prohibited, adverseSince, ...rest } = values as unknown as Classification;
  return {
    class: rest.class,
    kind: rest.kind,
    ...(mask == null ? {} : { mask }),
    ...(step == null ? {} : { step }),
    ...(prohibited === true ? { prohibited } : {}),
    ...(adverseSince == null ? {} : { adverseSince }),
  };
}

/** Without its date nobody could ever read the fact. */
function requireDate(type: GraphQLObjectType, adverseSince: string | undefined): void {
  const field = adverseSince === undefined ? undefined : type.getFields()[adverseSince];
  if (adverseSince !== undefined && field?.type.toString() !== 'LocalDate')
    throw new Error(
      `schema: type ${type.name} has no day "${adverseSince}" from which an adverse fact could be counted`,
    );
}
