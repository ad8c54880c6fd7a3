/**
 * A database that goes away in the middle of a change of the rules, at every statement and at the commit itself: the change is done with its
 * entry or not done at all, the answer is AUDIT_UNAVAILABLE either way, and asking again is safe.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import type { Database, Queryable, Transaction } from '../../src/store/database.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, pickCustomers, read } from '../support/reading.ts';

/** As the driver tells it: no SQLSTATE, because no server answered. */
const connectionLost = (): Error =>
  Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });

/** `at`: this statement of a transaction fails. COMMIT: it is carried out, and nobody hears of it. */
let failing: { at: number | 'COMMIT' | null; statements: number } = { at: null, statements: 0 };

const losing = (database: Database): Database => ({
  ...database,
  transaction: async (work) => {
    const run: Queryable['query'] = async () => Promise.reject(connectionLost());
    const result = await database.transaction((tx) => {
      const query: Queryable['query'] = (statement) => ((failing.statements += 1) === failing.at ? run(statement) : tx.query(statement)); // prettier-ignore
      return work({ ...tx, query } satisfies Transaction);
    });
    if (failing.at !== 'COMMIT') return result;
    failing = { at: null, statements: 0 };
    throw connectionLost();
  },
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ through: losing, chores: 'ON_DEMAND' });
});
afterAll(() => gateway.close());

const entriesAbout = async (action: string): Promise<number> => {
  const [row] = await gateway.database.db.query<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM audit_entries WHERE kind = 'GOVERNANCE_CHANGED' AND convert_from(bytes, 'UTF8') LIKE '%"' || $1 || '"%'`,
    values: [action],
  });
  return row?.n ?? 0;
};

function expectUnavailable(answer: Answer): void {
  expect([answer.status, codesOf(answer), answer.data]).toEqual([503, ['AUDIT_UNAVAILABLE'], null]);
  expect(answer.text).not.toMatch(/terminated|ECONN|SELECT|stack/);
}

interface Change {
  readonly action: string;
  readonly ask: () => Promise<Answer>;
  /** How often it was done, by the facts. */
  readonly done: () => Promise<number>;
}

/** Fails at each statement in turn; gives the first answer that was not lost. */
async function failAtEach({ action, ask, done }: Change): Promise<Answer> {
  const [doneBefore, entriesBefore] = [await done(), await entriesAbout(action)];
  for (let at = 1; ; at += 1) {
    failing = { at, statements: 0 };
    const answer = await ask();
    const hasFailed = failing.statements >= at;
    failing = { at: null, statements: 0 };
    if (!hasFailed) {
      expect(at).toBeGreaterThan(3);
      return answer;
    }
    expectUnavailable(answer);
    expect([at, await done(), await entriesAbout(action)]).toEqual([at, doneBefore, entriesBefore]);
  }
}

/** Done, and the answer lost. */
async function loseTheCommit({ action, ask, done }: Change): Promise<void> {
  const [doneBefore, entriesBefore] = [await done(), await entriesAbout(action)];
  failing = { at: 'COMMIT', statements: 0 };
  expectUnavailable(await ask());
  expect([await done(), await entriesAbout(action)]).toEqual([doneBefore + 1, entriesBefore + 1]);
}

const [first, second, third] = pickCustomers(3, { kind: 'PERSON', knownTo: ['mx-credit'], credit: 'GIVEN' });

function withdrawal(customerId: string): Change {
  const id = demoConsentId(customerId, 'CREDIT_DECISION');
  return {
    action: 'WITHDRAW_CONSENT',
    ask: () =>
      gateway.ask('consent-officer', 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state version } }', {
        id,
      }),
    done: async () => ((await readFact(gateway.database.db, 'consent', id))?.body.state === 'WITHDRAWN' ? 1 : 0),
  };
}

it('a withdrawal is done with its entry or not at all; told again, it is done once', async () => {
  expect(read(await failAtEach(withdrawal(first?.id ?? '')), 'withdrawConsent')).toEqual({
    state: 'WITHDRAWN',
    version: 2,
  });
  const change = withdrawal(second?.id ?? '');
  await loseTheCommit(change);
  expect(read(await change.ask(), 'withdrawConsent')).toEqual({ state: 'WITHDRAWN', version: 2 });
  expect(await entriesAbout('WITHDRAW_CONSENT')).toBe(2);
});

it('a grant is done with its entry or not at all; said again, it is the same consent', async () => {
  const customerId = third?.id ?? '';
  const inputOver = (coordinate: string): object => ({
    customerId, purpose: 'MARKETING', coordinates: [coordinate], recipients: ['BANK_INTERNAL'], form: 'GENERAL',
    noticeId: 'NOTICE-MARKETING', noticeVersion: 1, noticeLanguage: 'en-US', expiresAt: '2033-01-01T00:00:00Z', expressedBy: 'ticked in the app',
  }); // prettier-ignore
  const grantOver = (coordinate: string): Change => ({
    action: 'GRANT_CONSENT',
    ask: () =>
      gateway.ask(
        'consent-officer',
        'mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { state } }',
        { input: inputOver(coordinate) },
      ),
    done: async () => {
      const [row] = await gateway.database.db.query<{ n: number }>({
        text: `SELECT count(*)::int AS n FROM facts WHERE kind = 'consent' AND subject_id = $1 AND id LIKE 'CNS-%-%-%-%-%'`,
        values: [customerId],
      });
      return row?.n ?? 0;
    },
  });
  expect(read(await failAtEach(grantOver('Identity.name')), 'grantConsent')).toEqual({ state: 'GRANTED' });
  const grant = grantOver('Identity.emails');
  await loseTheCommit(grant);
  const done = await grant.done();
  expect(read(await grant.ask(), 'grantConsent')).toEqual({ state: 'GRANTED' });
  expect(await grant.done()).toBe(done);
});

it('an approval is given with its entry or not at all; the same approval again is refused as stale', async () => {
  const manager: Asker = { role: 'partner-manager', application: 'partner-desk', subject: 'paula.mendes' };
  const proposed = read<{ id: string }>(await gateway.ask(manager, PROPOSE), 'proposeAgreement');
  const submit = 'mutation ($input: ChangeAgreementInput!) { submitAgreement(input: $input) { version } }';
  read(await gateway.ask(manager, submit, { input: { id: proposed.id, expectedVersion: 1 } }), 'submitAgreement');
  const approvals = async (): Promise<number> =>
    (await readFact(gateway.database.db, 'agreement', proposed.id))?.body.approvals.length ?? 0;
  const approval = (subject: string, expectedVersion: number): Change => ({
    action: 'APPROVE_AGREEMENT',
    ask: () =>
      gateway.ask(
        { role: 'compliance-officer', application: 'compliance-console', subject },
        'mutation ($input: ChangeAgreementInput!) { approveAgreement(input: $input) { version state } }',
        { input: { id: proposed.id, expectedVersion } },
      ),
    done: approvals,
  });
  expect(read(await failAtEach(approval('zhou.min', 2)), 'approveAgreement')).toMatchObject({ version: 3 });
  const last = approval('erik.strand', 3);
  await loseTheCommit(last);
  expect(codesOf(await last.ask())).toEqual(['STALE_AGREEMENT']);
  expect(await approvals()).toBe(2);
});

const PROPOSE = `mutation { proposeAgreement(input: { agreementId: "AGR-LOST", title: "Accounts only", partner: "mx-credit", kind: ENTRUST,
  contact: "mx@example.com", effectiveFrom: "2025-01-01T00:00:00Z", effectiveUntil: "2035-01-01T00:00:00Z", securityMeasures: "TLS",
  breachNoticeHours: 48, residency: "CN", internalUse: true, redistribution: false, derivation: true, endOfTerm: DELETE, grants: [{
    coordinates: ["CreditAccount.*"], purposes: ["CREDIT_DECISION"], recipients: [BANK_INTERNAL], actions: [VIEW], maxDisclosure: MASK,
    cacheTtlS: 3600, retentionDays: 90 }] }) { id } }`;
