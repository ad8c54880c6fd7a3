/**
 * A database that goes away in the middle of a request: the caller is told AUDIT_UNAVAILABLE and gets no data, at whatever statement
 * it happens; and when it is back the gateway serves again without a restart.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { createBreakableDatabase } from '../support/breakable-database.ts';
import { needsServer } from '../support/database.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, customersQuery, pickCustomers, viewOf } from '../support/reading.ts';

const PURPOSE = 'CREDIT_DECISION';
const SELECTION = 'identity { name phones } credit { cashFlow { monthlyIncome } }';
/** Each request meets a customer whose keys and records nobody has in memory yet. */
const CUSTOMERS = pickCustomers(60, {
  kind: 'PERSON',
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  credit: 'GIVEN',
});

const { breaker, ...breakable } = createBreakableDatabase();
let gateway: TestGateway;
let next = 0;
beforeAll(async () => {
  gateway = await startTestGateway(breakable);
});
afterAll(() => gateway.close());
afterEach(() => breaker.mend());

const fresh = (): { readonly id: string; readonly name: string } => {
  const customer = CUSTOMERS[next++];
  if (customer === undefined) throw new Error('no customer is left');
  return customer;
};
const ask = (id: string): Promise<Answer> =>
  gateway.ask('credit-officer', customerQuery(SELECTION), { id, purpose: PURPOSE });
const readiness = async (): Promise<number> => (await fetch(gateway.url.replace('/graphql', '/health/ready'))).status;
const entriesOf = async (kind: string): Promise<number> => {
  const [row] = await gateway.database.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM audit_entries WHERE kind = $1', values: [kind] }); // prettier-ignore
  return row?.n ?? 0;
};

function expectNothing(answer: Answer, ...values: readonly string[]): void {
  expect([answer.status, codesOf(answer), answer.data]).toEqual([503, ['AUDIT_UNAVAILABLE'], null]);
  expect(answer.extensions).toEqual({});
  for (const value of values) expect(answer.text).not.toContain(value);
  expect(answer.text).not.toMatch(/terminated|ECONN|SELECT|stack/);
}

it('what people ask about partners is AUDIT_UNAVAILABLE too, at whatever statement', async () => {
  const query =
    '{ partners(first: 2) { edges { node { hold { by } health { calls circuit { state } budgetLeft { left } } } } } }';
  for (let at = 1; ; at += 1) {
    breaker.arm(at);
    const answer = await gateway.ask('integration-engineer', query);
    const hasFailed = breaker.seen.some((one) => one.hasFailed);
    breaker.mend();
    if (!hasFailed) break;
    expect([at, ...new Set(codesOf(answer))]).toEqual([at, 'AUDIT_UNAVAILABLE']);
  }
});

describe('at every statement of a request', () => {
  it('an answer leaves if and only if its RELEASED entry is durable', async () => {
    let lost = 0;
    for (let at = 1; ; at += 1) {
      const { id, name } = fresh();
      const [released, asked] = [
        await entriesOf('RELEASED'),
        gateway.partner('mx-credit').calls.count({ customerId: id }),
      ];
      breaker.arm(at);
      const answer = await ask(id);
      await gateway.app.partners.drain();
      const failed = breaker.seen.filter(({ hasFailed }) => hasFailed);
      breaker.mend();
      if (failed.length === 0) {
        expect(viewOf(answer).identity?.['name']).toBe(name);
        break;
      }
      const isReleased = (await entriesOf('RELEASED')) > released;
      if (isReleased) expect(viewOf(answer).identity?.['name'], failed[0]?.name).toBe(name);
      else {
        expectNothing(answer, name);
        lost += 1;
      }
      const isIntended = breaker.seen.some(({ values, hasFailed }) => !hasFailed && values.includes('INTENT'));
      if (!isIntended) expect(gateway.partner('mx-credit').calls.count({ customerId: id })).toBe(asked);
      const again = await ask(id);
      expect(viewOf(again).identity?.['name']).toBe(name);
    }
    expect(lost).toBeGreaterThan(4);
  });

  it('an INTENT that cannot be written keeps the customer’s name from every partner', async () => {
    const { id, name } = fresh();
    breaker.loseAnswersOf(({ values }) => JSON.stringify(values).includes('INTENT'));
    expectNothing(await ask(id), name);
    expect(gateway.partner('mx-credit').calls.count({ customerId: id })).toBe(0);
  });

  it('a RELEASED entry whose commit nobody confirmed releases nothing', async () => {
    const { id, name } = fresh();
    const before = await entriesOf('RELEASED');
    breaker.loseAnswersOf(({ values }) => JSON.stringify(values).includes('RELEASED'));
    expectNothing(await ask(id), name);
    expect(await entriesOf('RELEASED')).toBeGreaterThan(before);
    breaker.mend();
    expect((await ask(id)).status).toBe(200);
  });

  it('a list of customers is answered whole or not at all', async () => {
    for (let at = 1; ; at += 1) {
      const customers = [fresh(), fresh()];
      const before = await entriesOf('RELEASED');
      breaker.arm(at);
      const answer = await gateway.ask('credit-officer', customersQuery('identity { name }'), {
        ids: customers.map(({ id }) => id), purpose: PURPOSE,
      }); // prettier-ignore
      const hasFailed = breaker.seen.some((one) => one.hasFailed);
      breaker.mend();
      if (!hasFailed) break;
      // What is only kept behind the request may be lost without harm; then both are released.
      const released = (await entriesOf('RELEASED')) - before;
      if (released === 0) expectNothing(answer, ...customers.map(({ name }) => name));
      else {
        expect([released, answer.status]).toEqual([2, 200]);
        for (const { name } of customers) expect(answer.text).toContain(name);
      }
    }
  });

  it('two root fields leave together or not at all', async () => {
    const [one, other] = [fresh(), fresh()];
    breaker.loseAnswersOf(({ values }) => JSON.stringify(values).includes('RELEASED'));
    const query = `{ a: customer(id: "${one.id}", purpose: "${PURPOSE}") { identity { name } } b: customer(id: "${other.id}", purpose: "${PURPOSE}") { identity { name } } }`;
    const answer = await gateway.ask('credit-officer', query);
    expect([answer.status, answer.data]).toEqual([503, null]);
    expect(new Set(codesOf(answer))).toEqual(new Set(['AUDIT_UNAVAILABLE']));
  });

  it('a change of a rule and its entry happen both or neither', async () => {
    const { id } = fresh();
    const withdraw = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state } }';
    for (let at = 1; ; at += 1) {
      const before = await entriesOf('GOVERNANCE_CHANGED');
      breaker.arm(at);
      const answer = await gateway.ask('consent-officer', withdraw, { id: demoConsentId(id, PURPOSE) });
      const hasFailed = breaker.seen.some((one) => one.hasFailed);
      breaker.mend();
      const written = (await entriesOf('GOVERNANCE_CHANGED')) - before;
      if (!hasFailed) {
        expect([answer.status, written]).toEqual([200, 1]);
        break;
      }
      expectNothing(answer);
      expect(written).toBe(0);
      expect(viewOf(await ask(id)).identity).not.toBeNull();
    }
    expect(viewOf(await ask(id)).identity).toBeNull();
  });

  it('the trail is not shown unless its reading could be logged', async () => {
    const query = '{ auditTrail(first: 5) { edges { node { caller } } } }';
    for (let at = 1; ; at += 1) {
      breaker.arm(at);
      const answer = await gateway.ask('auditor', query);
      const hasFailed = breaker.seen.some((one) => one.hasFailed);
      breaker.mend();
      if (!hasFailed) break;
      expectNothing(answer, 'lin.yue');
    }
  });

  it('rules cannot be read either, and that is no internal error', async () => {
    breaker.arm(1);
    for (const query of [
      '{ purposes { edges { node { id } } } }',
      '{ partners { edges { node { id } } } }',
      '{ agreements { edges { node { id } } } }',
    ]) {
      expectNothing(await gateway.ask('auditor', query));
    }
  });
});

describe('while it is away', () => {
  it('readiness says so, liveness does not, and refusals are still refusals', async () => {
    expect(await readiness()).toBe(200);
    breaker.arm(1);
    expect(await readiness()).toBe(503);
    expect((await fetch(gateway.url.replace('/graphql', '/health/live'))).status).toBe(200);
    expect((await fetch(gateway.url, { method: 'POST', body: '{}' })).status).toBe(401);
    const blank = await gateway.ask('credit-officer', customerQuery(''), { id: 'CUST-000001', purpose: ' ' });
    expect(codesOf(blank)).toEqual(['INVALID_INPUT']);
    breaker.mend();
    expect(await readiness()).toBe(200);
  });

  it('twenty requests at once all fail closed, and all succeed afterwards', async () => {
    const customers = Array.from({ length: 5 }, fresh);
    breaker.arm(3);
    const askAll = (): Promise<readonly Answer[]> =>
      Promise.all([1, 2, 3, 4].flatMap(() => customers.map(({ id }) => ask(id))));
    for (const answer of await askAll()) expectNothing(answer, ...customers.map(({ name }) => name));
    breaker.mend();
    for (const answer of await askAll()) expect([answer.status, codesOf(answer)]).toEqual([200, []]);
  });
});

describe('on a server', () => {
  const name = (): string => new URL(gateway.database.url).pathname.slice(1);
  const administrate = async (sql: string): Promise<void> => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: process.env['TEST_DATABASE_URL'] });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const cut = (): Promise<void> =>
    administrate(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name()}' AND pid <> pg_backend_pid()`,
    );

  it('that ends every connection while a partner is being asked, the next request succeeds', async (ctx) => {
    needsServer(ctx);
    const { id } = fresh();
    gateway.partner('mx-credit').faults.set({ kind: 'latency', ms: 300 }, { customerId: id });
    const asking = ask(id);
    await expect.poll(() => gateway.partner('mx-credit').calls.count({ customerId: id })).toBeGreaterThan(0);
    await cut();
    const answer = await asking;
    if (answer.status !== 200) expectNothing(answer);
    expect((await ask(id)).status).toBe(200);
  });

  it('that takes no connections any more, nothing leaves; when it takes them again, the gateway serves', async (ctx) => {
    needsServer(ctx);
    const { id, name: customer } = fresh();
    gateway.partner('mx-credit').faults.set({ kind: 'latency', ms: 300 }, { customerId: id });
    const asking = ask(id);
    await expect.poll(() => gateway.partner('mx-credit').calls.count({ customerId: id })).toBeGreaterThan(0);
    await administrate(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS false`);
    await cut();
    expectNothing(await asking, customer);
    expectNothing(await ask(id), customer);
    expect(await readiness()).toBe(503);
    await administrate(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS true`);
    await expect.poll(readiness).toBe(200);
    expect(viewOf(await ask(id)).identity?.['name']).toBe(customer);
  });
});
