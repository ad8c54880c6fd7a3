/**
 * The same question asked by somebody else, for something else or about somebody else has another answer; and nobody learns from
 * an answer whether a customer exists.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, linesOf, pickCustomer, pickCustomers, viewOf, type View } from '../support/reading.ts';

const EVERYTHING = `kind
  identity { name birthDate documentNumber phones emails companyRegistration addresses { country city street } }
  credit { scores { model value } accounts { accountNumber balance { amount currency } } cashFlow { monthlyIncome } }
  market { profile { name } quote { price } macro { consumerPriceIndex } currencyRates { rate } }
  social { profiles { network handle displayName about } activity { posts recentPosts } audience { followers } }`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

async function ask(who: Asker, id: string, purpose: string, selection = EVERYTHING): Promise<View> {
  const answer = await gateway.ask(who, customerQuery(selection), { id, purpose });
  expect([answer.status, answer.errors]).toEqual([200, []]);
  return viewOf(answer);
}

const outcomes = ({ disclosures }: View): ReadonlySet<string> => new Set(disclosures.map(({ outcome }) => outcome));
const reasons = ({ disclosures }: View): readonly string[] =>
  [...new Set(disclosures.flatMap((line) => line.reasons))].sort();
const calls = (): number =>
  ['mx-credit', 'mastercard-credit', 'massive-market', 'finnhub-market', 'bluesky-social', 'pinterest-social']
    .map((id) => gateway.partner(id).calls.count())
    .reduce((a, b) => a + b); // prettier-ignore

function expectNothing(view: View): void {
  expect(view).toMatchObject({ kind: null, identity: null, credit: null, market: null, social: null, gaps: [] });
  expect([...outcomes(view)]).toEqual(['WITHHOLD']);
}

describe('nothing is released, and nobody is asked,', () => {
  const refusals = [
    ['to an auditor', 'auditor', 'CREDIT_DECISION', ['PURPOSE_NOT_ALLOWED']],
    ['to a compliance officer', 'compliance-officer', 'CREDIT_DECISION', ['PURPOSE_NOT_ALLOWED']],
    ['for a purpose of another role', 'marketing-analyst', 'CREDIT_DECISION', ['PURPOSE_NOT_ALLOWED']],
    ['for an unknown purpose', 'credit-officer', 'CURIOSITY', ['PURPOSE_UNKNOWN']],
    ['for a purpose that is no longer in use', 'risk-analyst', 'SOCIAL_SCORING', ['PURPOSE_RETIRED']],
    ['for a purpose with the name of a property', 'credit-officer', 'constructor', ['PURPOSE_UNKNOWN']],
    ['to a role the token claims but the application is not registered for',
      { role: 'credit-officer', application: 'marketing-studio' }, 'CREDIT_DECISION', ['PURPOSE_NOT_ALLOWED']],
    ['to a role nobody defined', { role: 'root', application: 'loan-desk' }, 'CREDIT_DECISION', ['PURPOSE_NOT_ALLOWED']],
    ['to a token without roles', { role: [], application: 'loan-desk' }, 'CREDIT_DECISION', ['PURPOSE_NOT_ALLOWED']],
    ['to an application that is switched off', { role: 'credit-officer', application: 'old-portal' }, 'CREDIT_DECISION', ['PRINCIPAL_DISABLED']],
  ] as const; // prettier-ignore

  test.each(refusals)('%s', async (_name, who, purpose, expected) => {
    const before = calls();
    const view = await ask(who, SHOWCASE.customerId, purpose);
    expectNothing(view);
    for (const reason of expected) expect(reasons(view)).toContain(reason);
    expect(calls()).toBe(before);
  });

  it('to an application nobody registered, which learns not even that', async () => {
    const view = await ask({ role: 'credit-officer', application: 'nowhere' }, SHOWCASE.customerId, 'CREDIT_DECISION');
    expectNothing(view);
    expect(reasons(view)).toEqual(['NOT_PERMITTED']);
  });
});

describe('roles and purposes', () => {
  it('a marketing analyst sees names and contacts masked, and no credit at all', async () => {
    const view = await ask('marketing-analyst', SHOWCASE.customerId, 'MARKETING');
    expect(view.credit).toBeNull();
    expect(linesOf(view, 'CreditScore.value')[0]?.reasons).toContain('AGREEMENT_PURPOSE_OUT_OF_SCOPE');
    expect(view.identity).toMatchObject({
      name: '欧阳**',
      emails: ['o***@example.com'],
      phones: null,
      birthDate: null,
    });
    const [bank, ...partners] = linesOf(view, 'Identity.name');
    expect(bank).toMatchObject({
      outcome: 'MASK',
      reasons: ['ROLE_MAX_MASK', 'MASK_OK'],
      consent: 'CNS-MARKETING-000001',
    });
    for (const line of partners) expect(line.reasons).toContain('AGREEMENT_PURPOSE_OUT_OF_SCOPE');
    expect(view.market?.['quote']).not.toBeNull();
  });

  it('pseudonyms of one handle differ from purpose to purpose, so that two cannot be joined', async () => {
    const { id } = pickCustomer({
      knownTo: ['bluesky-social'],
      unknownTo: ['pinterest-social'],
      credit: 'GIVEN',
      branch: 'CN-SHANGHAI',
    });
    const handle = async (purpose: string): Promise<unknown> =>
      (await ask('relationship-manager', id, purpose, 'social { profiles { handle } }')).social?.['profiles'];
    const [first, again, other] = [
      await handle('RELATIONSHIP_MANAGEMENT'),
      await handle('RELATIONSHIP_MANAGEMENT'),
      await handle('CREDIT_DECISION'),
    ];
    expect(first).toEqual([{ handle: expect.stringMatching(/^\S{10,}$/) as string }]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(JSON.stringify([first, other])).not.toContain('bsky.example');
  });

  it('a support agent, who is trusted less, sees fewer digits of a document number', async () => {
    const number = async (who: string, purpose: string): Promise<unknown> =>
      (await ask(who, SHOWCASE.customerId, purpose, 'identity { documentNumber }')).identity?.['documentNumber'];
    const trusted = await number('relationship-manager', 'CUSTOMER_SERVICE');
    const less = await number('support-agent', 'CUSTOMER_SERVICE');
    expect(trusted).toMatch(/^\d{3}\*+[\dX]{4}$/);
    expect(less).toMatch(/^\d\*+[\dX]$/);
  });

  it('a risk analyst sees in clear, without consent, what the law demands to know', async () => {
    const { id } = pickCustomer({ kind: 'PERSON', knownTo: ['mastercard-credit'], credit: 'NEVER_ASKED' });
    expect((await ask('credit-officer', id, 'CREDIT_DECISION', 'credit { scores { value } }')).credit).toBeNull();
    const view = await ask('risk-analyst', id, 'FRAUD_PREVENTION', 'credit { scores { value } }');
    expect(linesOf(view, 'CreditScore.value')).toMatchObject([{ outcome: 'ALLOW', consent: null }]);
    expect(view.credit).not.toBeNull();
  });

  it('a role that sees more wins where the application and the token hold both', async () => {
    const both = { role: ['credit-officer', 'relationship-manager'], application: 'branch-desk' };
    const one = { role: 'relationship-manager', application: 'branch-desk' };
    const name = async (who: Asker): Promise<unknown> =>
      (await ask(who, SHOWCASE.customerId, 'CREDIT_DECISION', 'identity { name }')).identity?.['name'];
    expect([await name(one), await name(both)]).toEqual(['欧阳**', '欧阳静怡']);
  });
});

describe('who the customer is', () => {
  const desk = { role: 'credit-officer', application: 'branch-desk' } as const;
  const FOREIGN = pickCustomer({ branch: 'US-NEW-YORK', credit: 'GIVEN' });
  const ERASED = pickCustomer({ branch: 'CN-SHENZHEN', credit: 'GIVEN', knownTo: ['mx-credit'] });
  const UNKNOWN = 'CUST-999999';

  beforeAll(async () => {
    await gateway.database.db.transaction(async (tx) => {
      const subject = await readFact(tx, 'subject', ERASED.id);
      if (subject === null) throw new Error('no such customer');
      const body = { ...subject.body, state: 'ERASED' as const };
      await changeFact(tx, 'subject', ERASED.id, subject.version, body, 'test');
    });
  });

  const rawAnswer = async (who: Asker, id: string, purpose: string): Promise<string> => {
    const { text, status } = await gateway.ask(who, customerQuery(EVERYTHING), { id, purpose });
    expect(status).toBe(200);
    return text.replaceAll(id, 'THE-ID');
  };

  test.each([
    [desk, 'CREDIT_DECISION'],
    [desk, 'CURIOSITY'],
    [desk, 'MARKETING'],
    [{ role: 'nobody', application: 'branch-desk' }, 'CREDIT_DECISION'],
    [{ role: 'credit-officer', application: 'nowhere' }, 'CREDIT_DECISION'],
  ] as const)('unknown, foreign and erased customers answer %j for %s with identical bytes', async (who, purpose) => {
    const before = calls();
    const [unknown, foreign, erased] = [
      await rawAnswer(who, UNKNOWN, purpose),
      await rawAnswer(who, FOREIGN.id, purpose),
      await rawAnswer(who, ERASED.id, purpose),
    ];
    expect(foreign).toBe(unknown);
    expect(erased).toBe(unknown);
    expect(unknown).toContain('NOT_PERMITTED');
    expect(unknown).not.toMatch(/SUBJECT|CONSENT|PURPOSE_|ROLE_|AGREEMENT_[A-Z]/);
    expect(calls()).toBe(before);
  });

  it('in one list of customers, too, unknown, foreign and erased ones look alike', async () => {
    const ids = [UNKNOWN, FOREIGN.id, ERASED.id];
    const query = `query ($ids: [ID!]!) { customers(ids: $ids, purpose: "CREDIT_DECISION") { kind identity { name } disclosures { coordinate outcome reasons } gaps { code } } }`;
    const answer = await gateway.ask(desk, query, { ids });
    const [first, ...others] = answer.data?.['customers'] as unknown as object[];
    for (const other of others) expect(other).toEqual(first);
    expect(Object.keys(answer.extensions['governance'] ?? {})).toEqual([
      'customers.*.kind',
      'customers.*.identity.name',
    ]);
  });

  it('an auditor reads the reason by name, and still no value', async () => {
    for (const [id, reason] of [[UNKNOWN, 'SUBJECT_UNKNOWN'], [ERASED.id, 'SUBJECT_ERASED']] as const) {
      const view = await ask('auditor', id, 'CREDIT_DECISION');
      expectNothing(view);
      expect(reasons(view)).toContain(reason);
    } // prettier-ignore
  });

  it('an application sees the customers of its own legal entity and branches and no others', async () => {
    const [own] = pickCustomers(1, { branch: 'CN-SHANGHAI', credit: 'GIVEN' });
    expect((await ask(desk, own?.id ?? '', 'CREDIT_DECISION', 'identity { name }')).identity?.['name']).toBe(own?.name);
    expect((await ask(desk, FOREIGN.id, 'CREDIT_DECISION', 'identity { name }')).identity).toBeNull();
    const everywhere = await ask('credit-officer', FOREIGN.id, 'CREDIT_DECISION', 'identity { name }');
    expect(everywhere.identity?.['name']).toBe(FOREIGN.name);
  });

  it('that a customer was never asked for consent is not told', async () => {
    const { id } = pickCustomer({ credit: 'NEVER_ASKED', branch: 'CN-SHANGHAI' });
    const view = await ask(desk, id, 'CREDIT_DECISION', 'identity { name }');
    expect(reasons(view)).toEqual(['NOT_PERMITTED']);
    expect(reasons(await ask('auditor', id, 'CREDIT_DECISION', 'identity { name }'))).toContain('CONSENT_NONE');
  });

  it('a restricted customer is shown only where the law itself demands it', async () => {
    const { id, name } = pickCustomer({
      kind: 'PERSON',
      branch: 'US-NEW-YORK',
      knownTo: ['mx-credit'],
      credit: 'GIVEN',
    });
    await gateway.database.db.transaction(async (tx) => {
      const subject = await readFact(tx, 'subject', id);
      if (subject === null) throw new Error('no such customer');
      await changeFact(tx, 'subject', id, subject.version, { ...subject.body, state: 'RESTRICTED' }, 'test');
    });
    const before = calls();
    const hidden = await ask('credit-officer', id, 'CREDIT_DECISION');
    expectNothing(hidden);
    expect(reasons(hidden)).toContain('SUBJECT_RESTRICTED');
    expect(calls()).toBe(before);
    expect((await ask('risk-analyst', id, 'FRAUD_PREVENTION', 'identity { name }')).identity).toEqual({ name });
  });
});

it('a role fact that is changed binds the next request, and a ceiling on C2 hides what was clear', async () => {
  const [customer] = pickCustomers(1, { branch: 'CN-BEIJING', kind: 'PERSON' });
  const name = async (): Promise<View> => ask(who, customer?.id ?? '', 'RELATIONSHIP_MANAGEMENT', 'identity { name }');
  const who = { role: 'relationship-manager', application: 'test-desk' };
  await gateway.database.db.transaction(async (tx) => {
    const desk = await readFact(tx, 'principal', 'branch-desk');
    if (desk === null) throw new Error('no such application');
    await createFact(
      tx,
      'principal',
      'test-desk',
      { ...desk.body, scope: { legalEntities: '*', branches: '*' } },
      'test',
    );
  });
  expect(linesOf(await name(), 'Identity.name')[0]?.outcome).toBe('MASK');
  await gateway.database.db.transaction(async (tx) => {
    const role = await readFact(tx, 'role', 'relationship-manager');
    if (role === null) throw new Error('no such role');
    const body = { ...role.body, ceilings: { ...role.body.ceilings, C2: 'WITHHOLD' as const } };
    await changeFact(tx, 'role', role.id, role.version, body, 'test');
  });
  const view = await name();
  expect(view.identity).toBeNull();
  expect(linesOf(view, 'Identity.name')[0]?.reasons).toContain('ROLE_MAX_WITHHOLD');
});
