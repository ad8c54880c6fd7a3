/**
 * A call that may have been billed and whose answer never came: made once, blocked for everybody, reconciled by the people who may, and
 * free to be made again.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Connector, Reconcile } from '../../src/sdk/index.ts';
import type { Answer } from '../support/gateway.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, expectRefusal, pickCustomers, read, viewOf } from '../support/reading.ts';
import { readTrail } from '../support/trail.ts';

const PARTNER = 'mastercard-credit';
const ENGINEER = 'integration-engineer';

interface Call {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly settledAt: string | null;
}

const CALL = 'id partner endpoint agreement state outcome startedAt settledAt reconciledBy reconciledBecause';
const CALLS = `query ($state: PartnerCallState! = UNKNOWN, $partner: ID, $first: Int, $after: String) {
  partnerCalls(state: $state, partner: $partner, first: $first, after: $after) {
    edges { cursor node { ${CALL} } } pageInfo { hasNextPage endCursor } } }`;
const HOLD = 'mutation ($input: HoldPartnerInput!) { holdPartner(input: $input) { id } }';
const RELEASE = 'mutation ($input: ReleasePartnerInput!) { releasePartner(input: $input) { id } }';
const RECONCILE = `mutation ($input: ReconcilePartnerCallInput!) { reconcilePartnerCall(input: $input) { ${CALL} } }`;

/** What the bureau's status call says: nothing, until a test lets it know. */
let bureauSays: boolean | null = null;
const withStatusCall = (connector: Connector): Connector =>
  connector.id === PARTNER ? { ...connector, reconcile: STATUS_CALL } : connector;
/** The invented bureau tells by whom it knows the owner of what became of an inquiry about the account. */
const STATUS_CALL: Reconcile = {
  request: ({ path }) => ({ method: 'GET', path: path.replace(/^\/payments(.*)\/fcra.*$/, '/aggregation/v3$1/owner') }),
  wire: z.unknown(),
  happened: () => bureauSays,
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ adapt: withStatusCall });
});
afterAll(() => gateway.close());

const picked = pickCustomers(3, {
  kind: 'PERSON',
  knownTo: [PARTNER],
  unknownTo: ['mx-credit'],
  credit: 'GIVEN',
});
const [ONE, OTHER, THIRD] = [picked[0]!, picked[1]!, picked[2]!];

const askScore = async (id: string) =>
  viewOf(
    await gateway.ask('credit-officer', customerQuery('credit { scores { value } }'), {
      id,
      purpose: 'CREDIT_DECISION',
    }),
  );
const made = (): number => gateway.partner(PARTNER).calls.count({ path: /payment-success/ });
const calls = (answer: Answer): readonly { readonly cursor: string; readonly node: Call }[] =>
  read<{ edges: { cursor: string; node: Call }[] }>(answer, 'partnerCalls').edges;
const unknown = async (): Promise<readonly Call[]> =>
  calls(await gateway.ask(ENGINEER, CALLS, { partner: PARTNER })).map(({ node }) => node);
const reconcile = (id: string | undefined, input: object = {}): Promise<Answer> =>
  gateway.ask(ENGINEER, RECONCILE, { input: { id, happened: false, because: 'Not on their invoice.', ...input } });
const spent = async (): Promise<readonly unknown[]> =>
  gateway.database.db.query({ text: 'SELECT meter, period, spent FROM spendings ORDER BY 1, 2' });

test('an unknown outcome blocks the call until somebody finds out what became of it', async () => {
  const before = await spent();
  // 1. A proxy before the bureau gives up: nobody knows whether the bureau was asked.
  const { faults } = gateway.partner(PARTNER);
  const offs = [ONE, OTHER].map(({ id }) => faults.set({ kind: 'status', status: 504 }, { customerId: id }));
  const gap = [{ partner: PARTNER, dataset: 'credit.score', code: 'PARTNER_OUTCOME_UNKNOWN' }];
  expect((await askScore(ONE.id)).gaps).toMatchObject(gap);
  expect((await askScore(OTHER.id)).gaps).toMatchObject(gap);
  offs.forEach((off) => off());
  expect(made()).toBe(2);
  // 2. The bureau is well again, and still nobody repeats the call.
  const again = await Promise.all(Array.from({ length: 10 }, () => askScore(ONE.id)));
  expect(again.map(({ gaps }) => gaps[0]?.code)).toEqual(Array(10).fill('PARTNER_OUTCOME_UNKNOWN'));
  expect(made()).toBe(2);
  // 3. Others than the integration role neither see nor settle it.
  for (const role of ['credit-officer', 'auditor', 'partner-manager', 'compliance-officer']) {
    expectRefusal(await gateway.ask(role, CALLS), 200, 'FORBIDDEN');
    const input = { id: (await unknown())[0]?.id, happened: false, because: 'x' };
    expectRefusal(await gateway.ask(role, RECONCILE, { input }), 200, 'FORBIDDEN');
  }
  // 4. They do: by page, oldest first, without a word about whom.
  const [first, second, ...more] = await unknown();
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    partner: PARTNER, endpoint: 'payment-success', state: 'UNKNOWN', outcome: 'PARTNER_OUTCOME_UNKNOWN status-504', reconciledBy: null,
  }); // prettier-ignore
  const page = await gateway.ask(ENGINEER, CALLS, { first: 1 });
  expect(read(page, 'partnerCalls')).toMatchObject({ pageInfo: { hasNextPage: true } });
  const rest = await gateway.ask(ENGINEER, CALLS, { first: 1, after: calls(page)[0]?.cursor });
  expect([calls(page)[0]?.node.id, calls(rest)[0]?.node.id]).toEqual([first?.id, second?.id]);
  expect(calls(await gateway.ask(ENGINEER, CALLS, { partner: 'mx-credit' }))).toEqual([]);
  expect(page.text).not.toContain(ONE.id);
  // 5. The bureau says: the first never happened, the second did.
  const settled = read<Call>(await reconcile(first?.id), 'reconcilePartnerCall');
  expect(settled).toMatchObject({
    id: first?.id, state: 'RECONCILED', outcome: 'NOT_HAPPENED', reconciledBy: 'ola.berg', reconciledBecause: 'Not on their invoice.',
  }); // prettier-ignore
  const happened = await reconcile(second?.id, { happened: true, because: 'Invoice line 17.' });
  expect(read<Call>(happened, 'reconcilePartnerCall')).toMatchObject({ state: 'RECONCILED', outcome: 'HAPPENED' });
  expect(await unknown()).toEqual([]);
  // 6. One call's worth is given back, the other's stays spent.
  expect(await spent()).toEqual(await afterOneCall(before));
  // 7. Auditors find who said so, and why.
  const entries = await readTrail(gateway, { kinds: ['PARTNER_EVENT'], partner: PARTNER });
  expect(
    entries.map(({ event, target, caller, because }) => [event, target?.includes(first?.id ?? '?'), caller, because]),
  ).toEqual([
    ['RECONCILE_PARTNER_CALL', false, 'ola.berg', 'Invoice line 17.'],
    ['RECONCILE_PARTNER_CALL', true, 'ola.berg', 'Not on their invoice.'],
  ]);
  // 8. Both calls may be made again: once each, however many ask.
  const answers = await Promise.all(Array.from({ length: 10 }, () => askScore(ONE.id)));
  expect(answers.every(({ gaps, credit }) => gaps.length === 0 && credit !== null)).toBe(true);
  expect((await askScore(OTHER.id)).gaps).toEqual([]);
  expect(made()).toBe(4);
});

/** What the meters say after exactly one call of 0.25 USD. */
async function afterOneCall(before: readonly unknown[]): Promise<readonly unknown[]> {
  const rows = (await spent()) as readonly {
    readonly meter: string;
    readonly period: string;
    readonly spent: string;
  }[];
  const was = new Map((before as typeof rows).map(({ meter, period, spent }) => [`${meter} ${period}`, Number(spent)]));
  return rows.map((row) => {
    const one = / calls /.test(row.meter) ? 1 : 0.25;
    const text = ((was.get(`${row.meter} ${row.period}`) ?? 0) + one).toFixed(row.spent.split('.')[1]?.length ?? 0);
    return { ...row, spent: text };
  });
}

test('a partner that can be asked settles it itself, and auditors see that it did', async () => {
  const before = await spent();
  const madeBefore = made();
  // 1. The answer is lost half way, over HTTP: a gap, and no second call.
  const off = gateway.partner(PARTNER).faults.set({ kind: 'cut' }, { customerId: THIRD.id, times: 1 });
  for (let i = 0; i < 3; i += 1) expect((await askScore(THIRD.id)).gaps[0]?.code).toBe('PARTNER_OUTCOME_UNKNOWN');
  off();
  expect(made() - madeBefore).toBe(1);
  const [call] = await unknown();
  expect(call?.outcome).toBe('PARTNER_OUTCOME_UNKNOWN body-cut');
  // 2. It does not know yet: nothing changes, nothing is logged.
  await gateway.app.partners.tidyCalls();
  expect(await unknown()).toHaveLength(1);
  const events = () => readTrail(gateway, { kinds: ['PARTNER_EVENT'], partner: PARTNER });
  const logged = (await events()).length;
  // 3. Nor is it asked while a person holds it.
  bureauSays = false;
  const input = { partner: PARTNER, because: 'Maintenance.' };
  await gateway.ask(ENGINEER, HOLD, { input });
  const heard = gateway.partner(PARTNER).calls.count();
  await gateway.app.partners.tidyCalls();
  expect([(await unknown()).length, gateway.partner(PARTNER).calls.count() - heard]).toEqual([1, 0]);
  await gateway.ask(ENGINEER, RELEASE, { input });
  // 4. It did not happen: the budget is as before, and the log says that the partner said so.
  await gateway.app.partners.tidyCalls();
  bureauSays = null;
  expect(await unknown()).toEqual([]);
  expect(await spent()).toEqual(before);
  const [entry, ...older] = await events();
  expect([entry?.event, entry?.caller, entry?.target?.includes(call?.id ?? '?')]).toEqual(['RECONCILE_PARTNER_CALL', null, true]); // prettier-ignore
  expect(older).toHaveLength(logged);
  // 5. The call may be made again, once.
  const answers = await Promise.all(Array.from({ length: 10 }, () => askScore(THIRD.id)));
  expect(answers.every(({ gaps, credit }) => gaps.length === 0 && credit !== null)).toBe(true);
  expect(made() - madeBefore).toBe(2);
});

test('only an unknown outcome can be reconciled, with a reason, once', async () => {
  const answered = calls(await gateway.ask(ENGINEER, CALLS, { state: 'ANSWERED' }))[0]?.node;
  const reconciled = calls(await gateway.ask(ENGINEER, CALLS, { state: 'RECONCILED' }))[0]?.node;
  const refusals = [
    await reconcile(answered?.id),
    await reconcile(reconciled?.id),
    await reconcile('00000000-0000-4000-8000-000000000000'),
    await reconcile('not-an-id'),
    await reconcile(answered?.id, { because: '  ' }),
  ];
  expect(refusals.map((answer) => codesOf(answer))).toEqual(Array(5).fill(['INVALID_INPUT']));
  expect(refusals.map((answer) => answer.errors[0]?.message)).toEqual([
    'The call is ANSWERED: only a call whose outcome is UNKNOWN can be reconciled.',
    'The call is RECONCILED: only a call whose outcome is UNKNOWN can be reconciled.',
    'id: there is no partner call "00000000-0000-4000-8000-000000000000".',
    'id: there is no partner call "not-an-id".',
    'Say in "because" why you know what became of the call: 1 to 500 characters.',
  ]);
  const cursors = await Promise.all(['x', Buffer.from('call:2026 x').toString('base64url')].map((after) => gateway.ask(ENGINEER, CALLS, { after }))); // prettier-ignore
  expect(cursors.map((answer) => codesOf(answer))).toEqual([['INVALID_INPUT'], ['INVALID_INPUT']]);
});
