/**
 * Correction, restriction, withdrawal and explanation: what a customer asks for changes what the next request shows, partners' facts stand
 * beside the bank's, and every reason is told in plain words.
 */
import { compactVerify, createRemoteJWKSet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ACCOUNT, codesOf, customerQuery, pickCustomers, read, type View, viewOf } from '../support/reading.ts';
import { DECIDER, type RequestRow, rightsDesk } from '../support/rights.ts';
import { readTrail } from '../support/trail.ts';

let gateway: TestGateway;
const desk = rightsDesk(() => gateway);
const [ANNA = '', BO = '', CARL = '', DORA = ''] = pickCustomers(4, {
  knownTo: ['mx-credit'],
  kind: 'PERSON',
  credit: 'GIVEN',
}).map(({ id }) => id);

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const CREDIT = 'CREDIT_DECISION';
const SELECTION = 'identity { name phones } credit { cashFlow { monthlyIncome } }';
const ask = async (id: string, headers = {}): Promise<View> =>
  viewOf(await gateway.ask('credit-officer', customerQuery(SELECTION), { id, purpose: CREDIT }, headers));
const refused = (answer: Answer, code = 'INVALID_INPUT'): string => {
  expect([codesOf(answer), answer.data]).toEqual([[code], null]);
  return answer.errors[0]?.message ?? '';
};
const stepsOf = ({ steps }: RequestRow): Record<string, string> =>
  Object.fromEntries(steps.map(({ target, state }) => [target, state]));
const correct = (customerId: string, claim: object): Promise<RequestRow> =>
  desk.approved(customerId, 'CORRECTION', { claim });

describe('a correction', () => {
  const WITH_CONFLICTS = `query ($id: ID!, $purpose: ID!) { customer(id: $id, purpose: $purpose) { id identity { name phones }
    conflicts { coordinate partner value } ${ACCOUNT} } }`;

  it("changes the bank's own record; the partner's value stands beside it, and who was told stays open", async () => {
    await ask(ANNA);
    const request = await correct(ANNA, {
      coordinate: 'Identity.phones',
      source: 'mx-credit',
      values: ['+8613900000007'],
    });
    expect((await ask(ANNA)).identity?.['phones']).not.toEqual(['+8613900000007']);
    const row = await desk.move('perform', { id: request.id });
    expect(row).toMatchObject({ state: 'PARTIAL', disputedField: 'Identity.phones', disputedSource: 'mx-credit' });
    expect(stepsOf(row)).toEqual({
      'bank:profile': 'DONE',
      'partner:mx-credit': 'PENDING',
      'recipient:loan-desk': 'PENDING',
    });
    const view = viewOf(await gateway.ask('credit-officer', WITH_CONFLICTS, { id: ANNA, purpose: CREDIT }));
    expect(view.identity?.['phones']).toEqual(['+8613900000007']);
    expect(view.conflicts).toContainEqual(
      expect.objectContaining({ coordinate: 'Identity.phones', partner: 'mx-credit' }),
    );
    for (const target of ['partner:mx-credit', 'recipient:loan-desk'])
      await desk.move('confirm', { id: row.id, target });
    expect((await desk.list({ customerId: ANNA })).map(({ state }) => state)).toEqual(['COMPLETE']);
  });

  it('keeps the claim sealed: no table and no log holds it in clear', async () => {
    const tables = ['facts', 'fact_versions', 'audit_entries', 'customer_profiles'];
    for (const table of tables) {
      const [row] = await gateway.database.db.query<{ found: number }>({
        text: `SELECT count(*)::int AS found FROM ${table} AS t WHERE t::text LIKE '%13900000007%'
          OR t::text LIKE '%' || encode('13900000007', 'hex') || '%'`,
      });
      expect([table, row?.found]).toEqual([table, 0]);
    }
  });

  it('with markup in it is printed as text, and runs nothing', async () => {
    const hostile = `<img src=x onerror="alert(1)">'&<script>alert(2)</script>`;
    const { id } = await correct(ANNA, { coordinate: 'Identity.name', values: [hostile] });
    await desk.move('perform', { id });
    const access = await desk.approved(ANNA, 'ACCESS');
    const { html, json } = read<{ html: string; json: string }>(await desk.statement(access.id), 'accessStatement');
    expect(json).toContain('onerror');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;&lt;script&gt;');
    expect(html).not.toMatch(/<(img|script|iframe|object|link|a)\b/i);
    expect(html).toContain("default-src 'none'");
  });

  it('of a field that only a partner holds changes nothing of ours, and waits for the partner', async () => {
    const { id } = await correct(BO, { coordinate: 'CashFlow.monthlyIncome', source: 'mx-credit', values: ['9000'] });
    const row = await desk.move('perform', { id });
    expect(stepsOf(row)).toMatchObject({ 'bank:profile': 'NOT_APPLICABLE', 'partner:mx-credit': 'PENDING' });
    const access = await desk.approved(BO, 'ACCESS');
    const { json } = read<{ json: string }>(await desk.statement(access.id), 'accessStatement');
    expect((JSON.parse(json) as { corrections: unknown[] }).corrections).toEqual([
      { requestId: id, coordinate: 'CashFlow.monthlyIncome', source: 'mx-credit', state: 'PARTIAL', claimed: '9000' },
    ]);
  });

  it('in the wrong form is refused and never repeats the value', async () => {
    const record = (claim: object) =>
      desk.try('record', { customerId: BO, right: 'CORRECTION', channel: 'app', claim });
    for (const claim of [
      { coordinate: 'Identity.birthDate', values: ['31.02.1980'] },
      { coordinate: 'Identity.name', values: ['31.02.1980', 'b'] },
      { coordinate: 'Identity.phones', values: [] },
      { coordinate: 'Identity.addresses', values: ['31.02.1980'] },
      { coordinate: 'Identity.shoeSize', values: ['31.02.1980'] },
      { coordinate: 'Identity.name', source: 'nobody', values: ['31.02.1980'] },
      { coordinate: 'Identity.name', values: ['31.02.1980\u0007'] },
    ]) {
      const message = refused(await record(claim));
      expect(message).toContain('claim');
      expect(message).not.toContain('31.02');
    }
  });
});

describe('a restriction', () => {
  it('takes one officer, hides everything on the very next request, and is lifted by two', async () => {
    expect((await ask(BO)).identity).not.toBeNull();
    const { id } = await desk.move('record', { customerId: BO, right: 'RESTRICTION', channel: 'app' }, DECIDER);
    await desk.move('verify', { id, method: 'VIDEO' }, DECIDER);
    await desk.move('decide', { id, verdict: 'APPROVE' }, DECIDER);
    expect(await desk.move('perform', { id })).toMatchObject({
      state: 'COMPLETE',
      steps: [{ target: 'bank:subject', state: 'DONE' }],
    });
    const hidden = await ask(BO);
    expect(hidden.identity).toBeNull();
    expect(hidden.disclosures.every(({ reasons }) => reasons.includes('SUBJECT_RESTRICTED'))).toBe(true);
    const lift = await desk.approved(BO, 'LIFT_RESTRICTION');
    expect((await desk.move('perform', { id: lift.id })).state).toBe('COMPLETE');
    expect((await ask(BO)).identity).not.toBeNull();
    const changes = await readTrail(gateway, { customerId: BO, kinds: ['GOVERNANCE_CHANGED'] });
    expect(changes.map(({ event }) => event)).toEqual(['LIFT_RESTRICTION', 'RESTRICT_CUSTOMER']);
  });
});

describe('a withdrawal', () => {
  it('takes back every live consent in one call, and hides the fields on the very next request', async () => {
    expect((await ask(CARL)).identity).not.toBeNull();
    const { id } = await desk.approved(CARL, 'WITHDRAWAL');
    expect(await desk.move('perform', { id })).toMatchObject({
      state: 'COMPLETE',
      steps: [{ target: 'bank:consents', state: 'DONE' }],
    });
    expect((await ask(CARL)).disclosures.every(({ reasons }) => reasons.includes('CONSENT_WITHDRAWN'))).toBe(true);
    const consents = read<{ edges: { node: { state: string } }[] }>(
      await gateway.ask(
        'consent-officer',
        `query ($id: ID!) { consents(customerId: $id) { edges { node { state } } } }`,
        { id: CARL },
      ),
      'consents',
    );
    expect(consents.edges.map(({ node }) => node.state)).not.toContain('GRANTED');
  });

  it('by right lets a privacy officer grant nothing', async () => {
    const mutation = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { id } }';
    refused(await gateway.ask(DECIDER, mutation, { id: 'CNS-CREDIT-000009' }), 'FORBIDDEN');
  });
});

describe('an explanation', () => {
  const EXPLAIN = `query ($id: ID!, $entry: ID!) { explainDecision(requestId: $id, entry: $entry) { requestId entry at application roles
    purpose isAutomatedDecision sha256 json jws facts personEn personZh
    fields { coordinates source outcome treatment agreement consent reasons { code law en zh } } } }`;
  const explain = (id: string, entry: string): Promise<Answer> => gateway.ask(DECIDER, EXPLAIN, { id, entry });

  it('tells purpose, sources, rights and every reason in plain words, and no value', async () => {
    const shown = await ask(DORA, { 'x-request-id': 'loan-4711' });
    const request = await desk.approved(DORA, 'EXPLANATION', { about: 'loan-4711' });
    const told = read<Record<string, never>>(await explain(request.id, 'loan-4711'), 'explainDecision');
    expect(told).toMatchObject({
      purpose: CREDIT,
      application: 'loan-desk',
      roles: ['credit-officer'],
      isAutomatedDecision: false,
    });
    const fields = told['fields'] as unknown as readonly {
      coordinates: string[];
      source: string;
      reasons: Record<string, string>[];
    }[];
    expect(fields.flatMap(({ coordinates }) => coordinates)).toContain('CashFlow.monthlyIncome');
    for (const { reasons } of fields)
      for (const { en = '', zh = '' } of reasons)
        expect([en.length > 5, /\p{Script=Han}/u.test(zh)]).toEqual([true, true]);
    expect([told['personEn'], told['personZh']].join()).toMatch(/person.*人工复核/s);
    expect(told['facts']).toContainEqual(expect.stringMatching(/^consent:CNS-CREDIT-.*@\d+$/));
    const text = JSON.stringify(told);
    for (const value of [
      shown.identity?.['name'],
      (shown.credit?.['cashFlow'] as Record<string, string>)['monthlyIncome'],
    ])
      expect(text).not.toContain(String(value));
    const { payload } = await compactVerify(
      String(told['jws']),
      createRemoteJWKSet(new URL('/.well-known/jwks.json', gateway.url)),
    );
    expect(Buffer.from(payload).toString()).toBe(told['json']);
    expect((await desk.list({ customerId: DORA })).map(({ state }) => state)).toEqual(['COMPLETE']);
  });

  it('of a decision about another customer is none of theirs', async () => {
    await ask(ANNA, { 'x-request-id': 'loan-4712' });
    const { id } = await desk.approved(DORA, 'EXPLANATION');
    const foreign = refused(await explain(id, 'loan-4712'));
    expect(foreign).toBe(refused(await explain(id, 'loan-never')));
    expect(refused(await explain(id, `x' OR '1'='1`))).toContain('entry');
    expect((await desk.list({ customerId: DORA, state: 'APPROVED' })).map((row) => row.id)).toEqual([id]);
  });

  it('is no access: one right does not open what another one asks for', async () => {
    const { id } = await desk.approved(DORA, 'EXPLANATION');
    expect(refused(await desk.statement(id))).toContain('EXPLANATION');
    expect(refused(await desk.try('perform', { id }))).toContain('explainDecision');
  });
});

describe('terms', () => {
  it('are counted from receipt, at most a month, and extended once with a reason while they run', async () => {
    const receivedAt = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const row = await desk.move('record', { customerId: ANNA, right: 'ACCESS', channel: 'letter', receivedAt });
    const days = (Date.parse(row.dueAt) - Date.parse(receivedAt)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(30);
    const until = new Date(Date.parse(receivedAt) + 80 * 86_400_000).toISOString();
    const late = new Date(Date.parse(receivedAt) + 93 * 86_400_000).toISOString();
    expect(refused(await desk.try('extend', { id: row.id, until: late, because: 'many partners' }))).toContain('until');
    expect(refused(await desk.try('extend', { id: row.id, until, because: ' ' }))).toContain('because');
    expect(await desk.move('extend', { id: row.id, until, because: 'many partners' })).toMatchObject({ dueAt: until });
    expect(refused(await desk.try('extend', { id: row.id, until, because: 'again' }))).toContain('once');
  });

  it('that passed are found by the filter, and cannot be extended any more', async () => {
    const receivedAt = new Date(Date.now() - 60 * 86_400_000).toISOString();
    const { id, dueAt } = await desk.move('record', {
      customerId: BO,
      right: 'COPY',
      channel: 'letter',
      receivedAt,
    });
    expect((await desk.list({ overdue: true })).map((row) => row.id)).toEqual([id]);
    expect((await desk.list({ overdue: false })).map((row) => row.id)).not.toContain(id);
    const until = new Date(Date.parse(dueAt) + 86_400_000).toISOString();
    expect(refused(await desk.try('extend', { id, until, because: 'late' }))).toContain('was due');
  });

  it('input that is no date, no channel and no claim is refused with what to do', async () => {
    const record = (differs: object) =>
      desk.try('record', { customerId: ANNA, right: 'ACCESS', channel: 'app', ...differs });
    const future = new Date(Date.now() + 86_400_000).toISOString();
    expect(refused(await record({ receivedAt: future }))).toContain('receivedAt');
    expect(refused(await record({ channel: '<script>' }))).toContain('channel');
    expect(refused(await record({ right: 'CORRECTION' }))).toContain('claim');
    expect(refused(await record({ claim: { coordinate: 'Identity.name', values: ['x'] } }))).toContain('claim');
    expect(refused(await record({ customerId: '__proto__' }))).toContain('customerId');
  });
});
