/**
 * The contract of the schema: documented, classified, nullable where governed, and spelling the domain's own lists. A failure
 * says what to do.
 */
import { readFileSync } from 'node:fs';
import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  buildASTSchema,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { DATA_CLASSES, DATA_KINDS, MASK_RULES } from '../../src/domain/classification.ts';
import { DATASETS, DATASET_NAMES } from '../../src/domain/dataset.ts';
import { ERRORS } from '../../src/domain/errors.ts';
import { GAP_CODES } from '../../src/domain/fault.ts';
import { DENIAL_REASONS, NOT_PERMITTED, SUCCESS_REASONS } from '../../src/domain/reason.ts';
import { RIGHTS_REFUSALS } from '../../src/domain/rights-refusal.ts';
import { AUDIT_KINDS } from '../../src/governance/trail/port.ts';
import { STRUCTURAL_FIELDS, governedTypes, printSortedSchema, readCatalogue } from '../../src/graphql/catalogue.ts';
import { loadSchema } from '../../src/graphql/schema.ts';

const schema = loadSchema();
const { catalogue } = readCatalogue(schema);
const governed = governedTypes(schema);

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const fieldsOf = (
  type: GraphQLNamedType | undefined,
): readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] =>
  isObjectType(type) || isInputObjectType(type)
    ? Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields())
    : [];

test('the schema is the golden one', () => {
  const golden = readFileSync(new URL('../golden/schema.graphql', import.meta.url), 'utf8');
  expect(printSortedSchema(schema) === golden, 'The schema changed. Review it, then run: npm run schema:golden').toBe(
    true,
  );
});

describe('documentation', () => {
  const undocumented: string[] = [];
  const check = (where: string, { description }: { readonly description?: string | null | undefined }): void => {
    if (description == null || description.trim() === '') undocumented.push(where);
  };
  for (const type of types.filter(({ name }) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name))) {
    check(type.name, type);
    for (const field of fieldsOf(type)) {
      check(`${type.name}.${field.name}`, field);
      if ('args' in field)
        for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
  }
  for (const directive of schema.getDirectives().filter((one) => !isSpecifiedDirective(one))) {
    check(`@${directive.name}`, directive);
    for (const argument of directive.args) check(`@${directive.name}(${argument.name}:)`, argument);
  }

  test('every type, field, argument, enum value and directive has a description', () => {
    expect(undocumented).toEqual([]);
  });
});

describe('classification', () => {
  const coordinates = governed.flatMap((type) =>
    fieldsOf(type).map((field) => ({ field, at: `${type.name}.${field.name}` as const })),
  );
  const own = coordinates.filter(({ at }) => !STRUCTURAL_FIELDS.has(at));

  test('every field of a governed type is classified, but for those that lead on or name the partner, and those exist', () => {
    expect(own.filter(({ at }) => !catalogue.has(at)).map(({ at }) => at)).toEqual([]);
    expect(new Set(coordinates.filter(({ at }) => STRUCTURAL_FIELDS.has(at)).map(({ at }) => at))).toEqual(
      STRUCTURAL_FIELDS,
    );
    expect([...STRUCTURAL_FIELDS].filter((at) => !/^CustomerView\.|\.partner$/.test(at))).toEqual([]);
    expect([...STRUCTURAL_FIELDS].filter((at) => catalogue.has(at as `${string}.${string}`))).toEqual([]);
  });

  test('@classified stands on governed types only', () => {
    const names = new Set(governed.map(({ name }) => name));
    const strays = types.filter((type): type is GraphQLObjectType => isObjectType(type) && !names.has(type.name));
    const classified = strays.flatMap((type) =>
      fieldsOf(type)
        .filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === 'classified'))
        .map(({ name }) => `${type.name}.${name}`),
    );
    expect(classified).toEqual([]);
  });

  test('every governed field is nullable, so that it can be withheld alone, and takes no argument', () => {
    const isRigid = ({ field }: (typeof own)[number]): boolean =>
      isNonNullType(field.type) || ('args' in field && field.args.length > 0);
    expect(own.filter(isRigid).map(({ at }) => at)).toEqual([]);
  });

  test('whatever leads from the view to a governed field is nullable too', () => {
    const leads = ['CustomerView', 'Credit', 'Market', 'Social'].flatMap((name) =>
      fieldsOf(schema.getType(name)).map((field) => ({ at: `${name}.${field.name}`, field })),
    );
    const rigid = leads.filter(({ field }) => isNonNullType(field.type)).map(({ at }) => at);
    expect(rigid).toEqual([
      'CustomerView.id',
      'CustomerView.disclosures',
      'CustomerView.gaps',
      'CustomerView.conflicts',
    ]);
  });

  test('a BAND mask names a positive step, and no other mask names one', () => {
    const wrong = [...catalogue].filter(
      ([, { mask, step }]) => (mask === 'BAND') !== (step !== undefined && Number(step) > 0),
    );
    expect(wrong).toEqual([]);
  });

  test('an unclassified field, a foreign dataset and a changed class are noticed', () => {
    const change = (from: string, to: string): GraphQLSchema =>
      buildASTSchema(parse(printSortedSchema(schema).replace(from, to)));
    const line =
      /  name: String @classified\(class: C2, kind: PERSON_NAME, mask: PERSON_NAME\)/.exec(
        printSortedSchema(schema),
      )?.[0] ?? '';
    const { schemaHash } = readCatalogue(schema);
    expect(readCatalogue(change(line, '  name: String')).catalogue.has('Identity.name')).toBe(false);
    expect(readCatalogue(change(line, line.replace('C2', 'C1'))).schemaHash).not.toBe(schemaHash);
    expect(() =>
      readCatalogue(change('@governed(dataset: "market.quote")', '@governed(dataset: "market.ratios")')),
    ).toThrow(/type Quote/);
    expect(() => readCatalogue(change('@governed(dataset: "market.quote")', '@governed(dataset: "toString")'))).toThrow(
      /type Quote/,
    );
  });

  test('the hash depends on the schema alone, not on the order of its files', () => {
    const again = buildASTSchema(parse(printSortedSchema(schema)));
    expect(readCatalogue(again).schemaHash).toBe(readCatalogue(schema).schemaHash);
  });
});

describe('the domain', () => {
  test('each dataset is one governed type, standing where the domain says, as one object or a list', () => {
    expect(governed.map(({ name }) => name).sort()).toEqual(DATASET_NAMES.map((name) => DATASETS[name].type).sort());
    for (const name of DATASET_NAMES) {
      const { type, path, shape } = DATASETS[name];
      let at: GraphQLNamedType | undefined = schema.getType('CustomerView');
      let printed = 'CustomerView';
      for (const step of path) {
        printed = String(isObjectType(at) ? at.getFields()[step]?.type : undefined);
        at = schema.getType(printed.replace(/[[\]!]/g, ''));
      }
      expect([name, printed]).toEqual([name, shape === 'many' ? `[${type}!]` : type]);
    }
  });

  test('the fields of each record are the fields of its type', () => {
    for (const name of DATASET_NAMES) {
      const { type } = DATASETS[name];
      const fields = fieldsOf(schema.getType(type))
        .map((field) => field.name)
        .filter((field) => !STRUCTURAL_FIELDS.has(`${type}.${field}`));
      expect([name, fields.sort()]).toEqual([name, recordFields(RECORD_OF[type] ?? '').sort()]);
    }
  });

  test.each([
    ['ErrorCode', Object.keys(ERRORS)],
    ['ReasonCode', [...DENIAL_REASONS, NOT_PERMITTED, ...SUCCESS_REASONS]],
    ['GapCode', [...GAP_CODES]],
    ['MaskRule', [...MASK_RULES]],
    ['DataClass', [...DATA_CLASSES]],
    ['DataKind', [...DATA_KINDS]],
    ['AuditKind', [...AUDIT_KINDS]],
    ['RightsRefusal', Object.keys(RIGHTS_REFUSALS)],
  ])('enum %s is the domain list, in its order', (name, values) => {
    const type = schema.getType(name);
    expect(isEnumType(type) ? type.getValues().map((value) => value.name) : []).toEqual(values);
  });

  test.each([
    ['Outcome', 'decision.ts', 'Outcome'],
    ['AgreementState', 'agreement.ts', 'AgreementState'],
    ['AgreementKind', 'agreement.ts', 'AgreementKind'],
    ['AgreementAction', 'agreement.ts', 'AgreementAction'],
    ['RecipientClass', 'agreement.ts', 'RecipientClass'],
    ['ConsentState', 'consent.ts', 'ConsentState'],
    ['ConsentForm', 'consent.ts', 'ConsentForm'],
    ['LawfulBasis', 'purpose.ts', 'LawfulBasis'],
    ['CacheState', 'sourced.ts', 'CacheState'],
    ['CustomerKind', 'customer.ts', 'CustomerKind'],
    ['SurvivorshipReason', 'view.ts', 'SurvivorshipReason'],
    ['CustomerRight', 'rights-request.ts', 'CustomerRight'],
    ['RightsRequestState', 'rights-request.ts', 'RightsRequestState'],
    ['RightsStepState', 'rights-request.ts', 'RightsStepState'],
    ['IdentityMethod', 'rights-request.ts', 'IdentityMethod'],
    ['LegalHoldState', 'legal-hold.ts', 'LegalHoldState'],
  ])('enum %s has the words of the domain type', (name, file, typeName) => {
    const type = schema.getType(name);
    const values = isEnumType(type) ? type.getValues().map(({ value }) => String(value)) : [];
    const union = new RegExp(`export type ${typeName} =([^;]+);`).exec(domainSource(file))?.[1] ?? '';
    expect(values.sort()).toEqual([...union.matchAll(/'([^']+)'/g)].map(([, word]) => word).sort());
  });
});

/** The interface behind each governed type, by the naming rule of domain/record.ts and its one exception. */
const RECORD_OF: Record<string, string> = Object.fromEntries(
  DATASET_NAMES.map((name) => DATASETS[name].type).map((type) => [
    type,
    `${type === 'CustomerView' ? 'CustomerCore' : type}Record`,
  ]),
);

function domainSource(file: string): string {
  return readFileSync(new URL(`../../src/domain/${file}`, import.meta.url), 'utf8');
}

function recordFields(name: string): string[] {
  const body = new RegExp(`export interface ${name} \\{([^}]*)\\}`).exec(domainSource('record.ts'))?.[1] ?? '';
  return [...body.matchAll(/readonly (\w+)\??:/g)].map(([, field]) => field ?? '');
}
