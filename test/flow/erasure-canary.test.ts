/**
 * Values that stand nowhere else are planted in a customer's data, by the bank and by partners. The gateway answers with them, and they are
 * found in no table, file, cache, log line, metric or entry, before the erasure or after; afterwards even what was sealed opens for nobody.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCustomerRegistry } from '../../src/app.ts';
import type { LocalDate } from '../../src/domain/instant.ts';
import { newCustomerOf } from '../../src/sandbox/demo-bank/load.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { KEK, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, pickCustomer, viewOf } from '../support/reading.ts';
import { everythingOf, placesOf } from '../support/search-everything.ts';

const CUSTOMER = pickCustomer({
  knownTo: ['mx-credit', 'mastercard-credit', 'bluesky-social', 'pinterest-social'],
  kind: 'PERSON',
  credit: 'GIVEN',
});

/** What the bank itself registers. */
const PLANTED = {
  name: '欧阳金丝雀',
  phones: ['+8613900420042'],
  emails: ['canary.kenari@nowhere.example'],
  birthDate: '1971-03-09' as LocalDate,
  documentNumber: '110101197103094242',
  addresses: [
    { country: 'CN', province: 'Shanghai', city: 'Shanghai', street: 'Canary Lane 4711', postalCode: '200042' },
  ],
} as const;

const folder = mkdtempSync(join(tmpdir(), 'canary-'));
const ledger = join(folder, 'erasures.jsonl');

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { ERASURE_LEDGER: ledger } });
  const registry = createCustomerRegistry(gateway.database.db, KEK);
  await registry.registerCustomers([{ ...newCustomerOf(CUSTOMER), identity: PLANTED }], 'test');
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

const CREDIT = `identity { name phones emails birthDate documentNumber addresses { street postalCode } }
  credit { accounts { accountNumber accountName institution openedOn } cashFlow { monthlyIncome } }`;
const SOCIAL = `social { profiles { handle displayName about website } activity { recentPosts } }`;

/** Every text of an answer that is long and odd enough to be somebody's own. */
function ownTextsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length >= 9 && !ORDINARY.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(ownTextsIn);
}

const ORDINARY = /^[A-Z_]+$|^\d{4}-\d\d-\d\dT/;

async function read(role: string, purpose: string, selection: string): Promise<readonly unknown[]> {
  const answer = await gateway.ask(role, customerQuery(selection), { id: CUSTOMER.id, purpose });
  await gateway.app.partners.drain();
  const { identity, credit, social } = viewOf(answer);
  return [identity, credit, social];
}

const sealedRows = (): Promise<readonly { place: string; sealed: Uint8Array }[]> =>
  gateway.database.db.query({
    text: `SELECT 'profile' AS place, sealed FROM customer_profiles WHERE customer_id = $1
      UNION ALL SELECT 'references:' || partner_id, sealed FROM partner_references WHERE customer_id = $1`,
    values: [CUSTOMER.id],
  });

it('what is planted is answered, lies nowhere in clear, and opens for nobody once the customer is erased', async () => {
  // 1. The gateway answers with what the bank and the partners know.
  const answers = [
    ...(await read('credit-officer', 'CREDIT_DECISION', CREDIT)),
    ...(await read('marketing-analyst', 'MARKETING', SOCIAL)),
  ];
  const answered = new Set(ownTextsIn(answers));
  const planted = ownTextsIn(PLANTED).filter((text) => !/^[A-Z][a-z]+$/.test(text));
  const references = ownTextsIn([...CUSTOMER.references.values()]);
  expect(answered.size).toBeGreaterThan(5);
  expect(JSON.stringify(answers)).toContain('canary.kenari@nowhere.example');

  // 2. Nothing of it lies anywhere.
  const canaries = [...new Set([...planted, PLANTED.name, ...references, ...answered, CUSTOMER.handle])];
  const before = await everythingOf(gateway, [ledger]);
  expect([...before.keys()]).toEqual(
    expect.arrayContaining(['table stored_records', 'table audit_entries', 'log lines', 'metrics']),
  );
  const foundIn = (everything: typeof before): readonly string[] =>
    canaries.flatMap((value) => placesOf(everything, value).map((place) => `${value}: ${place}`));
  expect(foundIn(before)).toEqual([]);
  // The search would have found it.
  expect(placesOf(new Map([['x', `..${Buffer.from(`ab${PLANTED.name}c`).toString('base64')}`]]), PLANTED.name)).toEqual(
    ['x'],
  );
  expect(placesOf(before, CUSTOMER.id)).toEqual(expect.arrayContaining(['table facts', 'table joint_disclosures']));

  // 3. After the erasure neither, and what was sealed before opens no more.
  const sealed = await sealedRows();
  const vault = () => createVault({ keyEncryptionKey: KEK, keys: createKeyStore(gateway.database.db), cacheSize: 10 });
  expect(sealed.length).toBeGreaterThan(2);
  for (const { place, sealed: bytes } of sealed) await vault().open(CUSTOMER.id, bytes, place);
  await gateway.app.erasure.erase(CUSTOMER.id, { by: 'wu.fang', requestId: 'RR-7', because: 'CUSTOMER_REQUEST' });
  for (const { place, sealed: bytes } of sealed)
    await expect(vault().open(CUSTOMER.id, bytes, place)).rejects.toThrow(/no key/);
  const after = await everythingOf(gateway, [ledger]);
  expect(foundIn(after)).toEqual([]);
  expect(await read('credit-officer', 'CREDIT_DECISION', CREDIT)).toEqual([null, null, undefined]);

  // 4. Of the id itself only this is left: that there was such a customer, and what was decided about them.
  const places = placesOf(after, CUSTOMER.id).filter((place) => place.startsWith('table'));
  expect(places.sort()).toEqual([
    'table erasure_ledger',
    'table fact_versions',
    'table facts',
    'table guarded_calls',
    // Recipients still have to hear of it: by the bank's id, or by a name that is sealed until then.
    'table notifications',
  ]);
});
