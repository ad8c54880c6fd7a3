/**
 * A hundred customers in one query cost exactly the partner calls they must: one per distinct reference, ⌈N / batch⌉ where the partner
 * batches, none for whoever may not be asked about; by the partners' own counts.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_PARTNERS } from '../../src/sandbox/demo-bank/agreements.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import type { DemoCustomer } from '../../src/sandbox/demo-bank/demo-customer.ts';
import { startTestGateway, type TestGateway, withoutWindows } from '../support/gateway.ts';
import { customersQuery, hasGivenCredit, linesOf, read, type View } from '../support/reading.ts';

const PURPOSE = 'CREDIT_DECISION';
const PARTNERS = Object.keys(DEMO_PARTNERS);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ adapt: withoutWindows });
  gateway.partner('pinterest-social').faults.clear();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await gateway.app.partners.drain();
  await gateway.database.asOwner('TRUNCATE stored_records, call_slots, call_pauses');
  for (const id of PARTNERS) gateway.partner(id).calls.reset();
});

async function ask(customers: readonly (DemoCustomer | string)[], selection: string): Promise<readonly View[]> {
  const ids = customers.map((one) => (typeof one === 'string' ? one : one.id));
  const answer = await gateway.ask('credit-officer', customersQuery(selection), { ids, purpose: PURPOSE });
  expect([answer.status, answer.errors]).toEqual([200, []]);
  return read<readonly View[]>(answer, 'customers');
}

const count = (partner: string, path: RegExp): number => gateway.partner(partner).calls.count({ path });
const total = (): number => PARTNERS.reduce((sum, id) => sum + gateway.partner(id).calls.count(), 0);
const distinct = (customers: readonly DemoCustomer[], partner: string, reference: string): number =>
  new Set(customers.flatMap(({ references }) => references.get(partner)?.[reference] ?? [])).size;

/** Persons first, and every listed company or subsidiary, so that tickers repeat. */
const MIXED: readonly DemoCustomer[] = demoCustomers().slice(2, 102);
const LISTED: readonly DemoCustomer[] = demoCustomers().filter(({ references }) => references.has('massive-market')).slice(0, 100); // prettier-ignore

describe('a hundred customers', () => {
  it('one call per distinct reference of those who have one and gave consent, none for the others', async () => {
    const permitted = MIXED.filter(({ id }) => hasGivenCredit(id) === 'GIVEN');
    const views = await ask(
      MIXED,
      'credit { accounts { accountType } } social { profiles { handle } audience { followers } }',
    );
    expect(views.map(({ id }) => id)).toEqual(MIXED.map(({ id }) => id));
    const accounts = distinct(permitted, 'mx-credit', 'userGuid');
    expect(accounts).toBeGreaterThan(30);
    expect(count('mx-credit', /\/accounts$/)).toBe(accounts);
    expect(gateway.partner('mx-credit').calls.count()).toBe(accounts);

    // Profile and audience are one answer of either network.
    const covered = MIXED.filter((_, i) => linesOf(views[i] as View, 'SocialProfile.handle')[0]?.outcome === 'ALLOW');
    expect(count('bluesky-social', /getProfile$/)).toBe(distinct(covered, 'bluesky-social', 'actor'));
    expect(gateway.partner('bluesky-social').calls.count()).toBe(count('bluesky-social', /getProfile$/));
    expect(count('pinterest-social', /user_account$/)).toBe(distinct(covered, 'pinterest-social', 'accessToken'));
    for (const id of ['mastercard-credit', 'massive-market', 'finnhub-market']) {
      expect(gateway.partner(id).calls.count(), id).toBe(0);
    }
  });

  it('nobody who withheld consent, or was never asked, is ever named to a partner', async () => {
    const denied = MIXED.filter(({ id }) => hasGivenCredit(id) === 'NEVER_ASKED');
    expect(denied.length).toBeGreaterThan(3);
    await ask(MIXED, 'identity { name phones } credit { accounts { accountType } cashFlow { monthlyIncome } scores { value } } social { profiles { handle } }'); // prettier-ignore
    for (const { id } of denied) {
      for (const partner of PARTNERS) expect(gateway.partner(partner).calls.count({ customerId: id }), id).toBe(0);
    }
  });

  it('a partner that batches hears of fifty distinct tickers at a time, one that does not of each once', async () => {
    expect(LISTED).toHaveLength(100);
    const tickers = distinct(LISTED, 'massive-market', 'ticker');
    const symbols = distinct(LISTED, 'finnhub-market', 'symbol');
    expect([tickers < 100, tickers > 50]).toEqual([true, true]);
    const views = await ask(LISTED, 'market { ratios { currentRatio } }');
    expect(count('massive-market', /ratios$/)).toBe(Math.ceil(tickers / 50));
    expect(count('finnhub-market', /metric$/)).toBe(symbols);
    expect(total()).toBe(Math.ceil(tickers / 50) + symbols);
    expect(views.every(({ market }) => market?.['ratios']?.['currentRatio'] !== undefined)).toBe(true);
  });

  it('what is the same for everybody is asked once', async () => {
    await ask(LISTED, 'market { macro { consumerPriceIndex treasuryYield10YearPercent } currencyRates { rate } }');
    const paths = PARTNERS.flatMap((id) => gateway.partner(id).calls.of().map(({ path }) => path)).sort(); // prettier-ignore
    expect(paths).toEqual(['/fed/v1/inflation', '/fed/v1/treasury-yields', '/forex/rates', '/v1/conversion/USD/CNY']);
  });

  it('asked again, nobody is called', async () => {
    const selection = 'credit { accounts { accountType } } market { ratios { currentRatio } }';
    // A hundred at once may leave gaps on a busy machine; whatever was answered is asked for no more.
    let first = await ask(MIXED, selection);
    for (let again = 0; again < 3 && first.some(({ gaps }) => gaps.length > 0); again += 1)
      first = await ask(MIXED, selection);
    await gateway.app.partners.drain();
    for (const id of PARTNERS) gateway.partner(id).calls.reset();
    const second = await ask(MIXED, selection);
    expect(total()).toBe(0);
    expect(second.map(({ credit, market }) => ({ credit, market }))).toEqual(
      first.map(({ credit, market }) => ({ credit, market })),
    );
  });

  it('each leaves one RELEASED entry, and one INTENT where a partner was asked, all of one request', async () => {
    const selection = 'credit { accounts { accountType } }';
    const ids = MIXED.map(({ id }) => id);
    const answer = await gateway.ask(
      'credit-officer',
      customersQuery(selection),
      { ids, purpose: PURPOSE },
      { 'x-request-id': 'batch-of-100' },
    );
    expect(answer.status).toBe(200);
    const rows = await gateway.database.db.query<{ kind: string; n: number; customers: number }>({
      text: `SELECT kind, count(*)::int AS n, count(DISTINCT subject_digest)::int AS customers
        FROM audit_entries WHERE request_id = $1 GROUP BY kind ORDER BY kind`,
      values: ['batch-of-100'],
    });
    const asked = gateway.partner('mx-credit').calls.count();
    expect(rows).toEqual([
      { kind: 'INTENT', n: asked, customers: asked },
      { kind: 'RELEASED', n: 100, customers: 100 },
    ]);
  });

  it('a partner that fails for one of them is that one’s gap and nobody else’s', async () => {
    const asked = MIXED.filter(({ id, references }) => references.has('mx-credit') && hasGivenCredit(id) === 'GIVEN');
    const unlucky = asked[3]?.id ?? '';
    const off = gateway.partner('mx-credit').faults.set({ kind: 'status', status: 503 }, { customerId: unlucky });
    const views = await ask(MIXED, 'credit { accounts { accountType } }');
    off();
    const withGaps = views.filter(({ gaps }) => gaps.length > 0);
    expect(withGaps.map(({ id, gaps }) => [id, gaps[0]?.code])).toEqual([[unlucky, 'PARTNER_UNAVAILABLE']]);
    expect(withGaps[0]?.credit?.['accounts'] ?? null).toBeNull();
  });

  it('a failed batch is the gap of all who were in it', async () => {
    const off = gateway.partner('massive-market').faults.set({ kind: 'garbage' });
    const off2 = gateway.partner('finnhub-market').faults.set({ kind: 'status', status: 500 });
    const views = await ask(LISTED, 'market { ratios { currentRatio } }');
    off();
    off2();
    for (const { gaps, market } of views) {
      expect(gaps.map(({ partner, code }) => `${partner} ${code}`)).toContain('massive-market PARTNER_BROKE_CONTRACT');
      expect(market).toBeNull();
    }
  });
});

describe('the list itself', () => {
  it('is answered in the order asked; an id asked twice answers twice, is asked once and logged once', async () => {
    const [a, b] = LISTED;
    if (a === undefined || b === undefined) throw new Error('too few customers');
    const ids = [b.id, a.id, b.id, 'CUST-999999', a.id];
    const answer = await gateway.ask(
      'credit-officer',
      customersQuery('market { ratios { currentRatio } }'),
      { ids, purpose: PURPOSE },
      { 'x-request-id': 'twice' },
    );
    const views = read<readonly View[]>(answer, 'customers');
    expect(views.map(({ id }) => id)).toEqual(ids);
    expect(views[2]).toEqual(views[0]);
    expect(views[4]).toEqual(views[1]);
    expect(count('massive-market', /ratios$/)).toBe(1);
    const [row] = await gateway.database.db.query<{ n: number }>({
      text: `SELECT count(*)::int AS n FROM audit_entries WHERE request_id = 'twice' AND kind = 'RELEASED'`,
    });
    expect(row?.n).toBe(3);
  });

  it('two customers with one ticker read the same facts, each with an account of their own', async () => {
    const sameTicker = (one: DemoCustomer): readonly DemoCustomer[] =>
      LISTED.filter(({ ticker }) => ticker === one.ticker);
    const pair =
      LISTED.map(sameTicker)
        .find((group) => group.length > 1)
        ?.slice(0, 2) ?? [];
    const views = await ask(pair, 'market { profile { name ticker } }');
    expect(views).toHaveLength(2);
    expect(views[0]?.market).toEqual(views[1]?.market);
    for (const view of views) expect(linesOf(view, 'MarketProfile.name')[0]?.outcome).toBe('ALLOW');
    expect(count('massive-market', /tickers/)).toBe(1);
  });

  it('governance of a hundred says once what is the same for most and by index what differs', async () => {
    const ids = MIXED.map(({ id }) => id);
    const answer = await gateway.ask(
      'credit-officer',
      'query ($ids: [ID!]!) { customers(ids: $ids, purpose: "CREDIT_DECISION") { identity { name } } }',
      { ids },
    );
    const governance = answer.extensions['governance'] as unknown as Record<string, { outcome: string }>;
    const common = governance['customers.*.identity.name']?.outcome;
    expect(common).toBe('ALLOW');
    const names = read<readonly { identity: { name: string | null } | null }[]>(answer, 'customers');
    names.forEach(({ identity }, i) => {
      const outcome = (governance[`customers.${i}.identity.name`] ?? governance['customers.*.identity.name'])?.outcome;
      expect(outcome, ids[i]).toBe(identity?.name == null ? 'WITHHOLD' : 'ALLOW');
    });
  });
});
