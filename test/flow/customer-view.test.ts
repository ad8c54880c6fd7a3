/**
 * The main job over HTTP: one query, one purpose, a merged and governed view that accounts for each of its fields.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_PARTNERS } from '../../src/sandbox/demo-bank/agreements.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ACCOUNT, customerQuery, linesOf, pickCustomer, read, viewOf, type View } from '../support/reading.ts';

const PARTNERS = Object.keys(DEMO_PARTNERS);
const CREDIT = 'CREDIT_DECISION';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const forgetCalls = (): void => PARTNERS.forEach((id) => gateway.partner(id).calls.reset());
/** No partner was called yet and nothing is stored. */
beforeEach(async () => {
  await gateway.app.partners.drain();
  await gateway.database.asOwner('TRUNCATE stored_records, call_slots, call_pauses');
  forgetCalls();
});

/** What each partner was called for; partners that heard nothing are left out. */
const heard = (): Record<string, readonly string[]> =>
  Object.fromEntries(
    PARTNERS.flatMap((id) => {
      const paths = gateway.partner(id).calls.of().map(({ path }) => path).sort(); // prettier-ignore
      return paths.length === 0 ? [] : [[id, paths]];
    }),
  );

const ask = async (selection: string, id: string, purpose = CREDIT, role = 'credit-officer'): Promise<View> => {
  const answer = await gateway.ask(role, customerQuery(selection), { id, purpose });
  expect(answer.errors).toEqual([]);
  return viewOf(answer);
};

describe('the showcase', () => {
  let view: View;
  let governance: Record<string, { outcome: string; reasons: string[]; partner: string | null; others?: unknown[] }>;
  beforeAll(async () => {
    const query = SHOWCASE.query.replace('gaps {', `... on CustomerView { ${ACCOUNT} } gaps {`);
    const answer = await gateway.ask('credit-officer', query, SHOWCASE.variables);
    expect([answer.status, answer.errors]).toEqual([200, []]);
    view = viewOf(answer);
    governance = answer.extensions['governance'] as never;
  });

  it('withholds what consent or agreement leave out, with every reason and no value', () => {
    expect(view.identity?.['documentNumber']).toBeNull();
    expect(linesOf(view, 'Identity.documentNumber')).toMatchObject([
      { outcome: 'WITHHOLD', reasons: ['CONSENT_FIELD_OUT_OF_SCOPE'], partner: null, agreement: null, consent: null },
    ]);
    expect(linesOf(view, 'SocialActivity.likesReceived')[0]?.reasons).toEqual(['AGREEMENT_FIELD_OUT_OF_SCOPE']);
    expect(view.social).toMatchObject({ profiles: [{ about: null }], activity: [{ recentPosts: null }] });
    for (const line of view.disclosures.filter(({ outcome }) => outcome === 'WITHHOLD')) {
      expect(line).toMatchObject({ asOf: null, fetchedAt: null, cache: null, survivedBy: null });
    }
  });

  it('merges facts of the bank and five partners', () => {
    const sources = new Set(view.disclosures.filter(({ cache }) => cache !== null).map(({ partner }) => partner));
    expect([...sources].sort()).toEqual(['bank', ...PARTNERS.filter((id) => id !== 'pinterest-social')].sort());
    expect(view.identity).toMatchObject({ name: '欧阳静怡', phones: ['+8613800000001'] });
    expect(view.credit).toMatchObject({
      scores: [{ range: { from: '0', to: '100' } }, { scoredOn: expect.any(String) as string }],
    });
    expect(view.market?.['quote']).toMatchObject({ price: expect.stringMatching(/^\d+(\.\d+)?$/) as string });
    expect(view.social).toMatchObject({ profiles: [{ network: 'bluesky', displayName: '欧阳静怡' }] });
  });

  it('masks what the agreement permits only masked', () => {
    expect(linesOf(view, 'CashFlow.monthlyIncome')).toMatchObject([
      { outcome: 'MASK', reasons: ['MASK_OK'], treatment: 'BAND', partner: 'mx-credit', agreement: 'AGR-MX/2' },
    ]);
    const income = Number((view.credit?.['cashFlow'] as { monthlyIncome: string }).monthlyIncome);
    expect([income > 0, income % 1_000]).toEqual([true, 0]);
  });

  it('says for each released field which partner, as of when, on which agreement and consent', () => {
    const released = view.disclosures.filter(({ cache }) => cache !== null);
    expect(released.length).toBeGreaterThan(60);
    for (const line of released) {
      expect(line.fetchedAt, line.coordinate).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
      if (line.partner !== 'bank') expect(line.agreement, line.coordinate).toMatch(/^AGR-[A-Z]+\/\d$/);
    }
    expect(linesOf(view, 'CreditAccount.balance')).toMatchObject([
      { partner: 'mx-credit', agreement: 'AGR-MX/2', consent: 'CNS-CREDIT-000001', asOf: expect.stringMatching(/Z$/) as string, cache: 'LIVE' },
    ]); // prettier-ignore
    expect(linesOf(view, 'Quote.price').map(({ consent }) => consent)).toEqual([null, null]);
  });

  it('shows a throttled partner as a typed gap while the others answer', () => {
    expect(view.gaps).toEqual(
      ['social.profile', 'social.audience', 'social.activity'].map((dataset) => ({
        partner: 'pinterest-social', dataset, code: 'PARTNER_THROTTLED', retryAfterMs: 30_000,
      })),
    ); // prettier-ignore
    const line = linesOf(view, 'SocialProfile.handle').find(({ partner }) => partner === 'pinterest-social');
    expect(line).toMatchObject({ outcome: 'ALLOW', cache: null, isEmpty: false });
  });

  it('keeps the address a partner disagrees about as a conflict and says why the bank’s survived', () => {
    const rivals = new Map(
      view.conflicts.flatMap(({ coordinate, partner, value }) =>
        coordinate === 'Identity.addresses' ? [[partner, value]] : [],
      ),
    );
    expect(rivals.get('mastercard-credit')).toMatchObject([{ city: 'Hangzhou', street: expect.any(String) as string }]);
    // What MX may show only masked stands masked among the rivals too.
    for (const address of (rivals.get('mx-credit') ?? []) as object[]) expect(address).not.toHaveProperty('street');
    expect(view.identity?.['addresses']).toMatchObject([{ city: 'Shanghai' }]);
    const survivors = linesOf(view, 'Identity.addresses').map(({ partner, survivedBy }) => [partner, survivedBy]);
    expect(survivors).toEqual([['bank', 'SOURCE_PRIORITY'], ['mastercard-credit', null], ['mx-credit', null]]); // prettier-ignore
    expect(linesOf(view, 'Identity.birthDate')[0]?.survivedBy).toBe('ONLY_SOURCE');
  });

  it('repeats the account by response path under extensions.governance', () => {
    expect(governance['customer.identity.documentNumber']).toEqual({
      outcome: 'WITHHOLD', reasons: ['CONSENT_FIELD_OUT_OF_SCOPE'], partner: null, agreement: null,
    }); // prettier-ignore
    expect(governance['customer.identity.name']).toMatchObject({ outcome: 'ALLOW', partner: 'bank' });
    expect(governance['customer.identity.name']?.others).toHaveLength(2);
    const coordinates = new Set(view.disclosures.map(({ coordinate }) => coordinate));
    expect(Object.keys(governance)).toHaveLength(coordinates.size);
  });
});

it('an alias changes the path of the account and nothing of the decision', async () => {
  const query = `{ who: customer(id: "CUST-000001", purpose: "${CREDIT}") {
    person: identity { called: name papers: documentNumber } again: identity { name } } }`;
  const answer = await gateway.ask('credit-officer', query);
  expect(read<View>(answer, 'who')).toEqual({
    person: { called: '欧阳静怡', papers: null },
    again: { name: '欧阳静怡' },
  });
  const governance = answer.extensions['governance'] as unknown as Record<string, { outcome: string }>;
  expect(Object.fromEntries(Object.entries(governance).map(([path, { outcome }]) => [path, outcome]))).toEqual({
    'who.person.called': 'ALLOW',
    'who.again.name': 'ALLOW',
    'who.person.papers': 'WITHHOLD',
  });
});

describe('who is asked', () => {
  const everywhere = { knownTo: ['mx-credit', 'mastercard-credit', 'bluesky-social'], credit: 'GIVEN' } as const;

  it('a query for the bank’s own facts, or for none, asks nobody', async () => {
    const { id } = pickCustomer(everywhere);
    expect((await ask('kind', id)).kind).toMatch(/PERSON|COMPANY/);
    expect((await ask('', id)).disclosures).toEqual([]);
    expect((await ask('identity { birthDate companyRegistration }', id)).disclosures).not.toEqual([]);
    expect(heard()).toEqual({});
  });

  it('denied data is never fetched: a purpose no agreement covers reaches no lender', async () => {
    const view = await ask(
      'identity { name } credit { scores { value } accounts { balance { amount } } } social { activity { recentPosts } }',
      SHOWCASE.customerId,
      'MARKETING',
      'marketing-analyst',
    );
    expect(linesOf(view, 'CreditScore.value')[0]?.outcome).toBe('WITHHOLD');
    expect(view.credit).toBeNull();
    expect(heard()).toEqual({});
  });

  it('a field the agreement withholds is not fetched for its neighbour’s sake', async () => {
    await ask('social { profiles { handle } activity { likesReceived } }', SHOWCASE.customerId);
    expect(heard()['bluesky-social']).toEqual(['/xrpc/app.bsky.actor.getProfile']);
  });

  it('each partner hears only of the datasets that were selected', async () => {
    const { id } = pickCustomer({ ...everywhere, unknownTo: ['massive-market'] });
    await ask('identity { phones }', id);
    const [owners] = heard()['mx-credit'] ?? [];
    expect(owners).toMatch(/account_owners$/);
    expect(heard()['mx-credit']).toHaveLength(1);
    expect(heard()['mastercard-credit']?.filter((path) => !path.endsWith('/authentication'))).toHaveLength(1);
    expect(Object.keys(heard()).sort()).toEqual(['mastercard-credit', 'mx-credit']);
    forgetCalls();
    await ask('market { macro { inflationYearOnYearPercent } }', id);
    expect(heard()).toEqual({ 'massive-market': ['/fed/v1/inflation'] });
  });

  it('a partner that does not know the customer is not asked, and that is neither denial nor gap', async () => {
    const { id } = pickCustomer({ knownTo: ['mastercard-credit'], unknownTo: ['mx-credit'], credit: 'GIVEN' });
    const view = await ask('credit { cashFlow { monthlyIncome } }', id);
    expect(view.credit).toBeNull();
    expect(view.gaps).toEqual([]);
    expect(linesOf(view, 'CashFlow.monthlyIncome')).toMatchObject([
      { partner: 'mx-credit', isEmpty: true, cache: 'OWN' },
    ]);
    expect(heard()).toEqual({});
  });

  it('facts that are still fresh are served from store: no partner hears of the second query', async () => {
    const { id } = pickCustomer({ ...everywhere, knownTo: [...everywhere.knownTo, 'massive-market'] });
    const selection = `identity { emails } credit { accounts { balance { amount } } cashFlow { monthlyIncome } scores { value } }
      market { profile { name } ratios { currentRatio } } social { profiles { handle } }`;
    const first = await ask(selection, id);
    expect(first.gaps).toEqual([]);
    expect(Object.keys(heard()).length).toBeGreaterThanOrEqual(4);
    await gateway.app.partners.drain();
    forgetCalls();
    const second = await ask(selection, id);
    expect(heard()).toEqual({});
    const states = new Set(second.disclosures.filter(({ partner }) => partner !== 'bank').map(({ cache }) => cache));
    states.delete('OWN');
    states.delete(null);
    expect([...states]).toEqual(['FRESH']);
    expect({ ...second, disclosures: [] }).toEqual({ ...first, disclosures: [] });
    expect(linesOf(second, 'CreditAccount.balance')[0]?.fetchedAt).toBe(
      linesOf(first, 'CreditAccount.balance')[0]?.fetchedAt,
    );
  });
});
