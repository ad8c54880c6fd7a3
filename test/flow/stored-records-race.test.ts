/**
 * Withdrawals race reads whose answers are being kept, on two replicas: once a withdrawal was answered and everything came to rest, nothing
 * of what it covered is stored. Proven by the rows that are left.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoConsentId, demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { hasServer, needsServer } from '../support/database.ts';
import { post, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { hasGivenCredit } from '../support/reading.ts';

const WITHDRAWALS = 200;
const AT_ONCE = 8;

let gateway: TestGateway;
let replica: Awaited<ReturnType<TestGateway['replica']>>;
let token: string;

beforeAll(async () => {
  if (!hasServer) return;
  const env = { CALLER_LIMIT_PER_ADDRESS: '1000000', CALLER_LIMIT_PER_APPLICATION: '1000000' };
  // Without a pace of their own, so that every read is a call whose answer is kept.
  gateway = await startTestGateway({
    env,
    adapt: (connector) => ({ ...connector, limits: { windows: [], concurrency: 50 } }),
  });
  replica = await gateway.replica();
  token = await gateway.token('credit-officer');
});
afterAll(async () => {
  if (hasServer) await gateway.close();
});

/** Another live consent would rightly keep what it covers. */
const hasNoOther = (id: string): boolean =>
  demoConsentsOf(id).filter(({ body }) => body.state === 'GRANTED').length === 1;

const CUSTOMERS = demoCustomers()
  .filter(({ id, references }) => references.size > 0 && hasGivenCredit(id) === 'GIVEN' && hasNoOther(id))
  .map(({ id }) => id)
  .slice(-WITHDRAWALS);

const QUERY = `query ($id: ID!) { customer(id: $id, purpose: "CREDIT_DECISION") { id identity { name } credit { cashFlow { monthlyIncome } }
  social { profiles { network } } } }`;

const readOn = (url: string, id: string) =>
  post(url, { authorization: `Bearer ${token}` }, JSON.stringify({ query: QUERY, variables: { id } }));

async function withdraw(customerId: string): Promise<void> {
  const text = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state } }';
  const { data, text: answer } = await gateway.ask('consent-officer', text, {
    id: demoConsentId(customerId, 'CREDIT_DECISION'),
  });
  expect(data?.['withdrawConsent'], answer).toEqual({ state: 'WITHDRAWN' });
}

/** Market records rest on no consent. */
const storedNow = (): Promise<readonly unknown[]> =>
  gateway.database.db.query({
    text: `SELECT customer_id, partner_id, endpoint FROM stored_records WHERE customer_id = ANY($1::text[]) AND partner_id NOT LIKE '%-market'`,
    values: [CUSTOMERS],
  });

it('200 withdrawals race reads on both replicas: no record of what they covered is left', async (ctx) => {
  needsServer(ctx);
  expect(CUSTOMERS).toHaveLength(WITHDRAWALS);
  let mostStored = 0;
  const race = async (customerId: string, n: number): Promise<void> => {
    const reads = [gateway.url, replica.url].map((url) => readOn(url, customerId));
    // Before the answer, right behind one, and right behind both: while the partner is asked, while its answer is saved, and after.
    if (n % 3 === 1) await Promise.race(reads);
    if (n % 3 === 2) await Promise.all(reads);
    if (n % 8 === 0) mostStored = Math.max(mostStored, (await storedNow()).length);
    await withdraw(customerId);
    await Promise.all(reads);
  };
  for (let n = 0; n < WITHDRAWALS; n += AT_ONCE) {
    await Promise.all(CUSTOMERS.slice(n, n + AT_ONCE).map((customerId, i) => race(customerId, n + i)));
  }
  await replica.app.partners.drain();
  await gateway.app.partners.drain();
  expect(await storedNow()).toEqual([]);
  expect(mostStored).toBeGreaterThan(0);
}, 120_000);
