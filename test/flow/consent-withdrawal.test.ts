/**
 * What a customer allowed and took back: a withdrawal that was answered hides the fields on the very next request, stored or not, and
 * nobody asks the partner.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { createFact, changeFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { consentInput } from '../support/consent-input.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  codesOf,
  customerQuery,
  linesOf,
  pickCustomer,
  pickCustomers,
  read,
  viewOf,
  type View,
} from '../support/reading.ts';
import { needsServer } from '../support/database.ts';

const CREDIT = 'CREDIT_DECISION';
const SELECTION = 'identity { name } credit { cashFlow { monthlyIncome } }';
const WITHDRAW = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { id state withdrawnAt version } }';
const GRANT =
  'mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { id state version customerId purpose grantedAt } }';
const LIST = '{ edges { node { id customerId state withdrawnAt } } pageInfo { hasNextPage } }';

/** Known to MX only, so that its count tells everything. */
const CUSTOMERS = pickCustomers(7, {
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  kind: 'PERSON',
  credit: 'GIVEN',
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.database.db.transaction(async (tx) => {
    const everywhere = await readFact(tx, 'principal', 'consent-app');
    if (everywhere === null) throw new Error('no such application');
    const scope = { legalEntities: ['CN-BANK'], branches: ['CN-SHANGHAI'] };
    await createFact(tx, 'principal', 'branch-consents', { ...everywhere.body, scope }, 'test');
  });
});
afterAll(() => gateway.close());

let used = 0;
let customerId = '';
let consentId = '';
beforeEach(() => {
  customerId = CUSTOMERS[used++ % CUSTOMERS.length]?.id ?? '';
  consentId = demoConsentId(customerId, CREDIT);
});

const ask = async (id = customerId): Promise<View> =>
  viewOf(await gateway.ask('credit-officer', customerQuery(SELECTION), { id, purpose: CREDIT }));
const calls = (): number => gateway.partner('mx-credit').calls.count({ customerId });
const withdraw = (id = consentId, who: Asker = 'consent-officer'): Promise<Answer> =>
  gateway.ask(who, WITHDRAW, { id });

const consentsOf = async (
  id: string,
  who: Asker = 'consent-officer',
): Promise<readonly { id: string; state: string }[]> => {
  const answer = await gateway.ask(who, `query ($id: ID!) { consents(customerId: $id, first: 100) ${LIST} }`, { id });
  return read<{ edges: { node: { id: string; state: string } }[] }>(answer, 'consents').edges.map(({ node }) => node);
};

const trailOf = async (
  filter: object,
): Promise<
  readonly {
    kind: string;
    event: string;
    target: string;
    caller: string;
    roles: string[];
    customerId: string | null;
    count: number;
  }[]
> => {
  const query =
    'query ($filter: AuditFilter) { auditTrail(filter: $filter, first: 100) { edges { node { kind event target caller roles customerId count } } } }';
  const answer = await gateway.ask('auditor', query, { filter });
  return read<{ edges: { node: never }[] }>(answer, 'auditTrail').edges.map(({ node }) => node);
};

describe('a withdrawal', () => {
  it('by somebody who is no consent officer is refused, changes nothing and is in the trail', async () => {
    const asker = { role: 'credit-officer', application: 'loan-desk', subject: 'eve.curious' };
    const answer = await withdraw(consentId, asker);
    expect([answer.status, codesOf(answer), answer.data]).toEqual([200, ['FORBIDDEN'], null]);
    expect((await ask()).identity).not.toBeNull();
    expect(await trailOf({ kinds: ['REFUSED'], caller: 'eve.curious' })).toMatchObject([
      { event: 'FORBIDDEN', target: 'consent:record', roles: ['credit-officer'], count: 1 },
    ]);
  });

  it('refusals of two people of one application are two entries', async () => {
    for (const subject of ['eve.first', 'eve.second']) {
      await withdraw(consentId, { role: 'support-agent', application: 'support-console', subject });
    }
    expect(await trailOf({ kinds: ['REFUSED'], caller: 'eve.first' })).toHaveLength(1);
    expect(await trailOf({ kinds: ['REFUSED'], caller: 'eve.second' })).toHaveLength(1);
  });

  it('hides the fields on the very next request, though a record is stored, and the partner is not asked', async () => {
    const before = await ask();
    expect(linesOf(before, 'CashFlow.monthlyIncome')).toMatchObject([
      { outcome: 'MASK', cache: 'LIVE', consent: consentId },
    ]);
    await gateway.app.partners.drain();
    expect(linesOf(await ask(), 'CashFlow.monthlyIncome')).toMatchObject([{ cache: 'FRESH' }]);
    const asked = calls();
    expect(asked).toBeGreaterThan(0);

    const answer = await withdraw();
    expect(read<object>(answer, 'withdrawConsent')).toMatchObject({ id: consentId, state: 'WITHDRAWN', version: 2 });

    const after = await ask();
    expect(after).toMatchObject({ identity: null, credit: null, gaps: [] });
    expect(after.disclosures.map(({ outcome, reasons }) => [outcome, reasons])).toEqual([
      ['WITHHOLD', ['CONSENT_WITHDRAWN']],
      ['WITHHOLD', ['CONSENT_WITHDRAWN']],
    ]);
    expect(calls()).toBe(asked);
  });

  it('given twice is fine and is one change', async () => {
    const first = read<{ withdrawnAt: string; version: number }>(await withdraw(), 'withdrawConsent');
    const second = read<{ withdrawnAt: string; version: number }>(await withdraw(), 'withdrawConsent');
    expect(second).toEqual(first);
    expect(await trailOf({ kinds: ['GOVERNANCE_CHANGED'], customerId })).toMatchObject([
      { event: 'WITHDRAW_CONSENT', target: `consent:${consentId}`, caller: 'tan.wei', customerId },
    ]);
  });

  it('sent five times at the same moment succeeds five times and is one change', async (ctx) => {
    needsServer(ctx);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => withdraw()));
    expect(answers.flatMap(codesOf)).toEqual([]);
    expect(await trailOf({ kinds: ['GOVERNANCE_CHANGED'], customerId })).toHaveLength(1);
  });

  it('while the partner is being asked stops the answer: what was fetched is not shown', async () => {
    const off = gateway.partner('mx-credit').faults.set({ kind: 'latency', ms: 400 }, { customerId });
    const asking = ask();
    await expect.poll(calls).toBeGreaterThan(0);
    await withdraw();
    const view = await asking;
    off();
    expect(view).toMatchObject({ identity: null, credit: null });
    expect(linesOf(view, 'CashFlow.monthlyIncome')[0]?.reasons).toEqual(['CONSENT_WITHDRAWN']);
  });
});

describe('a new permission', () => {
  it('is a new consent: the withdrawn one stays withdrawn, and the fields come back', async () => {
    await withdraw();
    expect((await ask()).identity).toBeNull();
    const granted = read<{ id: string; state: string }>(
      await gateway.ask('consent-officer', GRANT, { input: consentInput(customerId) }),
      'grantConsent',
    );
    expect(granted).toMatchObject({ state: 'GRANTED' });
    expect(granted.id).not.toBe(consentId);
    const view = await ask();
    expect(linesOf(view, 'Identity.name')[0]).toMatchObject({ outcome: 'ALLOW', consent: granted.id });
    const states = new Map((await consentsOf(customerId)).map(({ id, state }) => [id, state]));
    expect([states.get(consentId), states.get(granted.id)]).toEqual(['WITHDRAWN', 'GRANTED']);
    expect(await trailOf({ kinds: ['GOVERNANCE_CHANGED'], consent: granted.id })).toMatchObject([
      { event: 'GRANT_CONSENT', caller: 'tan.wei' },
    ]);
  });

  it('that is malformed is refused with everything that is wrong, and nothing is recorded', async () => {
    const before = (await consentsOf(customerId)).length;
    const input = consentInput(customerId, {
      coordinates: ['Identity.shoeSize'], recipients: [], sources: ['nobody'], noticeVersion: 0, noticeLanguage: '!', expiresAt: '2020-01-01T00:00:00Z', expressedBy: ' ',
    }); // prettier-ignore
    const answer = await gateway.ask('consent-officer', GRANT, { input });
    expect([answer.status, codesOf(answer), answer.data]).toEqual([200, ['INVALID_INPUT'], null]);
    for (const part of [
      'shoeSize',
      'recipients',
      'nobody',
      'noticeVersion',
      'noticeLanguage',
      'expiresAt',
      'expressedBy',
    ]) {
      expect(answer.errors[0]?.message).toContain(part);
    }
    expect(await consentsOf(customerId)).toHaveLength(before);
  });

  it('for a purpose that rests on another basis, or is unknown or retired, is refused', async () => {
    for (const purpose of ['CUSTOMER_SERVICE', 'CURIOSITY', 'SOCIAL_SCORING', '__proto__', 'constructor']) {
      const answer = await gateway.ask('consent-officer', GRANT, { input: consentInput(customerId, { purpose }) });
      expect(codesOf(answer), purpose).toEqual(['INVALID_INPUT']);
    }
  });

  it('that is narrower shows what it covers and withholds the rest', async () => {
    const { id } = pickCustomer({ kind: 'PERSON', credit: 'NEVER_ASKED' });
    expect((await ask(id)).identity).toBeNull();
    await gateway.ask('consent-officer', GRANT, {
      input: consentInput(id, { coordinates: ['Identity.name'], sources: ['mx-credit'] }),
    });
    const view = viewOf(
      await gateway.ask('credit-officer', customerQuery('identity { name phones }'), { id, purpose: CREDIT }),
    );
    expect(view.identity).toMatchObject({ name: expect.any(String) as string, phones: null });
    expect(linesOf(view, 'Identity.phones')[0]?.reasons).toContain('CONSENT_FIELD_OUT_OF_SCOPE');
  });
});

it('terminal consents never reopen and cannot be withdrawn', async () => {
  for (const state of ['REFUSED', 'EXPIRED', 'SUPERSEDED', 'INVALIDATED'] as const) {
    const id = `CNS-TEST-${state}`;
    await gateway.database.db.transaction(async (tx) => {
      const known = await readFact(tx, 'consent', consentId);
      if (known === null) throw new Error('no such consent');
      const { withdrawnAt: _none, ...body } = known.body;
      await createFact(tx, 'consent', id, { ...body, state }, 'test');
    });
    const answer = await withdraw(id);
    expect([codesOf(answer), answer.data]).toEqual([['INVALID_INPUT'], null]);
    expect(answer.errors[0]?.message).toContain(state);
  }
});

describe('consents of foreign customers', () => {
  const FOREIGN = pickCustomer({ branch: 'US-NEW-YORK', credit: 'GIVEN' });
  const desk = { role: 'consent-officer', application: 'branch-consents' } as const;

  it('cannot be read, withdrawn or recorded, and look like those of nobody', async () => {
    expect(await consentsOf(FOREIGN.id, desk)).toEqual(await consentsOf('CUST-999999', desk));
    const foreign = await withdraw(demoConsentId(FOREIGN.id, CREDIT), desk);
    const unknown = await withdraw('CNS-CREDIT-999999', desk);
    expect([codesOf(foreign), foreign.data]).toEqual([['INVALID_INPUT'], null]);
    const same = (answer: Answer, id: string): string => answer.errors[0]?.message.replaceAll(id, 'ID') ?? '';
    expect(same(foreign, demoConsentId(FOREIGN.id, CREDIT))).toBe(same(unknown, 'CNS-CREDIT-999999'));
    const grant = async (id: string): Promise<unknown> =>
      (await gateway.ask(desk, GRANT, { input: consentInput(id) })).errors.map(({ message, extensions }) => [
        message,
        extensions.code,
      ]);
    expect(await grant(FOREIGN.id)).toEqual(await grant('CUST-999999'));
    expect(await consentsOf(FOREIGN.id)).not.toEqual([]);
  });

  it('of an erased customer are gone for everybody', async () => {
    const { id } = pickCustomer({ branch: 'US-SAN-FRANCISCO', credit: 'GIVEN' });
    expect(await consentsOf(id)).not.toEqual([]);
    await gateway.database.db.transaction(async (tx) => {
      const subject = await readFact(tx, 'subject', id);
      if (subject === null) throw new Error('no such customer');
      await changeFact(tx, 'subject', id, subject.version, { ...subject.body, state: 'ERASED' }, 'test');
    });
    expect(await consentsOf(id)).toEqual([]);
    expect(codesOf(await withdraw(demoConsentId(id, CREDIT)))).toEqual(['INVALID_INPUT']);
  });
});
