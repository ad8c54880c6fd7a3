/**
 * A budget from its proposal to its last call: what is agreed is counted for the whole bank, a spent one is a gap that says what is left,
 * and who may read agreements sees how full it is.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, pickCustomers, read, viewOf } from '../support/reading.ts';

const AUTHOR: Asker = { role: 'partner-manager', application: 'partner-desk', subject: 'paula.mendes' };
const FIRST: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'zhou.min' };
const SECOND: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'erik.strand' };
const OFFICER = 'credit-officer';

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly termsHash: string;
  readonly budget: Record<string, unknown> | null;
  readonly spending: readonly { readonly meter: string; readonly spent: string; readonly limit: string }[] | null;
}

const SHOWN = `{ id version termsHash
  budget { callsPerDay callsPerMonth unattendedCallsPerDay pricePerCall { amount currency } moneyPerDay { amount currency } moneyPerMonth { amount currency } }
  spending { meter unit period spent limit resetsAt } }`;

const TERMS = {
  agreementId: 'AGR-MASTERCARD', title: 'Credit analytics with a budget', partner: 'mastercard-credit', kind: 'PROVIDE', contact: 'desk@mastercard.example',
  effectiveFrom: '2025-01-01T00:00:00Z', effectiveUntil: '2034-01-01T00:00:00Z', securityMeasures: 'TLS', breachNoticeHours: 48,
  residency: 'CN', internalUse: true, redistribution: false, derivation: true, endOfTerm: 'DELETE',
  grants: [{
    coordinates: ['CreditScore.*'], purposes: ['CREDIT_DECISION'], recipients: ['BANK_INTERNAL'], actions: ['VIEW'],
    maxDisclosure: 'ALLOW', cacheTtlS: 0, retentionDays: 0,
  }],
}; // prettier-ignore

const usd = (amount: string) => ({ amount, currency: 'USD' });

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const propose = (budget: object | null, differs: object = {}): Promise<Answer> =>
  gateway.ask(AUTHOR, `mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) ${SHOWN} }`, {
    input: { ...TERMS, ...differs, ...(budget === null ? {} : { budget }) },
  });

async function activate(draft: Shown): Promise<Shown> {
  let shown = draft;
  for (const [step, who] of [
    ['submit', AUTHOR],
    ['approve', FIRST],
    ['approve', SECOND],
    ['sign', AUTHOR],
    ['activate', FIRST],
  ] as const) {
    const input = { id: shown.id, expectedVersion: shown.version };
    const answer = await gateway.ask(
      who,
      `mutation ($input: ChangeAgreementInput!) { ${step}Agreement(input: $input) ${SHOWN} }`,
      { input },
    );
    shown = read<Shown>(answer, `${step}Agreement`);
  }
  return shown;
}

const GAPS = 'credit { scores { value } } gaps { code budget { meter unit wouldCost left resetsAt } }';

interface Spent {
  readonly code: string;
  readonly retryAfterMs: number | null;
  readonly budget: Record<string, unknown> | null;
}

describe('a budget', () => {
  it('that is spent is a gap saying which, what a call costs, what is left and until when; a new version counts on', async () => {
    const first = read<Shown>(
      await propose({ pricePerCall: usd('0.30'), moneyPerMonth: usd('0.75') }),
      'proposeAgreement',
    );
    expect(first.budget).toMatchObject({ callsPerDay: null, pricePerCall: usd('0.30'), moneyPerMonth: usd('0.75') });
    await activate(first);
    const customers = pickCustomers(5, { kind: 'PERSON', knownTo: ['mastercard-credit'], credit: 'GIVEN' });
    const calls = gateway.partner('mastercard-credit').calls;
    const scores = /fcra-payment-success/;
    const ask = (index: number): Promise<Answer> =>
      gateway.ask(OFFICER, customerQuery(GAPS), { id: customers[index]?.id, purpose: 'CREDIT_DECISION' });

    // 1. Two calls fit, the third does not.
    for (const index of [0, 1]) expect(viewOf(await ask(index)).gaps).toEqual([]);
    const refused = await ask(2);
    const [gap] = viewOf(refused).gaps as unknown as readonly Spent[];
    const spent = { meter: 'money-per-month', unit: 'USD', wouldCost: '0.30', left: '0.15' };
    expect(gap).toMatchObject({ code: 'PARTNER_BUDGET_SPENT', budget: spent });
    expect(gap?.retryAfterMs).toBeGreaterThan(0);
    expect(calls.count({ path: scores })).toBe(2);

    // 2. The account of the field says the same.
    const account = (refused.extensions as { governance?: Record<string, unknown> }).governance;
    expect(account?.['customer.credit.scores.value']).toMatchObject({ partner: 'mastercard-credit', budget: spent });

    // 3. A wider version counts on from what the first one spent.
    const second = read<Shown>(
      await propose({ pricePerCall: usd('0.30'), moneyPerMonth: usd('0.95') }),
      'proposeAgreement',
    );
    const active = await activate(second);
    expect(active.spending).toMatchObject([{ meter: 'money-per-month', spent: '0.6', limit: '0.95' }]);
    expect(viewOf(await ask(3)).gaps).toEqual([]);
    const last = viewOf(await ask(4)).gaps as unknown as readonly Spent[];
    expect(last[0]?.budget).toMatchObject({ wouldCost: '0.30', left: '0.05' });
    expect(calls.count({ path: scores })).toBe(3);

    // 4. That each version's money ran out was logged once, and metrics know how full it is.
    const lines = gateway.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const warned = lines.filter(({ partner, percent }) => partner === 'mastercard-credit' && percent !== undefined);
    expect(warned.map(({ level, meter, percent }) => [level, meter, percent])).toEqual([
      ['warn', 'money-per-month', 100],
      ['warn', 'money-per-month', 100],
    ]);
    const metrics = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(metrics).toMatch(
      /gateway_partner_budget_spent_ratio\{partner="mastercard-credit",meter="money-per-month",agreement="AGR-MASTERCARD"\} 0\.94/,
    );
    const health = read<{ edges: readonly { node: { id: string; health: { budgetLeft: object[] } } }[] }>(
      await gateway.ask(
        'integration-engineer',
        '{ partners { edges { node { id health { budgetLeft { meter agreement } } } } } }',
      ),
      'partners',
    );
    expect(health.edges.find(({ node }) => node.id === 'mastercard-credit')?.node.health.budgetLeft).toContainEqual({
      meter: 'money-per-month',
      agreement: 'AGR-MASTERCARD',
    });
  });

  it('is seen, with what is spent, by who may read agreements, page by page', async () => {
    const answer = await gateway.ask('auditor', `{ agreements(first: 100) { edges { node ${SHOWN} } } }`);
    const { edges } = read<{ edges: readonly { node: Shown }[] }>(answer, 'agreements');
    const byId = new Map(edges.map(({ node }) => [node.id, node]));
    expect(byId.get('AGR-MASTERCARD/1')?.budget).toMatchObject({ callsPerDay: 1_000_000, pricePerCall: usd('0.25') });
    expect(byId.get('AGR-MASTERCARD/1')?.spending?.map(({ meter }) => meter)).toEqual([
      'calls-per-day',
      'unattended-calls-per-day',
      'money-per-month',
    ]);
    expect(byId.get('AGR-MX/2')).toMatchObject({ budget: null, spending: [] });
  });

  it('spelled with nulls only, or left out, is no part of the terms: their hash stays what it was', async () => {
    const [without, again] = [
      await propose(null, { agreementId: 'AGR-A' }),
      await propose(null, { agreementId: 'AGR-B' }),
    ];
    const nulls = await gateway.ask(
      AUTHOR,
      `mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) ${SHOWN} }`,
      { input: { ...TERMS, agreementId: 'AGR-C', budget: null } },
    );
    const hashes = [without, again, nulls].map((answer) => read<Shown>(answer, 'proposeAgreement').termsHash);
    expect(new Set(hashes).size).toBe(1);
    const withNulls = await propose({ callsPerDay: 5, moneyPerDay: null }, { agreementId: 'AGR-D' });
    const plain = await propose({ callsPerDay: 5 }, { agreementId: 'AGR-E' });
    expect(read<Shown>(withNulls, 'proposeAgreement').termsHash).toBe(read<Shown>(plain, 'proposeAgreement').termsHash);
    expect(read<Shown>(plain, 'proposeAgreement').termsHash).not.toBe(hashes[0]);
  });
});

describe('a budget that nobody could keep is refused, naming the limit:', () => {
  test.each<[string, object, RegExp]>([
    ['no limit at all', { pricePerCall: usd('1') }, /at least one limit/],
    ['none', {}, /at least one limit/],
    ['no calls', { callsPerDay: 0 }, /budget\.callsPerDay: 1 or more/],
    [
      'fewer calls in a month than in a day',
      { callsPerDay: 10, callsPerMonth: 9 },
      /callsPerDay: must not be above budget\.callsPerMonth/,
    ],
    [
      'more unattended than all calls',
      { callsPerDay: 10, unattendedCallsPerDay: 11 },
      /unattendedCallsPerDay: must not be above/,
    ],
    [
      'less money in a month than in a day',
      { moneyPerDay: usd('10'), moneyPerMonth: usd('9.99') },
      /moneyPerDay: must not be above/,
    ],
    [
      'a price above the limit',
      { pricePerCall: usd('2.01'), moneyPerDay: usd('2') },
      /pricePerCall: must not be above budget\.moneyPerDay/,
    ],
    ['two currencies', { pricePerCall: { amount: '1', currency: 'EUR' }, moneyPerDay: usd('2') }, /one currency/],
    ['no money', { moneyPerDay: usd('0') }, /moneyPerDay\.amount: more than 0/],
    ['a negative price', { callsPerDay: 1, pricePerCall: usd('-1') }, /pricePerCall\.amount: not negative/],
    ['more decimals than are kept', { moneyPerDay: usd('1.000000001') }, /8 after the point/],
    ['no currency', { moneyPerDay: { amount: '1', currency: 'dollars' } }, /ISO 4217/],
  ])('%s', async (_name, budget, told) => {
    const answer = await propose(budget, { agreementId: 'AGR-ODD' });
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toMatch(told);
  });
});

it('a purpose says how urgent it is', async () => {
  const answer = await gateway.ask('auditor', '{ purposes { edges { node { id urgency } } } }');
  const { edges } = read<{ edges: readonly { node: { id: string; urgency: string } }[] }>(answer, 'purposes');
  const urgencies = Object.fromEntries(edges.map(({ node }) => [node.id, node.urgency]));
  expect(urgencies).toMatchObject({ FRAUD_PREVENTION: 'CRITICAL', MARKETING: 'BATCH', CREDIT_DECISION: 'INTERACTIVE' });
});
