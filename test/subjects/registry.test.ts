/** What the customer registry promises, on a real database. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { createCustomerStore, createKeyStore } from '../../src/store/customers.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import type { CustomerStore, KeyStore, NewCustomer } from '../../src/subjects/port.ts';
import { createRegistry } from '../../src/subjects/registry.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const keyEncryptionKey = { id: 'k', bytes: randomBytes(32) };
const vaultOver = (keys: KeyStore) => createVault({ keyEncryptionKey, keys, cacheSize: 2_000 });

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await openTestDatabase();
  db = test.db;
});
afterAll(() => test.close());

const registryOver = (store: CustomerStore = createCustomerStore(db)) =>
  createRegistry({ store, vault: vaultOver(createKeyStore(db)), vaultOver });

const EVERYTHING = { identity: true, sources: ['mx-credit', 'finnhub-market'] } as const;

const customer = (id: string, differs: Partial<NewCustomer> = {}): NewCustomer => ({
  id,
  kind: 'PERSON',
  legalEntity: 'CN-BANK',
  branch: 'CN-SHANGHAI',
  identity: { name: '司马青云', phones: ['+8613800001111'] },
  references: new Map([['mx-credit', { userGuid: `USR-${id}` }]]),
  ...differs,
});

const versionsOf = async (id: string): Promise<number> =>
  (
    await db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM fact_versions WHERE id = $1', values: [id] })
  )[0]?.n ?? 0;

describe('the registry', () => {
  it('opens what was registered, and has no entry for anybody else', async () => {
    const registry = registryOver();
    await registry.registerCustomers([customer('open-1')], 'test');
    const holdings = await registry.open(['open-1', 'nobody'], EVERYTHING);
    expect([...holdings.keys()]).toEqual(['open-1']);
    expect(holdings.get('open-1')).toMatchObject({
      kind: 'PERSON',
      identity: { name: '司马青云', phones: ['+8613800001111'] },
      references: new Map([['mx-credit', { userGuid: 'USR-open-1' }]]),
    });
    expect(holdings.get('open-1')?.updatedAt).toMatch(/^\d{4}-.*Z$/);
  });

  it('finds a customer by what a partner calls them, and by nothing that was replaced', async () => {
    const registry = registryOver();
    const named = (id: string, userGuid?: string) =>
      customer(id, { references: new Map([['mx-credit', userGuid === undefined ? {} : { userGuid }]]) });
    const asked = (value: string) => registry.findByReference('mx-credit', 'userGuid', [value]);
    await registry.registerCustomers([named('by-1', 'USR-a'), named('by-2', 'USR-b'), named('by-3', 'USR-b')], 'test');
    expect(await asked('USR-a')).toEqual(new Map([['USR-a', ['by-1']]]));
    expect(await asked('USR-b')).toEqual(new Map([['USR-b', ['by-2', 'by-3']]]));
    expect(await registry.findByReference('other-credit', 'userGuid', ['USR-a'])).toEqual(new Map());
    await registry.registerCustomers([named('by-1', 'USR-z')], 'test');
    expect(await asked('USR-a')).toEqual(new Map());
    expect(await asked('USR-z')).toEqual(new Map([['USR-z', ['by-1']]]));
    await registry.registerCustomers([named('by-1')], 'test');
    expect(await asked('USR-z')).toEqual(new Map());
  });

  it('opens only what is needed', async () => {
    const registry = registryOver();
    const references = new Map([
      ['mx-credit', { userGuid: 'u' }],
      ['finnhub-market', { symbol: 's' }],
    ]);
    await registry.registerCustomers([customer('need-1', { references })], 'test');
    const holding = (await registry.open(['need-1'], { identity: false, sources: ['finnhub-market'] })).get('need-1');
    expect(holding?.identity).toBeNull();
    expect(holding?.kind).toBe('PERSON');
    expect(holding?.references).toEqual(new Map([['finnhub-market', { symbol: 's' }]]));
  });

  it('asks for profiles, references and keys of a hundred customers in one statement each', async () => {
    const texts: string[] = [];
    const counted: Database = {
      ...db,
      query: (statement) => {
        texts.push(statement.text);
        return db.query(statement);
      },
    };
    const ids = Array.from({ length: 100 }, (_, i) => `many-${i}`);
    await registryOver().registerCustomers(ids.map((id) => customer(id)), 'test'); // prettier-ignore
    const registry = createRegistry({
      store: createCustomerStore(counted),
      vault: vaultOver(createKeyStore(counted)),
      vaultOver,
    });
    expect((await registry.open(ids, EVERYTHING)).size).toBe(100);
    expect(texts).toHaveLength(3);
  });

  it('keeps no plain text in the database', async () => {
    await registryOver().registerCustomers([customer('sealed-1', { identity: { name: 'Plainly Readable' } })], 'test');
    const rows = await db.query<{ text: string }>({
      text: `SELECT encode(sealed, 'escape') AS text FROM customer_profiles UNION ALL
        SELECT encode(sealed, 'escape') FROM partner_references UNION ALL SELECT body FROM facts`,
    });
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ text }) => /Plainly|USR-/.test(text))).toEqual([]);
  });

  it('registering again changes values, and writes a new version of the fact only when its body differs', async () => {
    const registry = registryOver();
    await registry.registerCustomers([customer('again-1')], 'test');
    const moved = { identity: { name: '司马青云', phones: ['+8613800002222'] } };
    expect(await registry.registerCustomers([customer('again-1', moved)], 'test')).toEqual({ customers: 1, added: 0 });
    expect((await registry.open(['again-1'], EVERYTHING)).get('again-1')?.identity).toEqual(moved.identity);
    expect(await versionsOf('again-1')).toBe(1);
    await registry.registerCustomers([customer('again-1', { branch: 'CN-BEIJING' })], 'test');
    expect(await versionsOf('again-1')).toBe(2);
    expect((await readFact(db, 'subject', 'again-1'))?.body.branch).toBe('CN-BEIJING');
  });

  it('replaces the references of partners it names and leaves the others alone', async () => {
    const registry = registryOver();
    const both = new Map([
      ['mx-credit', { userGuid: 'old' }],
      ['finnhub-market', { symbol: 'ABC' }],
    ]);
    await registry.registerCustomers([customer('refs-1', { references: both })], 'test');
    await registry.registerCustomers([customer('refs-1', { references: new Map([['mx-credit', {}]]) })], 'test');
    const holding = (await registry.open(['refs-1'], EVERYTHING)).get('refs-1');
    expect(holding?.references).toEqual(new Map([['finnhub-market', { symbol: 'ABC' }]]));
  });

  it('never lifts a restriction and never brings an erased customer back', async () => {
    const registry = registryOver();
    await registry.registerCustomers([customer('held-1'), customer('gone-1')], 'test');
    await db.transaction(async (tx) => {
      const subject = { kind: 'PERSON', legalEntity: 'CN-BANK', branch: 'CN-SHANGHAI' } as const;
      await changeFact(tx, 'subject', 'held-1', 1, { ...subject, state: 'RESTRICTED' }, 'test');
      await changeFact(tx, 'subject', 'gone-1', 1, { ...subject, state: 'ERASED' }, 'test');
    });
    await registry.registerCustomers([customer('held-1', { branch: 'CN-BEIJING' })], 'test');
    expect((await readFact(db, 'subject', 'held-1'))?.body).toMatchObject({
      state: 'RESTRICTED',
      branch: 'CN-BEIJING',
    });
    await expect(registry.registerCustomers([customer('gone-1')], 'test')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('registers all or none, keys included', async () => {
    const list = [...Array.from({ length: 700 }, (_, i) => customer(`none-${i}`)), customer('none-3')];
    await expect(registryOver().registerCustomers(list, 'test')).rejects.toThrow('"none-3" is given twice');
    const rows = await db.query({
      text: `SELECT customer_id FROM customer_keys WHERE customer_id LIKE 'none-%' UNION ALL
        SELECT id FROM facts WHERE id LIKE 'none-%' UNION ALL
        SELECT customer_id FROM customer_profiles WHERE customer_id LIKE 'none-%'`,
    });
    expect(rows).toEqual([]);
  });

  it('registers a thousand customers in a few statements, telling how far it is', async () => {
    const texts: string[] = [];
    const counted: Database = {
      ...db,
      transaction: (run) =>
        db.transaction((tx) =>
          run({
            ...tx,
            query: (statement) => {
              texts.push(statement.text);
              return tx.query(statement);
            },
          }),
        ),
    };
    const list = Array.from({ length: 1_000 }, (_, i) => customer(`bulk-${i}`));
    const told: number[] = [];
    const registry = registryOver(createCustomerStore(counted));
    expect(await registry.registerCustomers(list, 'test', (done) => told.push(done))).toEqual({
      customers: 1_000,
      added: 1_000,
    });
    expect(told).toEqual([500, 1_000]);
    expect(texts.length).toBeLessThan(20);
  });
});
