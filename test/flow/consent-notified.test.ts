/**
 * Whoever received a customer's data on a consent hears that it was withdrawn: signed, at least once, through failures and crashes, and
 * never silently not at all.
 */
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { createNotificationStore } from '../../src/store/notifications.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { needsServer } from '../support/database.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, pickCustomers, read, viewOf } from '../support/reading.ts';
import { type Recipient, startRecipient } from '../support/recipient.ts';

const CREDIT = 'CREDIT_DECISION';
const WITHDRAWN = 'urn:data-partner-gateway:event:consent-withdrawn';
/** A delivery that runs already is joined, and may have begun before. */
const SLOWLY = { timeout: 10_000 };
const CUSTOMERS = pickCustomers(16, {
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  kind: 'PERSON',
  credit: 'GIVEN',
});

let gateway: TestGateway;
let recipient: Recipient;
beforeAll(async () => {
  recipient = await startRecipient();
  gateway = await startTestGateway();
  await setAddress('principal', 'loan-desk', `${recipient.url}/loan-desk`);
  await setAddress('partner', 'mx-credit', `${recipient.url}/mx`);
});
afterAll(async () => {
  await gateway.close();
  await recipient.close();
});
afterEach(() => recipient.answer(202));

const setAddress = (kind: 'principal' | 'partner', id: string, notifyUrl: string | undefined): Promise<unknown> =>
  gateway.database.db.transaction(async (tx) => {
    const fact = await readFact(tx, kind, id);
    if (fact === null) throw new Error(`no ${kind} ${id}`);
    const { notifyUrl: _, ...body } = fact.body;
    const next = { ...body, ...(notifyUrl === undefined ? {} : { notifyUrl }) } as never;
    return changeFact(tx, kind, id, fact.version, next, 'test');
  });

let used = 0;
let customerId = '';
beforeEach(() => {
  customerId = CUSTOMERS[used++ % CUSTOMERS.length]?.id ?? '';
});

const readData = async (id = customerId): Promise<void> => {
  const query = customerQuery('identity { name } credit { cashFlow { monthlyIncome } }');
  const view = viewOf(await gateway.ask('credit-officer', query, { id, purpose: CREDIT }));
  expect(view.identity).not.toBeNull();
};

const withdraw = async (id = customerId): Promise<void> => {
  const query = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state } }';
  const answer = await gateway.ask('consent-officer', query, { id: demoConsentId(id, CREDIT) });
  expect(read<object>(answer, 'withdrawConsent')).toEqual({ state: 'WITHDRAWN' });
};

interface Row {
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastOutcome: string | null;
}

/** Of the customer of this test, in every state. */
const rowsOf = async (id = customerId): Promise<readonly Row[]> => {
  const rows = await Promise.all(
    ['WAITING', 'DELIVERED', 'GIVEN_UP'].map(async (state) => {
      const query =
        'query ($state: NotificationState!) { notifications(state: $state, first: 100) { edges { node { customerId recipient state attempts lastOutcome } } } }';
      const answer = await gateway.ask('auditor', query, { state });
      return read<{ edges: { node: Row & { customerId: string } }[] }>(answer, 'notifications').edges;
    }),
  );
  return rows
    .flat()
    .map(({ node }) => node)
    .filter((row) => row.customerId === id)
    .sort((a, b) => (a.recipient < b.recipient ? -1 : 1));
};

const toldAbout = (id = customerId): readonly Record<string, unknown>[] =>
  recipient.told
    .map(({ token, path }): Record<string, unknown> => ({ ...decodeJwt(token), path }))
    .filter(({ events }) => JSON.stringify(events).includes(`"${demoConsentId(id, CREDIT)}"`));

const makeDue = (): Promise<void> =>
  gateway.database.asOwner(`UPDATE notifications SET due_at = '2026-01-01' WHERE state = 'WAITING'`);

describe('a withdrawal', () => {
  it('is told to the application that saw the data and to the partner that was asked, signed, without a value', async () => {
    await readData();
    await withdraw();
    await withdraw();
    await gateway.app.consents.deliver();
    await expect
      .poll(() => rowsOf())
      .toMatchObject([
        { recipient: 'loan-desk', state: 'DELIVERED', lastOutcome: null },
        { recipient: 'mx-credit', state: 'DELIVERED', lastOutcome: null },
      ]);
    const keys = createRemoteJWKSet(new URL(gateway.url.replace('/graphql', '/.well-known/jwks.json')));
    for (const { token, type, path } of recipient.told) {
      expect(type).toBe('application/secevent+jwt');
      const audience = path === '/mx' ? 'mx-credit' : 'loan-desk';
      await jwtVerify(token, keys, { issuer: 'data-partner-gateway', audience, typ: 'secevent+jwt' });
    }
    const consent = { consent: demoConsentId(customerId, CREDIT), purpose: CREDIT };
    const told = new Map(toldAbout().map((claims) => [claims['path'], claims]));
    expect(told.get('/loan-desk')).toMatchObject({
      sub_id: { format: 'opaque', id: customerId },
      events: { [WITHDRAWN]: consent },
    });
    // A partner knows its customer by its own names only.
    expect(told.get('/mx')).toMatchObject({
      events: { [WITHDRAWN]: { ...consent, references: { userGuid: expect.any(String) as string } } },
    });
    expect(JSON.stringify(told.get('/mx'))).not.toContain(`"${customerId}"`);
    expect(toldAbout()).toHaveLength(2);
  });

  it('of a consent on which nothing was ever released is told to nobody', async () => {
    await withdraw();
    await gateway.app.consents.deliver();
    expect(await rowsOf()).toEqual([]);
  });

  it('that is not done is not told either: both are one transaction', async () => {
    await readData();
    const before = recipient.told.length;
    const query = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state } }';
    await gateway.ask('auditor', query, { id: demoConsentId(customerId, CREDIT) });
    await gateway.app.consents.deliver();
    expect([await rowsOf(), recipient.told.length]).toEqual([[], before]);
  });
});

describe('an erasure', () => {
  const sealedNames = (): Promise<readonly { n: number }[]> =>
    gateway.database.db.query({
      text: 'SELECT count(*)::int AS n FROM notifications WHERE customer_id = $1 AND parting_words IS NOT NULL',
      values: [customerId],
    });
  const erase = (): Promise<unknown> =>
    gateway.app.erasure.erase(customerId, { by: 'wu.fang', requestId: 'RR-1', because: 'CUSTOMER_REQUEST' });

  it.each(['a live consent', 'a withdrawn one that nobody was told of'])(
    'of a customer with %s is told to the application, and to the partner by its own name, which goes with the telling',
    async (which) => {
      await readData();
      recipient.answer(500);
      if (which !== 'a live consent') await withdraw();
      await erase();
      expect(await rowsOf()).toMatchObject([{ state: 'WAITING' }, { state: 'WAITING' }]);
      expect(await sealedNames()).toEqual([{ n: 1 }]);
      await gateway.app.consents.deliver();
      await expect
        .poll(() => rowsOf(), SLOWLY)
        .toMatchObject([{ lastOutcome: 'HTTP_500' }, { lastOutcome: 'HTTP_500' }]);
      recipient.answer(202);
      await makeDue();
      await gateway.app.consents.deliver();
      await expect.poll(() => rowsOf(), SLOWLY).toMatchObject([{ state: 'DELIVERED' }, { state: 'DELIVERED' }]);
      const told = new Map(toldAbout().map(({ path, ...claims }) => [path, claims]));
      expect(told.get('/loan-desk')).toMatchObject({
        sub_id: { id: customerId },
        events: { [WITHDRAWN]: { customerErased: true } },
      });
      expect(told.get('/mx')).toMatchObject({
        events: { [WITHDRAWN]: { customerErased: true, references: { userGuid: expect.any(String) as string } } },
      });
      expect(await sealedNames()).toEqual([{ n: 0 }]);
    },
  );
});

describe('a recipient', () => {
  it('that fails is told again later, by what it answered nobody learns anything, and then it was told once more', async () => {
    await readData();
    recipient.answer(500);
    await withdraw();
    await gateway.app.consents.deliver();
    await expect
      .poll(() => rowsOf())
      .toMatchObject([
        { state: 'WAITING', lastOutcome: 'HTTP_500' },
        { state: 'WAITING', lastOutcome: 'HTTP_500' },
      ]);
    const tries = toldAbout().length;
    await gateway.app.consents.deliver();
    expect(toldAbout()).toHaveLength(tries);
    recipient.answer(202);
    await makeDue();
    await gateway.app.consents.deliver();
    await expect.poll(() => rowsOf(), SLOWLY).toMatchObject([{ state: 'DELIVERED' }, { state: 'DELIVERED' }]);
    expect(new Set(toldAbout().map(({ jti }) => jti)).size).toBe(2);
    expect(gateway.logLines.join('\n')).not.toContain('what the recipient writes');
  });

  it('that points elsewhere is not followed', async () => {
    await readData();
    recipient.answer(307, { location: `${recipient.url}/elsewhere` });
    await withdraw();
    await gateway.app.consents.deliver();
    await expect.poll(() => rowsOf(), SLOWLY).toMatchObject([{ lastOutcome: 'HTTP_307' }, { lastOutcome: 'HTTP_307' }]);
    expect(recipient.told.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  });

  it('without an address waits to be seen, and hears of it once it has one', async () => {
    await setAddress('principal', 'loan-desk', undefined);
    await readData();
    await withdraw();
    await gateway.app.consents.deliver();
    await expect
      .poll(() => rowsOf())
      .toMatchObject([
        { recipient: 'loan-desk', state: 'WAITING', lastOutcome: 'NO_ADDRESS' },
        { recipient: 'mx-credit', state: 'DELIVERED' },
      ]);
    await setAddress('principal', 'loan-desk', `${recipient.url}/loan-desk`);
    await makeDue();
    await gateway.app.consents.deliver();
    await expect.poll(() => rowsOf(), SLOWLY).toMatchObject([{ state: 'DELIVERED' }, { state: 'DELIVERED' }]);
  });

  it('that does not answer for a week is given up, which officers and auditors see and a metric counts', async () => {
    await readData();
    recipient.answer(503);
    await withdraw();
    await gateway.database.asOwner(
      `UPDATE notifications SET created_at = clock_timestamp() - interval '8 days' WHERE customer_id = '${customerId}'`,
    );
    await makeDue();
    await gateway.app.consents.deliver();
    await expect
      .poll(() => rowsOf())
      .toMatchObject([
        { state: 'GIVEN_UP', lastOutcome: 'HTTP_503' },
        { state: 'GIVEN_UP', lastOutcome: 'HTTP_503' },
      ]);
    const page = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(page).toMatch(/gateway_notifications_total\{outcome="given-up"\} [1-9]/);
    await expect(gateway.database.asOwner('DELETE FROM notifications')).rejects.toThrow('append-only');
    const refused = await gateway.ask('credit-officer', '{ notifications { edges { node { id } } } }');
    expect(refused.errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a replica', () => {
  it('that dies between taking and sending only delays: after its minute another one sends', async () => {
    await readData();
    await withdraw();
    // Taken, and then nothing: as a process that was killed leaves it.
    await createNotificationStore(gateway.database.db).take(100, 60);
    await gateway.app.consents.deliver();
    expect(toldAbout()).toEqual([]);
    await makeDue();
    await gateway.app.consents.deliver();
    await expect.poll(() => toldAbout(), SLOWLY).toHaveLength(2);
    expect(await rowsOf()).toMatchObject([{ attempts: 2 }, { attempts: 2 }]);
  });

  it('and another one that send at the same moment tell each recipient once', async (ctx) => {
    needsServer(ctx);
    const twin = await gateway.replica();
    const some = CUSTOMERS.slice(used, used + 6).map(({ id }) => id);
    used += 6;
    for (const id of some) await readData(id);
    for (const id of some) await withdraw(id);
    await Promise.all([gateway.app, twin.app, gateway.app, twin.app].map((app) => app.consents.deliver()));
    for (const id of some)
      await expect.poll(() => rowsOf(id), SLOWLY).toMatchObject([{ state: 'DELIVERED' }, { state: 'DELIVERED' }]);
    expect(some.map((id) => toldAbout(id).length)).toEqual(some.map(() => 2));
    await twin.close();
  });
});
