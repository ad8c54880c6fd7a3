/**
 * What would happen, for officers: the same decision as a real request meets, on the facts as they are or as they would be, without a partner
 * being asked or a customer's data being opened.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { createEntryStore } from '../../src/store/audit-entries.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, pickCustomer, read, viewOf } from '../support/reading.ts';
import { readTrail } from '../support/trail.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const OFFICER = 'compliance-officer';
const customer = pickCustomer({
  kind: 'PERSON',
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  credit: 'GIVEN',
});
const INCOME = 'CashFlow.monthlyIncome';

interface Gate {
  readonly number: number;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly words: readonly string[];
  readonly facts: readonly { readonly name: string; readonly isRequired: boolean; readonly state: string | null }[];
}
interface Field {
  readonly coordinate: string;
  readonly outcome: string;
  readonly outcomeNow: string;
  readonly reasons: readonly string[];
  readonly sources: readonly { readonly source: string; readonly outcome: string; readonly gates: readonly Gate[] }[];
}

const QUESTION = {
  caller: 'lin.yue', application: 'loan-desk', roles: ['credit-officer'], customerId: customer.id, purpose: 'CREDIT_DECISION', coordinates: [INCOME],
}; // prettier-ignore
const SIMULATE = `query ($input: SimulateInput!) { simulate(input: $input) { decidedAt fields { coordinate outcome outcomeNow reasons
  sources { source outcome gates { number outcome reasons words(language: ZH) facts { name version hash isIntact state isRequired } } } } } }`;

const simulate = (input: object, who: Asker = OFFICER): Promise<Answer> =>
  gateway.ask(who, SIMULATE, { input: { ...QUESTION, ...input } });
const simulated = async (input: object = {}): Promise<Field> => {
  const { fields } = read<{ fields: Field[] }>(await simulate(input), 'simulate');
  if (fields[0] === undefined) throw new Error('nothing was simulated');
  return fields[0];
};
const calls = (): number => gateway.partner('mx-credit').calls.count();

describe('a simulation', () => {
  it('says what a request will meet, gate by gate with its facts, and asks no partner', async () => {
    const { outcome, reasons, sources } = await simulated();
    expect(calls()).toBe(0);
    const [mx] = sources.filter(({ source }) => source === 'mx-credit');
    const consent = mx?.gates.find(({ number }) => number === 9)?.facts.filter(({ isRequired }) => isRequired);
    const given = { name: `consent:${demoConsentId(customer.id, 'CREDIT_DECISION')}`, state: 'GRANTED' };
    expect(consent).toContainEqual(expect.objectContaining(given));
    const view = viewOf(
      await gateway.ask('credit-officer', customerQuery('credit { cashFlow { monthlyIncome } }'), {
        id: customer.id,
        purpose: 'CREDIT_DECISION',
      }),
    );
    const [line] = linesOf(view, INCOME).filter(({ partner }) => partner === 'mx-credit');
    expect({ outcome, reasons }).toEqual({ outcome: line?.outcome, reasons: line?.reasons });
  });

  it('of a withdrawal shows what would be lost, in words, and withdraws nothing', async () => {
    const id = demoConsentId(customer.id, 'CREDIT_DECISION');
    const field = await simulated({ assume: { consentWithdrawn: id } });
    expect(field).toMatchObject({ outcomeNow: 'MASK', outcome: 'WITHHOLD', reasons: ['CONSENT_WITHDRAWN'] });
    const gate = field.sources[0]?.gates.find(({ number }) => number === 9);
    expect(gate).toMatchObject({ outcome: 'WITHHOLD', words: ['客户已撤回同意。'] });
    expect(await simulated()).toMatchObject({ outcome: 'MASK' });
  });

  it('of an agreement’s end takes all its versions, or the one that is named', async () => {
    const now = await simulated();
    const agreement =
      now.sources[0]?.gates.find(({ number }) => number === 7)?.facts.find(({ isRequired }) => isRequired)?.name ?? '';
    const id = agreement.replace('agreement:', '');
    for (const agreementEnded of [id, id.slice(0, id.lastIndexOf('/'))])
      expect(await simulated({ assume: { agreementEnded } })).toMatchObject({
        outcome: 'WITHHOLD',
        reasons: ['AGREEMENT_NOT_ACTIVE'],
      });
  });

  it('of a proposed policy shows what it would change before anybody approves it', async () => {
    const { document, number } = read<{ document: string; number: number }>(
      await gateway.ask(OFFICER, '{ policy { document number } }'),
      'policy',
    );
    const draft = parse(document) as { roles: Record<string, { ceilings: Record<string, string> }> };
    draft.roles['credit-officer']!.ceilings['C2'] = 'WITHHOLD';
    const proposal = { document: stringify(draft), base: number, because: 'a question' };
    const proposed = await gateway.ask(
      OFFICER,
      'mutation ($input: ProposePolicyInput!) { proposePolicy(input: $input) { id } }',
      { input: proposal },
    );
    const { id: policyChange } = read<{ id: string }>(proposed, 'proposePolicy');
    expect(await simulated({ assume: { policyChange } })).toMatchObject({
      outcomeNow: 'MASK',
      outcome: 'WITHHOLD',
      reasons: ['ROLE_MAX_WITHHOLD'],
    });
    await gateway.ask(OFFICER, `mutation { recallPolicy(input: { id: "${policyChange}" }) { state } }`);
    const answer = await simulate({ assume: { policyChange } });
    expect(answer.errors[0]?.message).toContain('it is RECALLED; only a PROPOSED one');
  });

  it('conceals nothing from the officer, and is in the log under their name without the customer’s id', async () => {
    const never = pickCustomer({ kind: 'PERSON', credit: 'NEVER_ASKED' });
    expect((await simulated({ customerId: never.id })).reasons).toContain('CONSENT_NONE');
    const [entry] = await readTrail(gateway, { kinds: ['LOG_READ'], caller: 'zhou.min' });
    expect(entry).toMatchObject({ caller: 'zhou.min', application: 'compliance-console', count: 1 });
    expect(entry?.target).toContain('simulate');
    const kept = await createEntryStore(gateway.database.db).find({ tags: [], limit: 100 });
    expect(kept.map(({ text }) => text).filter((text) => text.includes('simulate'))).not.toEqual([]);
    expect(kept.filter(({ text }) => text.includes(never.id))).toEqual([]);
  });

  it.each([
    ['an unknown field', { coordinates: ['CashFlow.colour'] }, 'coordinates[0]: no governed field "CashFlow.colour"'],
    ['no field', { coordinates: [] }, 'coordinates: at least one'],
    ['nobody’s consent', { assume: { consentWithdrawn: 'none' } }, 'assume.consentWithdrawn: the customer has no consent "none"'],
    ['no agreement', { assume: { agreementEnded: 'none' } }, 'assume.agreementEnded: no agreement "none"'],
    ['no policy change', { assume: { policyChange: 'none' } }, 'assume.policyChange: no policy change "none"'],
    ['a caller without a name', { caller: '' }, 'caller, application, roles'],
    ['nobody', { customerId: 'CUST-999999' }, 'customerId: no such customer in your data scope'],
  ])('about %s is refused with what is wrong', async (_what, input, problem) => {
    const answer = await simulate(input);
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toContain(problem);
  }); // prettier-ignore

  it('is only for roles that may simulate, and only inside their data scope', async () => {
    expect(codesOf(await simulate({}, 'credit-officer'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await simulate({}, 'auditor'))).toEqual(['FORBIDDEN']);
    await gateway.database.db.transaction(async (tx) => {
      const desk = await readFact(tx, 'principal', 'compliance-console');
      const scope = { legalEntities: ['NOWHERE'], branches: '*' } as const;
      await changeFact(tx, 'principal', 'compliance-console', desk!.version, { ...desk!.body, scope }, 'test');
    });
    const [foreign, unknown] = [await simulate({}), await simulate({ customerId: 'CUST-999999' })];
    expect(foreign.errors).toMatchObject([{ message: unknown.errors[0]?.message ?? 'none' }]);
  });
});
