/** The SDL is the catalogue, so what the SDL cannot mean is refused at the start. */
import { buildSchema, type GraphQLSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCatalogue } from '../../src/graphql/catalogue.ts';

const DIRECTIVES = readFileSync(new URL('../../schema/directives.graphql', import.meta.url), 'utf8');
const CREDIT = '@classified(class: C2, kind: AMOUNT, adverseSince: "pastDueOn")';

const schemaWith = (fields: string): GraphQLSchema =>
  buildSchema(`${DIRECTIVES}
    scalar LocalDate
    type CreditAccount @governed(dataset: "credit.account") { amount: Int ${CREDIT} ${fields} }
    type Query { account: CreditAccount }`);

it('an adverse fact names the day from which it is counted', () => {
  const { catalogue } = readCatalogue(schemaWith('pastDueOn: LocalDate @classified(class: C1, kind: DATE)'));
  expect(catalogue.get('CreditAccount.amount')?.adverseSince).toBe('pastDueOn');
});

it.each(['', 'pastDueOn: String @classified(class: C1, kind: DATE)'])(
  'an adverse fact without that day is refused: %j',
  (fields) => {
    expect(() => readCatalogue(schemaWith(fields))).toThrow(/CreditAccount has no day "pastDueOn"/);
  },
);
