/**
 * Requests that share a partner's answer or a stored record share nothing else: each application, purpose and customer gets what it would get
 * alone, whoever asks beside it, and its own entries in the log.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoConsentId, demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { type Asker, startTestGateway, type TestGateway, withoutWindows } from '../support/gateway.ts';
import { customerQuery, pickCustomers, read, type View, viewOf } from '../support/reading.ts';

const SELECTION = `kind identity { name phones documentNumber } credit { scores { value } accounts { accountNumber balance { amount } } cashFlow { monthlyIncome } }
  social { profiles { network handle displayName } activity { posts } audience { followers } } market { quote { price } }`;

/** Different applications, purposes and ceilings over the same customers. */
const ASKERS: readonly (readonly [who: Asker, purpose: string])[] = [
  ['credit-officer', 'CREDIT_DECISION'],
  [{ role: 'credit-officer', application: 'branch-desk', subject: 'he.jing' }, 'CREDIT_DECISION'],
  [{ role: 'relationship-manager', application: 'branch-desk', subject: 'he.qing' }, 'RELATIONSHIP_MANAGEMENT'],
  ['marketing-analyst', 'MARKETING'],
  ['support-agent', 'CUSTOMER_SERVICE'],
  ['risk-analyst', 'FRAUD_PREVENTION'],
  ['auditor', 'CREDIT_DECISION'],
  [{ role: 'credit-officer', application: 'old-portal', subject: 'nobody' }, 'CREDIT_DECISION'],
];

const hasBoth = (id: string): boolean => demoConsentsOf(id).filter(({ body }) => body.state === 'GRANTED' && body.coordinates.includes('*') && body.expiresAt > '2030').length === 2; // prettier-ignore
const KNOWN = pickCustomers(20, { kind: 'PERSON', knownTo: ['mx-credit', 'bluesky-social'], credit: 'GIVEN' }).map(
  ({ id }) => id,
);
const [FIRST = '', SECOND = '', THIRD = ''] = KNOWN.filter(hasBoth);
const CUSTOMERS = [
  FIRST,
  SECOND,
  ...pickCustomers(1, { kind: 'PERSON', knownTo: ['mx-credit'], credit: 'NEVER_ASKED' }).map(({ id }) => id),
  'CUST-999999',
];

const PARTNERS = [
  'mx-credit',
  'mastercard-credit',
  'bluesky-social',
  'pinterest-social',
  'finnhub-market',
  'massive-market',
];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    env: { CALLER_LIMIT_PER_ADDRESS: '1000000', CALLER_LIMIT_PER_APPLICATION: '1000000' },
    adapt: withoutWindows,
  });
});
afterAll(() => gateway.close());

let requests = 0;

/** What was told, without when it was asked for; and under which request. */
async function ask(
  asker: number,
  customerId: string,
): Promise<{ readonly requestId: string; readonly told: string; readonly view: View }> {
  const [who, purpose] = ASKERS[asker] ?? ['', ''];
  const requestId = `crossing-${(requests += 1)}`;
  const view = viewOf(
    await gateway.ask(who, customerQuery(SELECTION), { id: customerId, purpose }, { 'x-request-id': requestId }),
  );
  const disclosures = view.disclosures.map(({ fetchedAt: _fetched, cache: _cache, ...line }) => line);
  return { requestId, view, told: JSON.stringify({ ...view, disclosures }) };
}

/** So that partners have to be asked again. */
async function forgetRecords(): Promise<void> {
  await gateway.app.partners.drain();
  await gateway.database.db.query({ text: 'DELETE FROM stored_records' });
}

const callsMade = (): number => PARTNERS.reduce((sum, id) => sum + gateway.partner(id).calls.count(), 0);

/** So slow that all who ask at once meet in the same calls. */
async function askTogether(): Promise<readonly string[]> {
  const asked = 8;
  for (const id of PARTNERS) gateway.partner(id).faults.set({ kind: 'latency', ms: 400 });
  await forgetRecords();
  const before = callsMade();
  const answers = await Promise.all(Array.from({ length: asked }, () => ask(0, FIRST)));
  expect(callsMade() - before).toBeLessThan(asked);
  return answers.map(({ requestId }) => requestId);
}

it('whoever asks at the same moment gets what it would get alone, and its own entries', async () => {
  const alone = new Map<string, string>();
  let callsAlone = 0;
  for (const [asker] of ASKERS.entries()) {
    for (const customerId of CUSTOMERS) {
      await forgetRecords();
      const before = callsMade();
      alone.set(`${asker} ${customerId}`, (await ask(asker, customerId)).told);
      callsAlone += callsMade() - before;
    }
  }
  expect(new Set(ASKERS.map((_, asker) => alone.get(`${asker} ${FIRST}`))).size).toBeGreaterThanOrEqual(5);
  for (const id of PARTNERS) gateway.partner(id).faults.set({ kind: 'latency', ms: 10 });

  const one = fc.tuple(fc.nat(ASKERS.length - 1), fc.constantFrom(...CUSTOMERS));
  const live: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 2, maxLength: 14 }), fc.boolean(), async (asked, isCold) => {
      if (isCold) await forgetRecords();
      const answers = await Promise.all(asked.map(([asker, customerId]) => ask(asker, customerId)));
      for (const [i, { told, requestId, view }] of answers.entries()) {
        const [asker, customerId] = asked[i] ?? [0, ''];
        expect(told, `${JSON.stringify(ASKERS[asker])} about ${customerId}`).toBe(alone.get(`${asker} ${customerId}`));
        if (view.disclosures.some(({ cache }) => cache === 'LIVE')) live.push(requestId);
      }
    }),
    { numRuns: 15 },
  );
  expect(callsAlone).toBeGreaterThan(20);
  expect(live.length).toBeGreaterThan(10);
  live.push(...(await askTogether()));
  // A shared answer is still asked for on each one's own right: an INTENT of its own before it.
  const intents = await gateway.database.db.query<{ request: string }>({
    text: `SELECT DISTINCT request_id AS request FROM audit_entries WHERE kind = 'INTENT' AND request_id = ANY ($1::text[])`,
    values: [live],
  });
  expect(new Set(intents.map(({ request }) => request))).toEqual(new Set(live));
}, 60_000);

const CREDIT = 0;
const MARKETING = 3;

it('of two purposes that share a record each stands and falls with its own consent, in either order', async () => {
  const withdraw = async (customerId: string, purpose: 'CREDIT_DECISION' | 'MARKETING'): Promise<void> => {
    const text = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state } }';
    expect(
      read(await gateway.ask('consent-officer', text, { id: demoConsentId(customerId, purpose) }), 'withdrawConsent'),
    ).toEqual({ state: 'WITHDRAWN' });
  };
  for (const [customerId, first, kept, lost] of [
    [SECOND, 'CREDIT_DECISION', MARKETING, CREDIT],
    [THIRD, 'MARKETING', CREDIT, MARKETING],
  ] as const) {
    await ask(lost, customerId);
    const before = await ask(kept, customerId);
    expect(before.view.social).not.toBeNull();
    await withdraw(customerId, first);
    const [after, gone] = await Promise.all([ask(kept, customerId), ask(lost, customerId)]);
    expect(after.told).toBe(before.told);
    expect([gone.view.kind, gone.view.identity, gone.view.credit, gone.view.social]).toEqual([null, null, null, null]);
    const personal = gone.view.disclosures.filter(({ coordinate }) => !coordinate.startsWith('Quote.'));
    expect(personal.filter(({ outcome, cache }) => outcome !== 'WITHHOLD' || cache !== null)).toEqual([]);
  }
});

it('the pseudonym of one handle differs from purpose to purpose and is the same for all who ask for one', async () => {
  const query = customerQuery('social { profiles { handle } }');
  const handlesFor = async (who: Asker, id: string, purpose: string): Promise<readonly unknown[]> => {
    const { social } = viewOf(await gateway.ask(who, query, { id, purpose }));
    const profiles = social?.['profiles'] as readonly { readonly handle: unknown }[] | null | undefined;
    return (profiles ?? []).map(({ handle }) => handle).filter((handle) => handle !== null);
  };
  const manager: Asker = { role: 'relationship-manager', application: 'branch-desk', subject: 'he.qing' };
  let compared = 0;
  for (const id of KNOWN.filter(hasBoth)) {
    const marketing = await handlesFor('marketing-analyst', id, 'MARKETING');
    expect(
      await handlesFor({ role: 'marketing-analyst', application: 'marketing-studio', subject: 'b' }, id, 'MARKETING'),
    ).toEqual(marketing);
    const credit = await handlesFor(manager, id, 'CREDIT_DECISION');
    expect(credit.filter((handle) => marketing.includes(handle))).toEqual([]);
    compared += Math.min(credit.length, marketing.length);
  }
  expect(compared).toBeGreaterThan(0);
});
