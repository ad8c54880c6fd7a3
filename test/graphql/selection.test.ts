/** The governed fields an operation selects: the same ones graphql-js would answer, named by concrete type and field. */
import { buildSchema, getVariableValues } from 'graphql';
import { describe, expect, test } from 'vitest';
import { settleConditions } from '../../src/graphql/conditions.ts';
import { governedBy } from '../../src/graphql/prepare.ts';
import { type Selections, selectGoverned } from '../../src/graphql/selection.ts';
import { operationOf } from './operation-of.ts';
import { schema, startServer } from './support.ts';

const isGoverned = governedBy(schema);

function select(query: string, raw: Record<string, unknown> = {}, name?: string): Selections {
  const { operation } = operationOf(schema, query, name);
  const { coerced } = getVariableValues(schema, operation.node.variableDefinitions ?? [], raw);
  return selectGoverned(settleConditions(operation, coerced ?? {}), isGoverned);
}

const of = (query: string, raw?: Record<string, unknown>, name?: string): Record<string, readonly string[]> =>
  Object.fromEntries(select(query, raw, name).get('customer') ?? []);

const customer = (selection: string): string => `customer(id: "1", purpose: "P") { ${selection} }`;

describe('what is selected', () => {
  test('fields of governed types, whole values without their parts, nothing structural', () => {
    const query = `{ ${customer('id __typename kind identity { name addresses { city } } credit { accounts { balance { amount } } } disclosures { coordinate } gaps { code }')} }`;
    expect(of(query)).toEqual({
      'CustomerView.kind': ['kind'],
      'Identity.name': ['identity.name'],
      'Identity.addresses': ['identity.addresses'],
      'CreditAccount.balance': ['credit.accounts.balance'],
    });
  });

  test('an alias changes the path and never the coordinate; two aliases are two paths of one coordinate', () => {
    expect(
      of(`{ ${customer('documentNumber: kind who: identity { name: documentNumber again: documentNumber }')} }`),
    ).toEqual({
      'CustomerView.kind': ['documentNumber'],
      'Identity.documentNumber': ['who.name', 'who.again'],
    });
  });

  test('fragments, named, inline and nested, are followed; each field is noted once', () => {
    const query = `{ ...Root } fragment Root on Query { ${customer('...View ... on CustomerView { identity { phones } } ... { kind }')} }
      fragment View on CustomerView { identity { ...Who } ...Kind } fragment Who on Identity { name phones } fragment Kind on CustomerView { kind }`;
    expect(of(query)).toEqual({
      'Identity.name': ['identity.name'],
      'Identity.phones': ['identity.phones'],
      'CustomerView.kind': ['kind'],
    });
  });

  test('the same response key selected twice is merged, as its answer is', () => {
    expect(Object.keys(of(`{ ${customer('kind')} ${customer('identity { name }')} }`))).toEqual([
      'CustomerView.kind',
      'Identity.name',
    ]);
  });

  test('each root field has its own selection, by response key', () => {
    const selections = select(
      `{ a: ${customer('kind')} b: customers(ids: ["1"], purpose: "P") { market { quote { price } } } purposes { edges { cursor } } }`,
    );
    expect([...selections].map(([key, selection]) => [key, [...selection.keys()]])).toEqual([
      ['a', ['CustomerView.kind']],
      ['b', ['Quote.price']],
      ['purposes', []],
    ]);
  });

  test('only the operation that runs is read', () => {
    const query = `query A { ${customer('kind')} } query B { ${customer('identity { name }')} }`;
    expect(Object.keys(of(query, {}, 'B'))).toEqual(['Identity.name']);
  });
});

describe('what is left out', () => {
  const query = (conditions: string): string =>
    `query ($yes: Boolean! = true, $no: Boolean = false) { ${customer(`id ${conditions}`)} }`;

  test.each([
    ['kind @skip(if: true)', []],
    ['kind @skip(if: false)', ['CustomerView.kind']],
    ['kind @include(if: $no)', []],
    ['kind @include(if: $yes)', ['CustomerView.kind']],
    ['kind @include(if: $yes) @skip(if: $yes)', []],
    ['identity @skip(if: $yes) { name } identity { phones }', ['Identity.phones']],
    ['... @include(if: $no) { kind identity { name } }', []],
    ['... on CustomerView @skip(if: $yes) { kind }', []],
  ])('%s', (conditions, coordinates) => {
    expect(Object.keys(of(query(conditions)))).toEqual(coordinates);
  });

  test('variables decide by the value of this request, not of an earlier one', async () => {
    const { post, asked } = await startServer();
    const text = `query ($who: Boolean!) { ${customer('kind identity @include(if: $who) { name }')} }`;
    for (const who of [true, false, true, false]) await post(text, { who });
    expect(asked.map(({ coordinates }) => coordinates.length)).toEqual([2, 1, 2, 1]);
  });

  test('a root field behind a condition of its fragment is not asked for with the fields it would have had', async () => {
    const { post, asked } = await startServer();
    const text = `query ($no: Boolean!) { ... @include(if: $no) { ${customer('identity { name }')} } ${customer('kind')} }`;
    for (let use = 0; use < 3; use += 1) await post(text, { no: false });
    expect(asked.map(({ coordinates }) => coordinates)).toEqual([
      ['CustomerView.kind'],
      ['CustomerView.kind'],
      ['CustomerView.kind'],
    ]);
  });
});

describe('types', () => {
  const withInterface = buildSchema(`
    type Query { thing: Thing either: Either }
    interface Thing { name: String }
    type Cat implements Thing { name: String lives: Int }
    type Dog implements Thing { name: String tricks: Int }
    union Either = Cat | Dog`);
  const governed = (coordinate: string): boolean => /^(Cat|Dog|Thing|Either)\./.test(coordinate);
  const keys = (query: string): string[] => {
    const { operation } = operationOf(withInterface, query);
    return [...selectGoverned(operation, governed).values()].flatMap((selection) => [...selection.keys()]).sort();
  };

  test('a field of an interface is asked for under every concrete type it may have, never under the interface', () => {
    expect(keys('{ thing { name } }')).toEqual(['Cat.name', 'Dog.name']);
    expect(keys('{ thing { ... on Thing { name } ... on Cat { lives } } }')).toEqual([
      'Cat.lives',
      'Cat.name',
      'Dog.name',
    ]);
  });

  test('fields of a union count for the members their fragments name', () => {
    expect(keys('{ either { ... on Dog { tricks } ...c } } fragment c on Cat { name }')).toEqual([
      'Cat.name',
      'Dog.tricks',
    ]);
    expect(keys('{ either { ... on Either { ... on Thing { name } } } }')).toEqual(['Cat.name', 'Dog.name']);
  });
});
