/**
 * How partners are doing, as an integration engineer reads it over HTTP: numbers that a partner with known outcomes and latencies must
 * give, nothing of thin traffic, the sum of replicas, and one drifting field that is a gap of its own.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsServer } from '../support/database.ts';
import { type Answer, post, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, customersQuery, pickCustomers, read, viewOf } from '../support/reading.ts';

const CREDIT = 'CREDIT_DECISION';
const OFFICER = 'credit-officer';
const ENGINEER = 'integration-engineer';
const PARTNER = 'mx-credit';
const CASH_FLOW = customersQuery('credit { cashFlow { monthlyIncome monthlyExpenses } }');

const HEALTH = `query ($minutes: Int) { partners(first: 100) { edges { node { id health(lastMinutes: $minutes) {
  windowMinutes calls successRate throttledShare latencyMs { p50 p95 p99 } callMs { p50 } outcomes { outcome calls }
  circuit { state replicas { replica state since } }
  budgetLeft { meter unit limit spent left resetsAt }
  drift { endpoint kind field since usual present } quarantined { endpoint field reason since coordinates }
  datasets { dataset endpoints calls successRate latencyMs { p50 } baselineAnswers watchedShare accepted { endpoint by because }
    freshness { lastAnswerAt lastAnswerAgeS served liveShare freshShare staleShare }
    drift { kind field } quarantined { field } }
} } } } }`;

interface Health {
  readonly calls: number;
  readonly successRate: number | null;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly callMs: { readonly p50: number } | null;
  readonly circuit: { readonly state: string; readonly replicas: readonly object[] };
  readonly outcomes: readonly { readonly outcome: string; readonly calls: number }[];
  readonly drift: readonly { readonly kind: string; readonly field: string }[];
  readonly datasets: readonly { readonly dataset: string; readonly calls: number; readonly freshness: object }[];
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const healthOf = (answer: Answer, partner = PARTNER): Health => {
  const { edges } = read<{ edges: readonly { node: { id: string; health: Health } }[] }>(answer, 'partners');
  const found = edges.find(({ node }) => node.id === partner);
  if (found === undefined) throw new Error(`no partner ${partner}`);
  return found.node.health;
};
const readHealth = async (partner = PARTNER): Promise<Health> =>
  healthOf(await gateway.ask(ENGINEER, HEALTH, { minutes: 15 }), partner);

const known = (count: number, from = 0): readonly string[] =>
  pickCustomers(from + count, { knownTo: [PARTNER], credit: 'GIVEN' })
    .slice(from)
    .map(({ id }) => id);

describe('health', () => {
  it('is not told to a role that may not read partners', async () => {
    const answer = await gateway.ask('marketing-analyst', HEALTH);
    expect([answer.data, codesOf(answer)]).toEqual([null, ['FORBIDDEN']]);
  });

  it('refuses a window that is none, naming the argument', async () => {
    for (const minutes of [0, 10_081]) {
      const answer = await gateway.ask(ENGINEER, HEALTH, { minutes });
      expect(new Set(codesOf(answer))).toEqual(new Set(['INVALID_INPUT']));
      expect(answer.errors[0]?.message).toContain('lastMinutes');
    }
  });

  it('of a partner that was hardly asked has counts but no rates', async () => {
    const ids = known(3);
    await gateway.ask(OFFICER, CASH_FLOW, { ids, purpose: CREDIT });
    expect(await readHealth()).toMatchObject({ calls: 3, successRate: null, throttledShare: null, latencyMs: null });
    expect(await readHealth('bluesky-social')).toMatchObject({ calls: 0, successRate: null, outcomes: [] });
  });

  it('tells outcomes and latencies as the partner gave them, by partner and dataset', async () => {
    const before = await readHealth();
    const slow = gateway.partner(PARTNER).faults.set({ kind: 'latency', ms: 400 });
    await gateway.ask(OFFICER, CASH_FLOW, { ids: known(25, 3), purpose: CREDIT });
    slow();
    const refused = gateway.partner(PARTNER).faults.set({ kind: 'refuse' }, { times: 4 });
    await gateway.ask(OFFICER, CASH_FLOW, { ids: known(4, 28), purpose: CREDIT });
    refused();
    const health = await readHealth();
    const made = gateway.partner(PARTNER).calls.count();
    expect([health.calls, made]).toEqual([32, 32]);
    expect(health.outcomes).toEqual([
      { outcome: 'ANSWER', calls: 28 },
      { outcome: 'PARTNER_REFUSED_CREDENTIALS', calls: 4 },
    ]);
    expect(health.successRate).toBe(0.875);
    // Within the tenth that buckets cost, and what the gateway itself takes on a busy machine.
    expect(health.latencyMs?.p50).toBeGreaterThan(400 * 0.9);
    expect(health.latencyMs?.p50).toBeLessThan(1_500);
    expect(health.latencyMs?.p95).toBeGreaterThanOrEqual(health.latencyMs?.p50 ?? 0);
    expect(health.callMs?.p50).toBeGreaterThanOrEqual(health.latencyMs?.p50 ?? 0);
    expect(health.circuit).toMatchObject({ state: 'CLOSED', replicas: [{ state: 'CLOSED' }] });
    const cashFlow = health.datasets.find(({ dataset }) => dataset === 'credit.cashFlow');
    expect(cashFlow).toMatchObject({ calls: 32, successRate: 0.875, freshness: { served: 28, liveShare: 1 } });
    expect(health.datasets.find(({ dataset }) => dataset === 'credit.account')).toMatchObject({ calls: 0, successRate: null }); // prettier-ignore
    expect(before.calls).toBe(3);
  });

  it('tells how much of what was served was stored', async () => {
    await gateway.app.partners.drain();
    await gateway.ask(OFFICER, CASH_FLOW, { ids: known(28), purpose: CREDIT });
    const { datasets } = await readHealth();
    expect(datasets.find(({ dataset }) => dataset === 'credit.cashFlow')).toMatchObject({
      calls: 32,
      freshness: { served: 56, liveShare: 0.5, freshShare: 0.5, staleShare: 0 },
    });
  });

  it('is the sum of all replicas, whichever is asked, each with its own circuit', async (ctx) => {
    needsServer(ctx);
    const before = await readHealth();
    const twin = await gateway.replica();
    const authorization = `Bearer ${await gateway.token(OFFICER)}`;
    const variables = { ids: known(25, 40), purpose: CREDIT };
    await post(twin.url, { authorization }, JSON.stringify({ query: CASH_FLOW, variables }));
    const engineer = `Bearer ${await gateway.token(ENGINEER)}`;
    const there = healthOf(await post(twin.url, { authorization: engineer }, JSON.stringify({ query: HEALTH })));
    const here = await readHealth();
    expect([there.calls, here.calls]).toEqual([before.calls + 25, before.calls + 25]);
    expect(here.circuit.replicas).toHaveLength(2);
    await twin.close();
    expect((await readHealth()).circuit.replicas).toHaveLength(1);
  });
});

describe('one field that drifts', () => {
  it('is a gap of that field, with the rest of the dataset released, logged by coordinate and told in health', async () => {
    const [id = ''] = known(1, 80);
    const off = gateway.partner(PARTNER).faults.set({ kind: 'drift', change: 'retype', field: 'budgeted_income' });
    const query = customerQuery('credit { cashFlow { monthlyIncome monthlyExpenses } } missing: gaps { code fields }');
    const answer = await gateway.ask(OFFICER, query, { id, purpose: CREDIT });
    off();
    const view = viewOf(answer) as ReturnType<typeof viewOf> & { readonly missing: unknown };
    expect(view.credit?.['cashFlow']).toEqual({ monthlyIncome: null, monthlyExpenses: expect.any(String) as string });
    expect(view.missing).toEqual([{ code: 'PARTNER_BROKE_CONTRACT', fields: ['CashFlow.monthlyIncome'] }]);
    expect(view.disclosures.map(({ coordinate, isEmpty }) => [coordinate, isEmpty])).toEqual([
      ['CashFlow.monthlyIncome', false],
      ['CashFlow.monthlyExpenses', false],
    ]);
    const trail = await gateway.ask(
      'auditor',
      `query ($id: ID!) { auditTrail(filter: { customerId: $id, kinds: [RELEASED] }, first: 1) { edges { node { gaps { fields } } } } }`,
      { id },
    );
    expect(trail.data?.['auditTrail']).toEqual({
      edges: [{ node: { gaps: [{ fields: ['CashFlow.monthlyIncome'] }] } }],
    });
    const { drift } = await readHealth();
    expect(drift).toMatchObject([{ kind: 'WRONG_TYPE', field: '/monthly_cash_flow_profile/budgeted_income' }]);
  });

  it('is asked for anew as soon as the partner sends it rightly again: a part is not kept for the whole', async () => {
    const [id = ''] = known(1, 80);
    const answer = await gateway.ask(OFFICER, customerQuery('credit { cashFlow { monthlyIncome } }'), {
      id,
      purpose: CREDIT,
    });
    expect(viewOf(answer)).toMatchObject({
      gaps: [],
      credit: { cashFlow: { monthlyIncome: expect.any(String) as string } },
    });
  });

  const ACCEPT = `mutation ($input: AcceptPartnerBaselineInput!) { acceptPartnerBaseline(input: $input) { id
    health { drift { kind } datasets { dataset baselineAnswers accepted { endpoint by because } } } } }`;
  const input = { partner: PARTNER, endpoint: 'monthly-cash-flow', because: 'announced by the partner' };

  it('is accepted as the new normal only by a role that may operate partners, for an endpoint there is, with a reason', async () => {
    expect(codesOf(await gateway.ask('risk-analyst', ACCEPT, { input }))).toEqual(['FORBIDDEN']);
    for (const change of [{ because: ' ' }, { endpoint: 'nothing' }, { partner: 'nobody' }]) {
      const answer = await gateway.ask(ENGINEER, ACCEPT, { input: { ...input, ...change } });
      expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    }
    expect((await readHealth()).drift).toHaveLength(1);
  });

  it('is then no drift any more, and the log names who said so', async () => {
    const answer = await gateway.ask(ENGINEER, ACCEPT, { input });
    const { health } = read<{ health: Health }>(answer, 'acceptPartnerBaseline');
    expect(health.drift).toEqual([]);
    expect(health.datasets.find(({ dataset }) => dataset === 'credit.cashFlow')).toMatchObject({
      baselineAnswers: 0,
      accepted: { endpoint: 'monthly-cash-flow', by: 'ola.berg', because: 'announced by the partner' },
    });
    const trail = await gateway.ask(
      'auditor',
      '{ auditTrail(filter: { kinds: [PARTNER_EVENT] }, first: 1) { edges { node { event caller target } } } }',
    );
    expect(trail.data?.['auditTrail']).toEqual({
      edges: [{ node: { event: 'ACCEPT_BASELINE', caller: 'ola.berg', target: 'mx-credit monthly-cash-flow' } }],
    });
  });

  it('stands in the metrics with circuits and withheld fields', async () => {
    const page = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(page).toContain(
      'gateway_partner_drift_total{partner="mx-credit",endpoint="monthly-cash-flow",kind="wrong-type"} 1',
    );
    expect(page).toContain('gateway_partner_circuit_state{partner="mx-credit"} 0');
    expect(page).toContain('gateway_partner_quarantined_fields{partner="mx-credit"} 0');
    expect(page).toMatch(/gateway_partner_drift_alerts\{partner="mx-credit"\} \d/);
  });
});
