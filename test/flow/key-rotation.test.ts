/**
 * The key-encryption key is changed while the gateway serves: nobody notices, nothing is lost, and afterwards the old one opens nothing.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomerRegistry } from '../../src/app.ts';
import { rotate } from '../../src/cli/rotate-keys.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createKeyRotationStore } from '../../src/store/key-rotation.ts';
import { problemsOfKeys } from '../../src/subjects/check-keys.ts';
import { createKeyEncryption } from '../../src/subjects/key-encryption.ts';
import { rotateKeys } from '../../src/subjects/key-rotation.ts';
import { PUBLIC_SUBJECT } from '../../src/subjects/port.ts';
import { createVault, type KeyEncryptionKey } from '../../src/subjects/vault.ts';
import { needsServer } from '../support/database.ts';
import { KEK, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, linesOf, pickCustomer, read, type View } from '../support/reading.ts';
import { runCommand } from '../support/run-command.ts';

const CUSTOMER = pickCustomer({
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  kind: 'PERSON',
  credit: 'GIVEN',
});
const SELECTION = 'identity { name phones } credit { cashFlow { monthlyIncome } }';

const NEXT: KeyEncryptionKey = { id: 'kek-2026', bytes: randomBytes(32) };
const both: KeyEncryptionKey = { ...KEK, others: [NEXT] };
const swapped: KeyEncryptionKey = { ...NEXT, others: [KEK] };
const base64 = ({ bytes }: KeyEncryptionKey): string => Buffer.from(bytes).toString('base64');

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ keyEncryptionKey: both });
});
afterAll(() => gateway.close());

const ask = async (url = gateway.url): Promise<View> => {
  const token = await gateway.token('credit-officer');
  const variables = { id: CUSTOMER.id, purpose: 'CREDIT_DECISION' };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: customerQuery(SELECTION), variables });
  const answer = (await (await fetch(url, { method: 'POST', headers, body })).json()) as { data: { customer: View } };
  return answer.data.customer;
};

const keksInUse = async (): Promise<readonly string[]> => {
  const text = 'SELECT DISTINCT kek_id AS id FROM customer_keys ORDER BY 1';
  return (await gateway.database.db.query<{ id: string }>({ text })).map(({ id }) => id);
};

const vaultUnder = (keyEncryptionKey: KeyEncryptionKey) =>
  createVault({ keyEncryptionKey, keys: createKeyStore(gateway.database.db), cacheSize: 10 });

const rotateTo = (to: KeyEncryptionKey, batch: number) =>
  rotateKeys({ store: createKeyRotationStore(gateway.database.db), encryption: createKeyEncryption(to), batch });

describe('a rotation', () => {
  it('wraps every key anew while the gateway serves, and every answer stays what it was', async () => {
    const before = await ask();
    await gateway.app.partners.drain();
    const rates = await vaultUnder(both).seal(PUBLIC_SUBJECT, Buffer.from('rates'), 'x');
    const secret = await vaultUnder(both).secret('audit-digest');

    let isDone = false;
    const rotating = rotateTo(swapped, 50).finally(() => (isDone = true));
    let asked = 0;
    do {
      expect((await ask()).identity).toEqual(before.identity);
      asked += 1;
    } while (!isDone);
    const { wrapped, left } = await rotating;
    expect([wrapped > 1_000, left.size, asked > 0]).toEqual([true, 0, true]);
    expect(await keksInUse()).toEqual([NEXT.id]);

    // Without the old key: customers, public records, the gateway's own secrets.
    expect(Buffer.from(await vaultUnder(NEXT).open(PUBLIC_SUBJECT, rates, 'x')).toString()).toBe('rates');
    expect(await vaultUnder(NEXT).secret('audit-digest')).toEqual(secret);
    const { userGuid = '' } = CUSTOMER.references.get('mx-credit') ?? {};
    const found = await createCustomerRegistry(gateway.database.db, NEXT).findByReference('mx-credit', 'userGuid', [
      userGuid,
    ]);
    expect([...found], 'blind indexes stay').toEqual([[userGuid, [CUSTOMER.id]]]);
    const after = await ask();
    expect(linesOf(after, 'CashFlow.monthlyIncome')[0]?.cache, 'the stored record opens').toBe('FRESH');
    await expect(vaultUnder(KEK).secret('audit-digest')).rejects.toThrow(/"kek-2026" is not configured/);
  });

  it('goes on where it stopped, and two at once share the work', async (ctx) => {
    needsServer(ctx);
    const total = (await createKeyRotationStore(gateway.database.db).countOthers('')).get(NEXT.id) ?? 0;
    const store = createKeyRotationStore(gateway.database.db);
    const { rewrap } = createKeyEncryption(both);
    const first = await store.rewrap({ kekId: NEXT.id, after: null, limit: 100 }, (rows) => rows.map(rewrap));
    expect(first.rewrapped).toBe(100);
    const [one, other] = await Promise.all([rotateTo(both, 20), rotateTo(both, 20)]);
    expect(one.wrapped + other.wrapped).toBe(total - 100);
    expect([one.wrapped > 0, other.wrapped > 0, await keksInUse()]).toEqual([true, true, [KEK.id]]);
  });

  it('names a key-encryption key that is not configured, and rows that do not open, and wraps the rest', async () => {
    await rotateTo(both, 5_000);
    const text = `UPDATE customer_keys SET kek_id = 'lost' WHERE customer_id = (SELECT min(customer_id) FROM customer_keys WHERE customer_id LIKE 'CUST%')`;
    await gateway.database.db.query({ text });
    const other = { id: KEK.id, bytes: randomBytes(32) };
    const wrong = await rotateTo({ ...NEXT, others: [other] }, 500);
    expect([wrong.wrapped, wrong.unknown, wrong.broken]).toEqual([0, ['lost'], [KEK.id]]);
    const right = await rotateTo(swapped, 500);
    expect([[...right.left], right.unknown, right.broken]).toEqual([[['lost', 1]], ['lost'], []]);
    const problems = await problemsOfKeys(createKeyRotationStore(gateway.database.db), createKeyEncryption(swapped));
    expect(problems).toEqual([
      expect.stringMatching(/wrapped by "lost", which is not configured.*npm run keys:rotate/),
    ]);
    await gateway.database.db.query({ text: `DELETE FROM customer_keys WHERE kek_id = 'lost'` });
  });
});

it('a gateway does not start without a key that customers\u2019 keys are under, or with other bytes for it', async (ctx) => {
  needsServer(ctx);
  await rotateTo(both, 5_000);
  await expect(gateway.replica(NEXT)).rejects.toThrow(/"test", which is not configured/);
  await expect(gateway.replica({ ...NEXT, others: [{ ...KEK, bytes: randomBytes(32) }] })).rejects.toThrow(
    /other bytes/,
  );
  const replica = await gateway.replica(swapped);
  expect((await ask(replica.url)).identity).not.toBeNull();
  await replica.close();
});

describe('npm run keys:rotate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('ends with 0 and an entry for beginning and end in the log, and says what is left where something is', async (ctx) => {
    needsServer(ctx);
    await rotateTo(both, 5_000);
    const env = { DATABASE_URL: gateway.database.url, STORAGE_DIR: folder, KEY_ENCRYPTION_KEY: base64(NEXT), KEY_ENCRYPTION_KEY_ID: NEXT.id }; // prettier-ignore
    const blind = await runCommand(rotate, [], env);
    expect([blind.code, blind.stderr]).toEqual([2, expect.stringContaining(`"${KEK.id}" is not configured`)]);
    const old = { ...env, KEY_ENCRYPTION_KEYS_OLD: `${KEK.id}:${base64(KEK)}` };
    const done = await runCommand(rotate, ['--by', 'li.na', '--batch', '300'], old);
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('Nothing is left')]);
    expect(await keksInUse()).toEqual([NEXT.id]);
    const trail =
      '{ auditTrail(filter: { kinds: [KEY_EVENT], caller: "li.na" }, first: 5) { edges { node { event target count } } } }';
    const found = read<{ edges: { node: object }[] }>(await gateway.ask('auditor', trail), 'auditTrail');
    expect(found.edges.map(({ node }) => node)).toMatchObject([
      { event: 'END_ROTATION', target: NEXT.id },
      { event: 'START_ROTATION', target: NEXT.id },
    ]);
    expect((await runCommand(rotate, [], env)).code, 'nothing to do').toBe(0);
    expect((await runCommand(rotate, ['--batch', 'many'], old)).code).toBe(2);
  });
});
