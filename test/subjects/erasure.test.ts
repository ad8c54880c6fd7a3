/**
 * Erasure that is cut short, undone by a backup or raced by another replica, on a real database: what the ledger holds is done at the end.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCustomerRegistry, createLogEntries } from '../../src/app.ts';
import { assembleErasures } from '../../src/app/erasures.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { PartnersLog } from '../../src/partners/log.ts';
import type { RecordStore } from '../../src/partners/port.ts';
import { createSaver, type Keepable } from '../../src/partners/records/save-records.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import type { Database } from '../../src/store/database.ts';
import type { Erasures } from '../../src/subjects/erasure.ts';
import { createLedgerFile } from '../../src/subjects/ledger-file.ts';
import { createVault, type CustomerVault } from '../../src/subjects/vault.ts';
import { needsServer, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { KEK } from '../support/gateway.ts';

const ACCOUNT = { by: 'wu.fang', requestId: 'RR-1', because: 'CUSTOMER_REQUEST' };
const folder = mkdtempSync(join(tmpdir(), 'erasure-'));

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await openTestDatabase();
  db = test.db;
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

interface Desk {
  readonly erasures: Erasures;
  readonly vault: CustomerVault;
}

/** As a process has it. Databases that are cut off in the middle are given through `through`. */
async function deskOn(database: Database, ledger: string | undefined): Promise<Desk> {
  const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(database), cacheSize: 100 });
  const entries = await createLogEntries(vault, 'schema');
  const config = ledger === undefined ? {} : { erasureLedger: ledger };
  return { vault, erasures: assembleErasures({ config, database, entries, vault }) };
}

let count = 0;
let id = '';
let ledger = '';
let desk: Desk;
beforeEach(async () => {
  count += 1;
  id = `C-${count}`;
  ledger = join(folder, `${count}.jsonl`);
  desk = await deskOn(db, ledger);
  await register(db, id);
});

async function register(database: Database, customerId: string): Promise<void> {
  const references = new Map([['mx-credit', { userGuid: `USR-${customerId}` }]]);
  const customer = {
    id: customerId,
    kind: 'PERSON',
    legalEntity: 'CN-BANK',
    branch: 'CN-SHANGHAI',
    references,
  } as const;
  await createCustomerRegistry(database, KEK).registerCustomers(
    [{ ...customer, identity: { name: '司马青云' } }],
    'test',
  );
}

const LEFT = ['customer_keys', 'customer_profiles', 'partner_references', 'reference_digests', 'subject_digests'];

async function stateOf(
  database: Database,
  customerId: string,
): Promise<{ state: string | null; left: number; done: boolean }> {
  const left = LEFT.map((table) => `(SELECT count(*) FROM ${table} WHERE customer_id = $1)`).join(' + ');
  const text = `SELECT (SELECT state FROM facts WHERE kind = 'subject' AND id = $1) AS state, (${left})::int AS left,
    EXISTS (SELECT 1 FROM erasure_ledger WHERE customer_id = $1 AND step = 'DONE') AS done`;
  const [row] = await database.query<{ state: string | null; left: number; done: boolean }>({
    text,
    values: [customerId],
  });
  if (row === undefined) throw new Error('no row');
  return row;
}

const ERASED = { state: 'ERASED', left: 0, done: true };

/** A process that dies at the nth transaction from now: 1 writes the ledger, 2 destroys. */
const dyingAt = (n: number, when: 'before' | 'after'): Database => {
  let transactions = 0;
  return {
    ...db,
    transaction: (run) =>
      db.transaction(async (tx) => {
        transactions += 1;
        if (transactions === n && when === 'before') throw new Error('killed');
        const result = await run(tx);
        if (transactions === n) throw new Error('killed');
        return result;
      }),
  };
};

it('a process that dies before the ledger is written has erased nothing, and nothing is finished later', async () => {
  const dying = await deskOn(dyingAt(1, 'before'), ledger);
  await expect(dying.erasures.erase(id, ACCOUNT)).rejects.toThrow();
  await desk.erasures.finish();
  expect(await stateOf(db, id)).toMatchObject({ state: 'NORMAL', done: false });
});

it.each([
  ['between the file and the database', 1, 'after'],
  ['between the ledger and the erasure', 2, 'before'],
  ['at the end of the erasure, before it commits', 2, 'after'],
] as const)('a process that dies %s leaves what the next start finishes', async (_, n, when) => {
  const dying = await deskOn(dyingAt(n, when), ledger);
  await expect(dying.erasures.erase(id, ACCOUNT)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect((await stateOf(db, id)).state).toBe('NORMAL');
  expect((await desk.erasures.finish()).erased).toBe(1);
  expect(await stateOf(db, id)).toEqual(ERASED);
  expect(await desk.erasures.finish()).toEqual({ fromFile: 0, toFile: 0, erased: 0 });
});

it('a backup from before the erasure does not bring the customer back: the file has it done again before anything is served', async () => {
  const late = `${id}-late`;
  const backup = await test.copy();
  try {
    await register(db, late);
    await desk.erasures.erase(id, ACCOUNT);
    await desk.erasures.erase(late, ACCOUNT);
    expect((await stateOf(backup.db, id)).state).toBe('NORMAL');
    const restored = await deskOn(backup.db, ledger);
    await expect(restored.erasures.check(), 'not ready').rejects.toThrow(/does not know/);
    expect(await restored.erasures.finish()).toMatchObject({ fromFile: 2, erased: 2 });
    await restored.erasures.check();
    expect(await stateOf(backup.db, id)).toEqual(ERASED);
    // Came to the bank after the backup: the id stays taken.
    expect(await stateOf(backup.db, late)).toEqual(ERASED);
    await expect(register(backup.db, late)).rejects.toThrow(/erased/);
    const actions = await backup.db.query<{ text: string }>({
      text: `SELECT convert_from(bytes, 'UTF8') AS text FROM audit_entries WHERE 'action:ERASE_CUSTOMER' = ANY (tags)`,
    });
    expect(
      actions.filter(({ text }) => text.includes(id)),
      'told, without the name',
    ).toEqual([]);
    expect(actions.length).toBeGreaterThanOrEqual(2);
  } finally {
    await backup.close();
  }
});

it('single tables that came back from a backup are emptied again, though the ledger says that it was done', async () => {
  const row = `SELECT * FROM customer_keys WHERE customer_id = '${id}'`;
  const [key] = await db.query<{ wrapped: Uint8Array }>({ text: row });
  await desk.erasures.erase(id, ACCOUNT);
  const values = [id, Buffer.from(key?.wrapped ?? [])];
  await db.query({ text: `INSERT INTO customer_keys (customer_id, kek_id, wrapped) VALUES ($1, 'test', $2)`, values });
  await db.query({ text: `INSERT INTO customer_profiles (customer_id, sealed) VALUES ($1, $2)`, values });
  expect((await desk.erasures.finish()).erased).toBe(1);
  expect(await stateOf(db, id)).toEqual(ERASED);
});

it('a file that is new or was cut gets back what the database knows', async () => {
  await desk.erasures.erase(id, ACCOUNT);
  const elsewhere = `${ledger}.new`;
  const moved = await deskOn(db, elsewhere);
  expect((await moved.erasures.finish()).toFile).toBeGreaterThan(0);
  expect((await createLedgerFile(elsewhere).read()).map(({ customerId }) => customerId)).toContain(id);
});

it('a damaged file keeps the gateway from starting, and from erasing anybody', async () => {
  const at = '2026-11-28T00:00:00.000Z' as Instant;
  await createLedgerFile(ledger).append([{ ...ACCOUNT, id: crypto.randomUUID(), customerId: id, at }]);
  writeFileSync(ledger, readFileSync(ledger, 'utf8').replace(id, 'C-0'));
  await expect(desk.erasures.finish()).rejects.toMatchObject({
    cause: { message: expect.stringContaining('line 1') as string },
  });
  await expect(desk.erasures.erase(id, ACCOUNT)).rejects.toThrow();
  expect((await stateOf(db, id)).state).toBe('NORMAL');
});

it('two replicas that erase the same customer at once write one line and destroy once', async (ctx) => {
  needsServer(ctx);
  const other = await deskOn(test.replica(), ledger);
  await Promise.all([desk, other, desk, other].map(({ erasures }) => erasures.erase(id, ACCOUNT)));
  const kept = await createLedgerFile(ledger).read();
  expect(kept.filter(({ customerId }) => customerId === id)).toHaveLength(1);
  expect(await stateOf(db, id)).toEqual(ERASED);
});

it('a replica that has the key in memory forgets it, makes no other, and opens nothing any more', async () => {
  const other = await deskOn(db, ledger);
  const sealed = await other.vault.seal(id, Buffer.from('金额'), 'x');
  await desk.erasures.erase(id, ACCOUNT);
  await other.erasures.forgetErased();
  await expect(other.vault.open(id, sealed, 'x')).rejects.toThrow(/no key/);
  await expect(other.vault.seal(id, Buffer.from('more'), 'x')).rejects.toThrow(/erased/);
  expect(await stateOf(db, id)).toEqual(ERASED);
});

it('a key that is being made while the customer is erased is either destroyed or never made', async (ctx) => {
  needsServer(ctx);
  for (let i = 0; i < 10; i += 1) {
    const racing = `${id}-${i}`;
    await register(db, racing);
    await db.query({ text: 'DELETE FROM customer_keys WHERE customer_id = $1', values: [racing] });
    const others = await Promise.all([1, 2, 3].map(() => deskOn(test.replica({ maxConnections: 2 }), ledger)));
    const seals = others.map(({ vault }) => vault.seal(racing, Buffer.from('x'), 'x').catch(() => null));
    await Promise.all([desk.erasures.erase(racing, ACCOUNT), ...seals]);
    expect(await stateOf(db, racing)).toEqual(ERASED);
  }
});

it('records fetched for an erased customer are not kept, and those of the customers beside them are', async () => {
  await desk.erasures.erase(id, ACCOUNT);
  const kept: string[] = [];
  const records = {
    save: (rows: readonly { readonly customerId: string }[]) =>
      Promise.resolve((kept.push(...rows.map((row) => row.customerId)), [])),
  } as unknown as RecordStore;
  const log = { warn: () => undefined, debug: () => undefined } as unknown as PartnersLog;
  const saver = createSaver({ records, vault: desk.vault, log, note: () => undefined });
  const recordOf = (customerId: string): Keepable =>
    ({
      key: { customerId, source: 'mx-credit', endpoint: 'accounts' },
      content: {},
      fetchedAt: '',
      keepUntil: '',
      requires: [],
      origin: null,
    }) as unknown as Keepable;
  saver.save([recordOf(`${id}-x`), recordOf(id), recordOf(`${id}-y`)]);
  await saver.drain();
  expect(kept).toEqual([`${id}-x`, `${id}-y`]);
});
