/** Compiled and interpreted operations answer byte for byte alike, errors included; compiling starts with the second use. */
import fc from 'fast-check';
import {
  type ExecutionResult,
  type GraphQLObjectType,
  getNamedType,
  getVariableValues,
  isLeafType,
  isObjectType,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import type { CustomerViewContent } from '../../src/domain/view.ts';
import { compile, createRun, interpret } from '../../src/graphql/compile.ts';
import type { RequestContext } from '../../src/graphql/context.ts';
import { repairErrors } from '../../src/graphql/error-status.ts';
import { settleConditions } from '../../src/graphql/conditions.ts';
import { createFormatError } from '../../src/graphql/format-error.ts';
import { operationOf } from './operation-of.ts';
import { refusingGovernance, request, schema, viewOf } from './support.ts';

const context = (over: Partial<CustomerViewContent> = {}): RequestContext => ({
  ...request,
  actor: request,
  customers: {
    one: async (_key, _purpose, id) => {
      if (id === 'boom') throw new Error('a text nobody may see');
      return viewOf(id, over);
    },
    many: async (_key, _purpose, ids) => ids.map((id) => viewOf(id, over)),
  },
  governance: refusingGovernance,
  trail: async () => ({ items: [], hasNextPage: false }),
  datasetsOf: () => [],
});

const format = createFormatError({
  log: { error: () => {}, warn: () => {} },
  requestIdOf: () => 'r',
  showsSuggestions: true,
});

function bytesOf(result: ExecutionResult): string {
  const { data, errors } = repairErrors(result);
  const told = errors?.map((error) => JSON.stringify(format(error.toJSON(), error))).sort();
  return JSON.stringify({ data, errors: told });
}

async function bothWays(
  query: string,
  variables: Record<string, unknown>,
  over: Partial<CustomerViewContent> = {},
): Promise<[string, string]> {
  const { operation } = operationOf(schema, query);
  const { coerced } = getVariableValues(schema, operation.node.variableDefinitions ?? [], variables);
  if (coerced === undefined) throw new Error('the variables of this test must be valid');
  const settled = settleConditions(operation, coerced);
  const compiled = compile(settled);
  if (compiled === undefined) throw new Error(`does not compile: ${query}`);
  return [bytesOf(await interpret(operation)(context(over), coerced)), bytesOf(await compiled(context(over), coerced))];
}

const VARIABLES = '$yes: Boolean = true, $no: Boolean!, $id: ID!, $ids: [ID!]! = ["x"], $first: Int';

/** Selections of a type, at most `depth` deep: aliases, conditions, inline fragments and repeated fields. */
function selectionOf(type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
  if (fields.length === 0) return fc.constant('{ __typename }');
  const field = fc.constantFrom(...fields).chain((chosen) => {
    const below = getNamedType(chosen.type);
    const selection = isObjectType(below) ? selectionOf(below, depth - 1) : fc.constant('');
    return fc.tuple(alias, condition, selection).map(([name, when, inner]) => `${name(chosen.name)} ${when} ${inner}`);
  });
  const inline = fc
    .tuple(condition, fc.array(field, { minLength: 1, maxLength: 3 }))
    .map(([when, inner]) => `... on ${type.name} ${when} { ${inner.join(' ')} }`);
  const part = fc.oneof(
    { weight: 6, arbitrary: field },
    { weight: 1, arbitrary: inline },
    { weight: 1, arbitrary: fc.constant('__typename') },
  );
  return fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `{ ${parts.join(' ')} }`);
}

const alias: fc.Arbitrary<(name: string) => string> = fc.constantFrom(
  (name) => name,
  (name) => name,
  (name) => `a_${name}: ${name}`,
);
const condition = fc.constantFrom(
  '',
  '',
  '',
  '@skip(if: $no)',
  '@include(if: $no)',
  '@include(if: $yes)',
  '@skip(if: true)',
);

const customerType = schema.getType('CustomerView') as GraphQLObjectType;
const roots = fc.constantFrom(
  'one: customer(id: $id, purpose: "P")',
  'customer(id: "1", purpose: "P")',
  'customers(ids: $ids, purpose: "P")',
  'more: customers(ids: ["a", $id], purpose: "P") @include(if: $yes)',
);
const operations = fc
  .uniqueArray(fc.tuple(roots, selectionOf(customerType, 3)), {
    minLength: 1,
    maxLength: 3,
    selector: ([root]) => root,
  })
  .map(
    (fields) =>
      `query (${VARIABLES}) { ${fields.map((parts) => parts.join(' ')).join(' ')} uses: purposes(first: $first) @skip(if: true) { edges { cursor } } x: customers(ids: $ids, purpose: "P") @skip(if: $yes) { id @skip(if: $no) } y: customer(id: $id, purpose: "P") { id } }`,
  );
const variables = fc.record(
  {
    yes: fc.boolean(),
    no: fc.boolean(),
    id: fc.constantFrom('1', 'boom'),
    ids: fc.constantFrom(['a', 'b'], [], 'c'),
    first: fc.constantFrom(5, null),
  },
  { requiredKeys: ['no', 'id'] },
);

describe('compiled and interpreted', () => {
  test('answer generated operations byte for byte alike', async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(operations, variables, async (query, values) => {
        if (validate(schema, operationOf(schema, query).operation.document).length > 0) return;
        valid += 1;
        const [interpreted, compiled] = await bothWays(query, values);
        expect(compiled).toBe(interpreted);
      }),
      { numRuns: 400 },
    );
    expect(valid).toBeGreaterThan(200);
  });

  test.each([
    ['a text where a number belongs', { credit: { scores: [{ model: 'A', value: 'secret' }, { value: 3.5 }] } }],
    ['a malformed decimal', { market: { quote: { price: '1e5x' } } }],
    ['a missing non-null part', { credit: { scores: [{ range: { from: '300' } }] } }],
    ['an unknown enum value', { kind: 'ROBOT' }],
    ['an object where a list belongs', { credit: { scores: { model: 'A' } } }],
    ['null in a list of non-null', { identity: { phones: ['1', null] } }],
  ])('answer %s alike, and tell nothing of the value', async (_what, over) => {
    const query =
      '{ customers(ids: ["1", "2"], purpose: "P") { kind identity { phones } credit { scores { model value range { from to } } } market { quote { price } } } }';
    const [interpreted, compiled] = await bothWays(query, {}, over);
    expect(compiled).toBe(interpreted);
    expect(compiled).toContain('INTERNAL');
    expect(compiled).not.toMatch(/secret|ROBOT|1e5x|3\.5/);
  });

  test('the first use is interpreted, the second compiled', async () => {
    const { operation } = operationOf(schema, '{ customer(id: "1", purpose: "P") { id } }');
    let compilations = 0;
    const run = createRun(operation, () => {
      compilations += 1;
      return true;
    });
    const results: string[] = [];
    for (const expected of [0, 1, 1, 1]) {
      results.push(bytesOf(await run(context(), {})));
      expect(compilations).toBe(expected);
    }
    expect(new Set(results).size).toBe(1);
  });

  test('a hundred customers with sixty fields are answered within 50 ms once compiled', async () => {
    const fields = Array.from(
      { length: 12 },
      (_, i) => `f${i}: identity { name phones } c${i}: credit { scores { model value rating } }`,
    );
    const { operation } = operationOf(
      schema,
      `query ($ids: [ID!]!) { customers(ids: $ids, purpose: "P") { ${fields.join(' ')} } }`,
    );
    const run = createRun(operation, () => true);
    const ids = Array.from({ length: 100 }, (_, index) => `c${index}`);
    const elapsed: number[] = [];
    for (let use = 0; use < 20; use += 1) {
      const startedAt = performance.now();
      await run(context(), { ids });
      elapsed.push(performance.now() - startedAt);
    }
    expect(Math.min(...elapsed)).toBeLessThan(50);
  });
});
