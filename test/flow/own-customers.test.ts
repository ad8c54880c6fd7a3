/**
 * Officers whose role reaches only the customers of their branch or their books act on those alone: for anybody else every action about a
 * customer answers as for a customer who does not exist, and no list names them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/domain/fact.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { consentInput } from '../support/consent-input.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, pickCustomers, read } from '../support/reading.ts';

const GIVEN = { kind: 'PERSON', credit: 'GIVEN', knownTo: ['mx-credit'] } as const;
const [OWN = '', BOOKED = ''] = pickCustomers(2, { ...GIVEN, branch: 'CN-SHANGHAI' }).map(({ id }) => id);
const [FOREIGN = ''] = pickCustomers(1, { ...GIVEN, branch: 'CN-SHENZHEN' }).map(({ id }) => id);
const UNKNOWN = 'CUST-999999';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await change('subject', BOOKED, { book: 'B-7' });
  // Something that a list could name, for the own customer and for the foreign one.
  for (const id of [OWN, FOREIGN]) {
    await gateway.ask('credit-officer', customerQuery('credit { cashFlow { monthlyIncome } }'), { id, purpose: 'CREDIT_DECISION' });
    const query = `mutation { withdrawConsents(input: { customerId: "${id}" }) { id } }`;
    expect(codesOf(await gateway.ask('consent-officer', query))).toEqual([]);
    await elevationOf(id);
  }
  for (const role of OFFICERS) await change('role', role, { customers: 'OWN_BRANCH' });
}); // prettier-ignore
afterAll(() => gateway.close());

const OFFICERS = ['consent-officer', 'privacy-officer', 'compliance-officer', 'support-agent'] as const;
const APPLICATIONS = {
  'consent-officer': 'consent-app',
  'privacy-officer': 'privacy-desk',
  'compliance-officer': 'compliance-console',
  'support-agent': 'support-console',
} as const;
type Officer = (typeof OFFICERS)[number];

const officer = (role: Officer, place: { branch?: string; books?: readonly string[] } = SHANGHAI): Asker => ({
  role, application: APPLICATIONS[role], subject: 'qian.yu', ...place,
}); // prettier-ignore
const SHANGHAI = { branch: 'CN-SHANGHAI' };

const change = (kind: 'role' | 'subject', id: string, differs: Partial<Role> | { readonly book: string }) =>
  gateway.database.db.transaction(async (tx) => {
    const fact = await readFact(tx, kind, id);
    if (fact === null) throw new Error(`no ${kind} ${id}`);
    await changeFact(tx, kind, id, fact.version, { ...fact.body, ...differs }, 'test');
  });

const elevations = new Map<string, string>();
async function elevationOf(customerId: string): Promise<void> {
  const input = { customerId, purpose: 'CUSTOMER_SERVICE', coordinates: ['Identity.phones'], because: 'a call', minutes: 15 };
  const query = 'mutation ($input: RequestElevationInput!) { requestElevation(input: $input) { id } }';
  const who = { role: 'support-agent', application: 'support-console', subject: 'dana.ruiz' };
  elevations.set(customerId, read<{ id: string }>(await gateway.ask(who, query, { input }), 'requestElevation').id);
} // prettier-ignore

const SIMULATED = {
  caller: 'lin.yue', application: 'loan-desk', roles: ['credit-officer'], purpose: 'CREDIT_DECISION', coordinates: ['CashFlow.monthlyIncome'],
}; // prettier-ignore

/** By its name, who asks and what; the customer stands in the variables. */
const ACTIONS: Readonly<Record<string, readonly [Officer, string, (customerId: string) => object]>> = {
  grantConsent: ['consent-officer', 'mutation ($i: GrantConsentInput!) { grantConsent(input: $i) { state } }', (id) => consentInput(id)],
  requestConsent: ['consent-officer', 'mutation ($i: RequestConsentInput!) { requestConsent(input: $i) { state } }', (id) => {
    const { evidence: _, expressedBy: askedThrough, ...asked } = consentInput(id) as Record<string, unknown>;
      return { ...asked, askedThrough };
  }],
  withdrawConsents: ['consent-officer', 'mutation ($i: WithdrawConsentsInput!) { withdrawConsents(input: $i) { id } }', (id) => ({ customerId: id })],
  recordGuardianship: ['consent-officer', 'mutation ($i: RecordGuardianshipInput!) { recordGuardianship(input: $i) { state } }',
    (id) => ({ customerId: id, documentNumber: 'P-123456', relation: 'PARENT', evidence: 'register' })],
  recordRightsRequest: ['privacy-officer', 'mutation ($i: RecordRightsRequestInput!) { recordRightsRequest(input: $i) { state } }',
    (id) => ({ customerId: id, right: 'ACCESS', channel: 'app' })],
  placeLegalHold: ['privacy-officer', 'mutation ($i: PlaceLegalHoldInput!) { placeLegalHold(input: $i) { state } }',
    (id) => ({ customerId: id, authority: 'Court', because: 'case', until: new Date(Date.now() + 9e8).toISOString() })],
  requestElevation: ['support-agent', 'mutation ($i: RequestElevationInput!) { requestElevation(input: $i) { state } }',
    (id) => ({ customerId: id, purpose: 'CUSTOMER_SERVICE', coordinates: ['Identity.phones'], because: 'a call', minutes: 5 })],
  simulate: ['compliance-officer', 'query ($i: SimulateInput!) { simulate(input: $i) { fields { outcome } } }', (id) => ({ ...SIMULATED, customerId: id })],
}; // prettier-ignore

const act = (name: string, customerId: string, place?: Parameters<typeof officer>[1]): Promise<Answer> => {
  const [role, query, inputFor] = ACTIONS[name] as (typeof ACTIONS)[string];
  return gateway.ask(officer(role, place), query, { i: inputFor(customerId) });
};
const bare = ({ text }: Answer, id: string): string => text.replaceAll(id, 'ID').replaceAll(/"requestId":"[^"]*"/g, '');

describe('an officer of a branch', () => {
  it.each(Object.keys(ACTIONS))('does %s for its customers, and nobody else can be told from nobody', async (name) => {
    const foreign = await act(name, FOREIGN);
    expect([codesOf(foreign), foreign.data]).toEqual([['INVALID_INPUT'], null]);
    expect(bare(foreign, FOREIGN)).toBe(bare(await act(name, UNKNOWN), UNKNOWN));
    expect(codesOf(await act(name, OWN, {}))).toEqual(['INVALID_INPUT']);
    expect(codesOf(await act(name, OWN))).toEqual([]);
  });

  it('neither reads nor ends what is known by its id alone', async () => {
    const ids = { consent: demoConsentId(FOREIGN, 'CREDIT_DECISION'), elevation: elevations.get(FOREIGN) ?? '' };
    const tries: readonly [Officer, string][] = [
      ['consent-officer', `{ consentReceipt(id: "${ids.consent}") }`],
      ['consent-officer', `mutation { invalidateConsent(input: { id: "${ids.consent}", because: "x" }) { id } }`],
      ['compliance-officer', `mutation { approveElevation(input: { id: "${ids.elevation}" }) { id } }`],
    ];
    for (const [role, query] of tries)
      expect(codesOf(await gateway.ask(officer(role), query))).toEqual(['INVALID_INPUT']);
  });

  it('finds only its customers in every list', async () => {
    await act('recordRightsRequest', OWN);
    const lists: readonly [Officer, string][] = [
      ['compliance-officer', '{ elevations(first: 100) { edges { node { customerId } } } }'],
      ['consent-officer', '{ notifications(state: WAITING, first: 100) { edges { node { customerId } } } }'],
      ['privacy-officer', '{ rightsRequests(first: 100) { edges { node { customerId } } } }'],
    ];
    for (const [role, query] of lists) {
      const listed = await gateway.ask(officer(role), query);
      expect([role, listed.text.includes(OWN), listed.text.includes(FOREIGN)]).toEqual([role, true, false]);
      expect((await gateway.ask(officer(role, {}), query)).text).not.toContain('CUST-');
    }
  });
});

it('an officer with books reaches the customers of its books, wherever they are kept', async () => {
  for (const role of OFFICERS) await change('role', role, { customers: 'OWN_BOOKS' });
  const keeper = { branch: 'CN-SHANGHAI', books: ['B-7'] };
  for (const name of Object.keys(ACTIONS)) {
    expect([name, codesOf(await act(name, BOOKED, keeper))]).toEqual([name, []]);
    expect([name, codesOf(await act(name, OWN, keeper))]).toEqual([name, ['INVALID_INPUT']]);
  }
  await act('recordRightsRequest', BOOKED, keeper);
  const listed = await gateway.ask(officer('privacy-officer', keeper), '{ rightsRequests { edges { node { customerId } } } }');
  expect([listed.text.includes(BOOKED), listed.text.includes(OWN)]).toEqual([true, false]);
}); // prettier-ignore

it('a role that reaches everybody is enough, and a word of another version of the gateway reaches nobody', async () => {
  const query = `{ consents(customerId: "${FOREIGN}") { edges { node { id } } } }`;
  const consents = async (who: Asker): Promise<number> =>
    read<{ edges: unknown[] }>(await gateway.ask(who, query), 'consents').edges.length;
  await change('role', 'consent-officer', { customers: 'OWN_REGION' as never });
  expect(await consents(officer('consent-officer'))).toBe(0);
  await change('role', 'consent-officer', { customers: 'ALL' });
  expect(await consents(officer('consent-officer'))).toBeGreaterThan(0);
});
