/**
 * Operations made to cost much, to nest without end, or to read as something else than they are. Each is refused before anybody is asked
 * anything, soon, and by name of what is wrong; the next good request is served.
 */
import { describe, expect, it, test } from 'vitest';
import { attackGateway, CREDIT, OFFICER } from '../support/attacked-gateway.ts';
import { customerQuery, customersQuery, expectRefusal, linesOf, viewOf } from '../support/reading.ts';

const attack = attackGateway();
const { operation } = attack;

/** On a busy machine; without the limits some of these would take minutes, or the process. */
const SOON_MS = 5_000;
const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const within = (selection: string): string => `{ customer(id: "C", purpose: "P") { ${selection} } }`;
const nested = (depth: number, open: string, inner: string): string => open.repeat(depth) + inner + '}'.repeat(depth);

const TOO_MUCH: readonly (readonly [what: string, query: string])[] = [
  ['10,000 aliases', within(times(10_000, (n) => `a${n}: kind`))],
  ['10,000 times the same field', within(times(10_000, () => 'kind'))],
  ['2,000 root fields', `{ ${times(2_000, (n) => `r${n}: customer(id: "C", purpose: "P") { id }`)} }`],
  ['10,000 times __typename', within(times(10_000, () => '__typename'))],
  ['10,000 conditions on one field', within(`kind ${times(10_000, () => '@include(if: true)')}`)],
  ['1,000 conditional fields', within(times(1_000, () => 'kind @include(if: true)'))],
  ['nesting of inline fragments', within(nested(2_000, '... { ', 'kind '))],
  ['nesting of what has no such depth', `{ customer(id: "C", purpose: "P") ${nested(2_000, '{ identity ', '{ name ')} }`],
  ['nesting of lists in an argument', `{ customers(ids: ${'['.repeat(5_000)}"C"${']'.repeat(5_000)}, purpose: "P") { id } }`],
  ['nesting of objects in an argument', `{ customers(ids: ${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}, purpose: "P") { id } }`],
  ['introspection that goes round', `{ __schema { types ${nested(12, '{ fields { type ', '{ name ')} } }`.replaceAll('{ fields { type', '{ fields { type { ofType').concat(' } '.repeat(11))],
  ['10,000 variables', `query (${times(10_000, (n) => `$v${n}: ID`)}) { customer(id: "C", purpose: "P") { id } }`],
  ['5,000 operations', times(5_000, (n) => `query Q${n} { __typename }`)],
  ['two operations of one name', 'query A { __typename } query A { purposes { edges { cursor } } }'],
  ['two fragments of one name', `${within('...F')} fragment F on CustomerView { kind } fragment F on CustomerView { id }`],
  ['a fragment in a circle with itself', `${within('...F')} fragment F on CustomerView { kind ...F }`],
  ['a circle through twenty fragments', `${within('...F0')} ${times(20, (n) => `fragment F${n} on CustomerView { kind ...F${(n + 1) % 20} }`)}`],
  ['fragments that double thirty times over', `${within('...F0')} ${times(30, (n) => `fragment F${n} on CustomerView { a${n}: identity { name } ...F${n + 1} ... { ...F${n + 1} } }`)} fragment F30 on CustomerView { kind }`],
  ['aliases that double through fragments', `${within('...F0')} ${times(12, (n) => `fragment F${n} on CustomerView { ${times(3, (k) => `x${n}_${k}: identity { ...G${n}_${k} }`)} ...F${n + 1} }`)} ${times(12, (n) => times(3, (k) => `fragment G${n}_${k} on Identity { ${times(3, (j) => `y${n}_${k}_${j}: name`)} }`))} fragment F12 on CustomerView { kind }`],
  ['a name of a hundred thousand letters', within('k'.repeat(100_000))],
  ['an alias that the answer would repeat for each field below it', `{ ${'k'.repeat(100_000)}: customer(id: "C", purpose: "P") { kind identity { name } } }`],
  ['an alias of a hundred and one letters', within(`${'k'.repeat(101)}: kind`)],
  ['fields that cannot be merged', within('kind kind: identity { name }')],
  ['one key with two customers', '{ customer(id: "A", purpose: "P") { id } customer(id: "B", purpose: "P") { id } }'],
  ['a directive nobody knows', within('kind @defer')],
  ['a condition on a variable nobody declared', within('kind @include(if: $x)')],
]; // prettier-ignore

describe('an operation with', () => {
  test.each(TOO_MUCH)('%s is refused soon', async (_what, query) => {
    const startedAt = performance.now();
    const answer = await operation(query);
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    expect([answer.status, answer.data], answer.text.slice(0, 300)).toEqual([400, null]);
    expect(answer.errors[0]?.extensions.code).toMatch(/^(INVALID_INPUT|OPERATION_NOT_ALLOWED)$/);
    expect(answer.text.length).toBeLessThan(4_000);
  });

  it('a hundred thousand comments or commas, which say nothing, is answered or refused soon', async () => {
    for (const filler of ['#\n', ',', '\uFEFF', '\n']) {
      const startedAt = performance.now();
      const answer = await operation(`{ ${filler.repeat(100_000)} __typename }`);
      expect(answer.status).toBeLessThan(500);
      expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    }
  });
});

describe('variables', () => {
  test.each([
    ['a list of a hundred thousand ids', { ids: Array.from({ length: 100_000 }, (_, n) => `C${n}`), purpose: CREDIT }],
    ['an id of half a million letters', { ids: ['x'.repeat(500_000)], purpose: CREDIT }],
    ['a purpose of half a million letters', { ids: ['CUST-000001'], purpose: 'P'.repeat(500_000) }],
    ['a list in a list in a list', { ids: JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as unknown, purpose: CREDIT }],
    ['a hundred thousand names that nobody declared', { ids: 7.5, ...Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`v${n}`, n])) }],
  ])('%s: refused soon, and not sent back', async (_what, variables) => {
    const startedAt = performance.now();
    const answer = await attack.raw(JSON.stringify({ query: customersQuery('kind'), variables }));
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    expect([answer.status < 500, answer.data]).toEqual([true, null]);
    expect(answer.text.length).toBeLessThan(2_000);
  }); // prettier-ignore

  test.each(['__proto__', 'constructor'])('named %s are not read as anything of ours', async (name) => {
    const answer = await attack.raw(`{"query": "{ __typename }", "variables": {"${name}": {"purpose": "${CREDIT}"}}}`);
    expect(answer.status).toBeLessThan(500);
    expect(({} as Record<string, unknown>)['purpose']).toBeUndefined();
  });
});

/** The showcase's id and purpose as they look, and as they are not. */
const LOOKALIKES = [
  'CUST-00000１', 'ＣUST-000001', 'CUST-000001\u200B', '\u200ECUST-000001', 'CUST-000001\u0301', 'СUST-000001', 'CUST\u2010000001', 'CUST−000001',
  'CUST-000001\uFE0F', '\uFEFFCUST-000001', 'CUST-000001\u00A0', 'CUST-O00001', 'cust-000001', 'CUST-000001\u0000', 'CUST-٠٠٠٠٠١', 'CUST-000001\n', '"CUST-000001"',
]; // prettier-ignore

describe('letters that look like others', () => {
  test.each(LOOKALIKES)('%j is not the customer it looks like', async (id) => {
    for (const query of [customerQuery('kind'), customersQuery('kind')]) {
      const answer = await attack.gateway.ask(OFFICER, query, { id, ids: [id], purpose: CREDIT });
      expect(answer.text).not.toContain('"PERSON"');
      if (answer.data === null) expectRefusal(answer, answer.status < 500 ? answer.status : 200, 'INVALID_INPUT');
    }
  });

  test.each(['CREDIT_DECISlON', 'ＣREDIT_DECISION', 'CREDIT_DECISION\u200B', 'credit_decision', 'CREDIT\u005F\u0332DECISION', 'СREDIT_DECISION', ' CREDIT_DECISION'])(
    '%j is not the purpose it looks like',
    async (purpose) => {
      const answer = await attack.gateway.ask(OFFICER, customerQuery('kind'), { id: 'CUST-000001', purpose });
      expect(answer.text).not.toContain('"PERSON"');
      if (answer.data === null) return void expectRefusal(answer, 200, 'INVALID_INPUT');
      expect(linesOf(viewOf(answer), 'CustomerView.kind').map(({ outcome }) => outcome)).toEqual(['WITHHOLD']);
    },
  ); // prettier-ignore

  it('written as an escape in the document, an id is what the escape says', async () => {
    const escaped = await operation(`{ customer(id: "CUST-00000\\u0031", purpose: "${CREDIT}") { id kind } }`);
    expect(viewOf(escaped)).toEqual({ id: 'CUST-000001', kind: 'PERSON' });
    const block = await operation(`{ customer(id: """CUST-000001""", purpose: "${CREDIT}") { id kind } }`);
    expect(viewOf(block)).toEqual({ id: 'CUST-000001', kind: 'PERSON' });
    for (const bad of ['\\uD800', '\\u{110000}', '\\u{D800}', '\\x41']) {
      const answer = await operation(`{ customer(id: "CUST-${bad}", purpose: "${CREDIT}") { id } }`);
      expect([answer.data, answer.status < 500]).toEqual([null, true]);
    }
  });
});
