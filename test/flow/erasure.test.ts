/**
 * A customer is erased: their key and everything sealed under it go for good, nobody sees them any more, and the log still says who read
 * what, of somebody without a name.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { newCustomerOf } from '../../src/sandbox/demo-bank/load.ts';
import { createCustomerRegistry } from '../../src/app.ts';
import { KEK, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, pickCustomers, read, viewOf, type View } from '../support/reading.ts';
import { needsServer } from '../support/database.ts';

const CREDIT = 'CREDIT_DECISION';
const SELECTION = 'identity { name phones } credit { cashFlow { monthlyIncome } }';
const ACCOUNT = { by: 'wu.fang', requestId: 'RR-1', because: 'CUSTOMER_REQUEST' };

const CUSTOMERS = pickCustomers(5, {
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  kind: 'PERSON',
  credit: 'GIVEN',
});

const folder = mkdtempSync(join(tmpdir(), 'erasure-'));
const ledger = join(folder, 'erasures.jsonl');

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { ERASURE_LEDGER: ledger } });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

const idOf = (n: number): string => CUSTOMERS[n]?.id ?? '';

const ask = async (id: string): Promise<View> => {
  const view = viewOf(await gateway.ask('credit-officer', customerQuery(SELECTION), { id, purpose: CREDIT }));
  await gateway.app.partners.drain();
  return view;
};

const TABLES = ['customer_keys', 'customer_profiles', 'partner_references', 'reference_digests', 'stored_records',
  'partner_tokens', 'partner_message_order', 'subject_digests'] as const; // prettier-ignore

async function rowsOf(customerId: string): Promise<Record<string, number>> {
  const counts = TABLES.map((table) => `(SELECT count(*)::int FROM ${table} WHERE customer_id = $1) AS ${table}`);
  const text = `SELECT ${counts.join(', ')}`;
  const [row] = await gateway.database.db.query<Record<string, number>>({ text, values: [customerId] });
  return row ?? {};
}

const NOTHING = Object.fromEntries(TABLES.map((table) => [table, 0]));

const logBytes = (): Promise<readonly { id: string; bytes: string }[]> =>
  gateway.database.db.query({ text: `SELECT id::text, encode(bytes, 'hex') AS bytes FROM audit_entries ORDER BY id` });

describe('an erased customer', () => {
  it('is seen by nobody from the next request on, like one who never was, and nothing of them is left', async () => {
    const before = await ask(idOf(0));
    expect(before.identity).not.toBeNull();
    expect(await rowsOf(idOf(0))).toMatchObject({ customer_keys: 1, customer_profiles: 1, stored_records: 2 });

    const steps = await gateway.app.erasure.erase(idOf(0), ACCOUNT);
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['DONE']));
    expect(await rowsOf(idOf(0))).toEqual(NOTHING);

    const after = await ask(idOf(0));
    const unknown = await ask('CUST-999999');
    expect({ ...after, id: '' }).toEqual({ ...unknown, id: '' });
    expect(await rowsOf(idOf(0)), 'asking brings nothing back').toEqual(NOTHING);
  });

  it('has no consent left, and none can be withdrawn or given any more', async () => {
    await gateway.app.erasure.erase(idOf(1), ACCOUNT);
    const text = `SELECT state FROM facts WHERE kind = 'consent' AND subject_id = $1`;
    const states = await gateway.database.db.query<{ state: string }>({ text, values: [idOf(1)] });
    expect(states.length).toBeGreaterThan(0);
    expect(states.filter(({ state }) => state === 'GRANTED' || state === 'REQUESTED')).toEqual([]);
    const id = demoConsentId(idOf(1), CREDIT);
    const withdrawal = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { id } }';
    expect(codesOf(await gateway.ask('consent-officer', withdrawal, { id }))).toEqual(['INVALID_INPUT']);
  });

  it('leaves every entry of the log as it was, byte for byte, and names nobody in it', async () => {
    await ask(idOf(2));
    const before = await logBytes();
    await gateway.app.erasure.erase(idOf(2), ACCOUNT);
    const after = new Map((await logBytes()).map(({ id, bytes }) => [id, bytes]));
    expect(before.filter(({ id, bytes }) => after.get(id) !== bytes)).toEqual([]);
    const trail = `query ($c: ID!) { auditTrail(filter: { customerId: $c }, first: 50) { edges { node { kind event customerId caller } } } }`;
    const answer = await gateway.ask('auditor', trail, { c: idOf(2) });
    const found = read<{ edges: { node: { kind: string; event: string; customerId: null } }[] }>(answer, 'auditTrail');
    const events = found.edges.map(({ node }) => node.event ?? node.kind);
    expect(events).toEqual(
      expect.arrayContaining(['DESTROY_KEY', 'ERASE_CUSTOMER', 'WITHDRAW_CONSENT', 'RELEASED', 'INTENT']),
    );
    expect(new Set(found.edges.map(({ node }) => node.customerId))).toEqual(new Set([null]));
  });

  it('cannot come back under the same id, and erasing again changes nothing', async () => {
    const log = await logBytes();
    await gateway.app.erasure.erase(idOf(2), { ...ACCOUNT, requestId: 'RR-2' });
    expect(await logBytes()).toHaveLength(log.length);
    expect(
      readFileSync(ledger, 'utf8')
        .split('\n')
        .filter((line) => line.includes(idOf(2))),
    ).toHaveLength(1);
    const registry = createCustomerRegistry(gateway.database.db, KEK);
    const again = registry.registerCustomers(CUSTOMERS.slice(2, 3).map(newCustomerOf), 'test');
    await expect(again).rejects.toThrow(/erased and cannot come back/);
    expect(await rowsOf(idOf(2))).toEqual(NOTHING);
  });

  it('is gone on every replica: one that has the key in memory forgets it and makes no other', async (ctx) => {
    needsServer(ctx);
    const replica = await gateway.replica();
    const askReplica = async (): Promise<unknown> => {
      const token = await gateway.token('credit-officer');
      const variables = { id: idOf(3), purpose: CREDIT };
      const body = JSON.stringify({ query: customerQuery(SELECTION), variables });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await (await fetch(replica.url, { method: 'POST', headers, body })).json();
      await replica.app.partners.drain();
      return answer;
    };
    try {
      expect(await askReplica()).toMatchObject({
        data: { customer: { identity: { name: expect.any(String) as string } } },
      });
      await gateway.app.erasure.erase(idOf(3), ACCOUNT);
      expect(await askReplica()).toMatchObject({ data: { customer: { identity: null, credit: null } } });
      expect(await rowsOf(idOf(3))).toEqual(NOTHING);
    } finally {
      await replica.close();
    }
  });
});

describe('an erasure', () => {
  it('of nobody, or for a reason that is a sentence, is refused and leaves no trace in the ledger', async () => {
    const before = readFileSync(ledger, 'utf8');
    const { erasure } = gateway.app;
    await expect(erasure.erase('CUST-999999', ACCOUNT)).rejects.toThrow(/no such customer/);
    await expect(erasure.erase('', ACCOUNT)).rejects.toThrow(/customerId/);
    await expect(erasure.erase('#gateway', ACCOUNT)).rejects.toThrow(/customerId/);
    await expect(erasure.erase(idOf(4), { ...ACCOUNT, because: 'she asked for it' })).rejects.toThrow(/because/);
    expect(readFileSync(ledger, 'utf8')).toBe(before);
    expect((await ask(idOf(4))).identity).not.toBeNull();
  });

  it('cannot be struck out of the ledger, not even by the owner of the tables', async () => {
    for (const text of [
      'DELETE FROM erasure_ledger',
      `UPDATE erasure_ledger SET customer_id = 'X'`,
      'TRUNCATE erasure_ledger',
    ])
      await expect(gateway.database.asOwner(text), text).rejects.toThrow(/append-only/);
  });
});
