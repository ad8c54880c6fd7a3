/**
 * An agreement as a document for somebody else's tools, and back: the same terms to the hash, and nothing dropped in silence.
 */
import { Ajv2019 } from 'ajv/dist/2019.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, read } from '../support/reading.ts';
import { agreementSteps, AUTHOR, FIRST, MORE, type Version } from './agreement-steps.ts';
import { ODCS_SCHEMA } from './odcs-schema.ts';

let gateway: TestGateway;
const { propose } = agreementSteps(() => gateway);
beforeAll(async () => {
  gateway = await startTestGateway();
  await propose('AGR-DUE', MORE);
});
afterAll(() => gateway.close());

describe('as an Open Data Contract', () => {
  const exported = async (id: string): Promise<string> =>
    read<string>(
      await gateway.ask(FIRST, 'query ($id: ID!) { agreementContract(id: $id) }', { id }),
      'agreementContract',
    );
  const load = (contract: string, who: Asker = AUTHOR): Promise<Answer> =>
    gateway.ask(
      who,
      `mutation ($input: ProposeAgreementFromContractInput!) {
      proposeAgreementFromContract(input: $input) { notTaken agreement { id version state termsHash author } } }`,
      { input: { contract } },
    );
  type Proposed = { readonly notTaken: readonly string[]; readonly agreement: Version };
  type Contract = Record<string, unknown> & {
    customProperties: { property: string; value: unknown }[];
    slaProperties: { id: string; value: unknown }[];
  };
  const edited = async (change: (contract: Contract) => void, id = 'AGR-DUE/1'): Promise<string> => {
    const contract = parse(await exported(id)) as Contract;
    change(contract);
    return stringify(contract);
  };

  it('what is exported fits the standard, and read back it is the same terms to the hash, for every agreement', async () => {
    const isValid = new Ajv2019({ strict: false, allErrors: true }).compile(ODCS_SCHEMA);
    const list = await gateway.ask(FIRST, '{ agreements(first: 100) { edges { node { id version state termsHash } } } }');
    for (const { node } of read<{ edges: { node: Version }[] }>(list, 'agreements').edges) {
      const contract = await exported(node.id);
      expect([node.id, isValid(parse(contract)), isValid.errors]).toEqual([node.id, true, null]);
      const { notTaken, agreement } = read<Proposed>(await load(contract), 'proposeAgreementFromContract');
      expect(agreement).toMatchObject({ state: 'DRAFT', version: 1, termsHash: node.termsHash, author: 'paula.mendes' });
      expect(notTaken).toEqual(['team']);
      const again = parse(await exported(agreement.id)) as Contract;
      const { version: _a, status: _b, team: _c, customProperties: mine, ...rest } = again;
      const { version: _d, status: _e, team: _f, customProperties: theirs, ...first } = parse(contract) as Contract;
      expect(rest).toEqual(first);
      const terms = (all: Contract['customProperties']) => all.filter(({ property }) => property !== 'state');
      expect(terms(mine)).toEqual(terms(theirs));
    }
  }); // prettier-ignore

  it('terms changed on the way are noticed; changed on purpose they are a proposal like any other', async () => {
    const sneaky = await edited(({ slaProperties }) => void slaProperties.forEach((one) => one.id === 'grant-1-retention' && (one.value = 3_000)));
    const refused = await load(sneaky);
    expect([codesOf(refused), refused.errors[0]?.message]).toEqual([['INVALID_INPUT'], expect.stringContaining('termsHash')]);
    const open = await edited((contract) => {
      contract.customProperties = contract.customProperties.filter(({ property }) => property !== 'termsHash');
      contract.slaProperties.forEach((one) => one.id === 'grant-1-retention' && (one.value = 3_000));
    });
    expect(read<Proposed>(await load(open), 'proposeAgreementFromContract').agreement.state).toBe('DRAFT');
    expect(codesOf(await load(open, FIRST))).toEqual(['FORBIDDEN']);
  }); // prettier-ignore

  it('what has no place is listed, what would bind and cannot be read is refused, and never by a crash', async () => {
    const more = await edited((contract) => {
      contract['description'] = { purpose: 'Lending' };
      contract['roles'] = [{ role: 'reader' }];
      contract.customProperties.push({ property: 'favouriteColour', value: 'red' });
      contract.slaProperties.push({ id: 'uptime', value: 99.9, property: 'availability' } as never);
    });
    expect(read<Proposed>(await load(more), 'proposeAgreementFromContract').notTaken.toSorted()).toEqual([
      'customProperties.favouriteColour', 'description', 'roles', 'slaProperties.uptime', 'team',
    ]);
    const bomb = 'a: &a ["x","x"]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n';
    for (const [text, names] of [
      ['', 'contract'], ['- 1', 'contract'], ['a: [', 'line'], [bomb, 'aliases'], ['['.repeat(5_000), 'deeper'], ['- '.repeat(5_000), 'deeper'],
      ['x'.repeat(200_001), '200000'], ['a: 1\na: 2', 'DUPLICATE_KEY'], ['!!js/function "x"', 'contract'], ['? {a: 1}\n: 2', 'contract'],
      ['\n'.repeat(125_500), 'contract'],
      [await edited((contract) => void (contract['surprise'] = 1)), 'surprise'],
      [await edited((contract) => void (contract['apiVersion'] = 'v2.2.2')), 'apiVersion'],
      [await edited((contract) => void (contract['servers'] = [])), 'servers'],
      [await edited((contract) => void (contract['servers'] = [{ server: 'nobody', type: 'custom' }])), 'termsHash'],
      [await edited((contract) => void (contract['schema'] = [{ name: 'Identity', properties: [{ name: 'phones' }] }])), 'no grant covers'],
      [await edited((contract) => void (contract['schema'] = [{ name: 'CreditScore', properties: [{ name: 'value', classification: 'public' }] }])), 'C2'],
      [await edited((contract) => void (contract['price'] = { priceAmount: 9, priceCurrency: 'USD', priceUnit: 'call' })), 'pricePerCall'],
      [await edited((contract) => void (contract['price'] = { priceAmount: 9 })), 'priceUnit'],
      [await edited((contract) => void contract.slaProperties.pop()), 'grant-1-retention'],
      [await edited((contract) => void contract.customProperties.push({ property: 'residency', value: 'US' })), 'twice'],
      [await edited((contract) => void contract.customProperties.forEach((one) => one.property === 'internalUse' && (one.value = 'yes'))), 'internalUse'],
    ] as const) {
      const answer = await load(text);
      expect([codesOf(answer), answer.data], text.slice(0, 60)).toEqual([['INVALID_INPUT'], null]);
      expect(answer.errors[0]?.message, text.slice(0, 60)).toContain(names);
    }
  }); // prettier-ignore
});
