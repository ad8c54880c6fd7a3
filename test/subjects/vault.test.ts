/** What the vault promises, over a key store held in memory that counts its statements. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type KeyStore, PUBLIC_SUBJECT, type WrappedKey } from '../../src/subjects/port.ts';
import { createVault, type KeyEncryptionKey } from '../../src/subjects/vault.ts';

const kek = (id: string): KeyEncryptionKey => ({ id, bytes: randomBytes(32) });
const text = (value: string): Uint8Array => Buffer.from(value);
const read = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

function keyStore() {
  const rows = new Map<string, WrappedKey>();
  const statements = { find: 0, insert: 0 };
  const keys: KeyStore = {
    async find(ids) {
      statements.find += 1;
      return ids.flatMap((id) => rows.get(id) ?? []);
    },
    async insertIfAbsent(fresh) {
      statements.insert += 1;
      for (const row of fresh) if (!rows.has(row.customerId)) rows.set(row.customerId, row);
    },
  };
  return { keys, rows, statements };
}

describe('the vault', () => {
  it('opens what it sealed, also after a restart, and never stores the plain text', async () => {
    const { keys } = keyStore();
    const current = kek('k1');
    const vault = createVault({ keyEncryptionKey: current, keys, cacheSize: 10 });
    const sealed = await vault.seal('c-1', text('balance 12.50'), 'record');
    expect(read(sealed)).not.toContain('12.50');
    const restarted = createVault({ keyEncryptionKey: current, keys, cacheSize: 10 });
    expect(read(await restarted.open('c-1', sealed, 'record'))).toBe('balance 12.50');
  });

  it('never seals the same bytes twice alike', async () => {
    const vault = createVault({ keyEncryptionKey: kek('k1'), keys: keyStore().keys, cacheSize: 10 });
    const seals = await Promise.all(Array.from({ length: 50 }, () => vault.seal('c-1', text('same'), 'x')));
    expect(new Set(seals.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(50);
  });

  it('opens nothing for another customer, in another context, or with any byte changed', async () => {
    const vault = createVault({ keyEncryptionKey: kek('k1'), keys: keyStore().keys, cacheSize: 10 });
    const sealed = await vault.seal('c-1', text('secret'), 'record');
    await vault.seal('c-2', text('other'), 'record');
    await expect(vault.open('c-2', sealed, 'record')).rejects.toThrow();
    await expect(vault.open('c-1', sealed, 'reference')).rejects.toThrow();
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(vault.open('c-1', changed, 'record')).rejects.toThrow();
    }
    for (const length of [0, 1, 13, 28, sealed.length - 1]) {
      await expect(vault.open('c-1', sealed.subarray(0, length), 'record')).rejects.toThrow();
    }
  });

  it('refuses a wrapped key that was moved to another customer or relabelled', async () => {
    const { keys, rows } = keyStore();
    const current = kek('k1');
    const older = kek('k0');
    const options = { keyEncryptionKey: { ...current, others: [older] }, keys, cacheSize: 10 };
    const sealed = await createVault(options).seal('c-1', text('secret'), 'record');
    const row = rows.get('c-1')!;
    rows.set('c-2', { ...row, customerId: 'c-2' });
    await expect(createVault(options).open('c-2', sealed, 'record')).rejects.toThrow();
    rows.set('c-1', { ...row, kekId: 'k0' });
    await expect(createVault(options).open('c-1', sealed, 'record')).rejects.toThrow();
    rows.set('c-1', { ...row, kekId: 'k9' });
    await expect(createVault(options).open('c-1', sealed, 'record')).rejects.toThrow(/"k9" is not configured/);
  });

  it('gives two replicas that seal for a new customer at once one and the same key', async () => {
    const { keys, rows } = keyStore();
    const current = kek('k1');
    const replicas = [1, 2].map(() => createVault({ keyEncryptionKey: current, keys, cacheSize: 10 }));
    const seals = await Promise.all(
      Array.from({ length: 20 }, (_, i) => replicas[i % 2]!.seal('c-1', text(`value ${i}`), 'x')),
    );
    expect(rows.size).toBe(1);
    const fresh = createVault({ keyEncryptionKey: current, keys, cacheSize: 10 });
    for (const [i, sealed] of seals.entries()) expect(read(await fresh.open('c-1', sealed, 'x'))).toBe(`value ${i}`);
  });

  it('makes the keys of a hundred new customers in one insert, and preloads them in one statement', async () => {
    const { keys, statements } = keyStore();
    const current = kek('k1');
    const ids = Array.from({ length: 100 }, (_, i) => `c-${i}`);
    const vault = createVault({ keyEncryptionKey: current, keys, cacheSize: 1_000 });
    const seals = await Promise.all(ids.map((id) => vault.seal(id, text(id), 'x')));
    expect(statements).toEqual({ find: 2, insert: 1 });
    const restarted = createVault({ keyEncryptionKey: current, keys, cacheSize: 1_000 });
    await restarted.preload([...ids, ...ids, PUBLIC_SUBJECT]);
    await Promise.all(ids.map((id, i) => restarted.open(id, seals[i]!, 'x')));
    await restarted.preload(ids);
    expect(statements).toEqual({ find: 3, insert: 1 });
  });

  it('stays right when more customers are in use than keys fit in memory', async () => {
    const vault = createVault({ keyEncryptionKey: kek('k1'), keys: keyStore().keys, cacheSize: 2 });
    const ids = Array.from({ length: 20 }, (_, i) => `c-${i}`);
    const seals = await Promise.all(ids.map((id) => vault.seal(id, text(id), 'x')));
    const opened = await Promise.all(ids.map((id, i) => vault.open(id, seals[i]!, 'x')));
    expect(opened.map(read)).toEqual(ids);
  });

  it('opens nothing any more once the key row is destroyed and the key forgotten', async () => {
    const { keys, rows } = keyStore();
    const vault = createVault({ keyEncryptionKey: kek('k1'), keys, cacheSize: 10 });
    const sealed = await vault.seal('c-1', text('secret'), 'x');
    rows.delete('c-1');
    vault.forget('c-1');
    await expect(vault.open('c-1', sealed, 'x')).rejects.toThrow(/no key/);
  });

  it('does not put a forgotten key back when its look-up was already under way', async () => {
    const { keys, rows } = keyStore();
    const current = kek('k1');
    const sealed = await createVault({ keyEncryptionKey: current, keys, cacheSize: 10 }).seal('c-1', text('s'), 'x');
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slow: KeyStore = {
      ...keys,
      async find(ids) {
        const found = await keys.find(ids);
        await held;
        return found;
      },
    };
    const vault = createVault({ keyEncryptionKey: current, keys: slow, cacheSize: 10 });
    const underWay = vault.preload(['c-1']);
    rows.delete('c-1');
    vault.forget('c-1');
    letGo();
    await underWay;
    await expect(vault.open('c-1', sealed, 'x')).rejects.toThrow(/no key/);
  });

  it('reads what former key-encryption keys sealed, for customers and for the public', async () => {
    const { keys } = keyStore();
    const [former, current] = [kek('k1'), kek('k2')];
    const before = createVault({ keyEncryptionKey: former, keys, cacheSize: 10 });
    const own = await before.seal('c-1', text('mine'), 'x');
    const rates = await before.seal(PUBLIC_SUBJECT, text('rates'), 'x');
    const after = createVault({ keyEncryptionKey: { ...current, others: [former] }, keys, cacheSize: 10 });
    expect(read(await after.open('c-1', own, 'x'))).toBe('mine');
    expect(read(await after.open(PUBLIC_SUBJECT, rates, 'x'))).toBe('rates');
    const stranger = createVault({ keyEncryptionKey: current, keys, cacheSize: 10 });
    await expect(stranger.open(PUBLIC_SUBJECT, rates, 'x')).rejects.toThrow();
  });

  it('fails one customer, not its neighbours, when one key row is broken', async () => {
    const { keys, rows } = keyStore();
    const current = kek('k1');
    const vault = createVault({ keyEncryptionKey: current, keys, cacheSize: 10 });
    const [good, bad] = await Promise.all([vault.seal('good', text('g'), 'x'), vault.seal('bad', text('b'), 'x')]);
    rows.set('bad', { ...rows.get('bad')!, wrapped: randomBytes(61) });
    const restarted = createVault({ keyEncryptionKey: current, keys, cacheSize: 10 });
    await restarted.preload(['good', 'bad']);
    expect(read(await restarted.open('good', good, 'x'))).toBe('g');
    await expect(restarted.open('bad', bad, 'x')).rejects.toThrow();
  });

  it('refuses key-encryption keys of another length or with one name', () => {
    const { keys } = keyStore();
    expect(() => createVault({ keyEncryptionKey: { id: 'k', bytes: randomBytes(16) }, keys, cacheSize: 1 })).toThrow(
      /32/,
    );
    const twin = kek('k');
    expect(() => createVault({ keyEncryptionKey: { ...twin, others: [kek('k')] }, keys, cacheSize: 1 })).toThrow(/two/);
  });
});
